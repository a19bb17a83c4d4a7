import { setTimeout as sleep } from 'node:timers/promises';
import type { LedgerEntry, LedgerEntryType, Recorded } from '../../src/model/ledger.ts';
import { succeed } from './mainward.ts';
import type { RealStage } from './thread-stage.ts';

/** Longer than the server looks away. */
const QUIET_MS = 7_000;

/** Everything that the ledger holds now, read as anybody reads what is published of it. */
export async function recordOf({ world }: Pick<RealStage, 'world'>): Promise<readonly Recorded[]> {
  const at = { cwd: world.root, env: { PATH: process.env['PATH'] ?? '' } };
  const text = await succeed(['log', 'export', '--log', world.log, '-o', 'json'], at);
  return (JSON.parse(text) as { readonly entries: readonly Recorded[] }).entries;
}

/** Everything that it holds once nothing more is said for a while. */
export async function settledRecordOf(stage: Pick<RealStage, 'world'>): Promise<readonly Recorded[]> {
  for (let record = await recordOf(stage); ; ) {
    await sleep(QUIET_MS);
    const now = await recordOf(stage);
    if (now.length === record.length) return now;
    record = now;
  }
}

export function ofType<Type extends LedgerEntryType>(
  record: readonly Recorded[],
  type: Type,
): readonly Extract<LedgerEntry, { readonly type: Type }>[] {
  return record.flatMap(({ entry }) =>
    entry.type === type ? [entry as Extract<LedgerEntry, { readonly type: Type }>] : [],
  );
}

/** Fields that differ although the same is said: when, and what salts. */
const SALTED: ReadonlySet<string> = new Set(['at', 'payload', 'report', 'content']);

/** What is said more than once. Credentials and refusals are events, each for itself. */
export function saidTwice(record: readonly Recorded[]): readonly string[] {
  const seen = new Set<string>();
  return record.flatMap(({ entry }) => {
    if (entry.type.startsWith('credential.') || entry.type === 'note') return [];
    const said = JSON.stringify(Object.entries(entry).filter(([field]) => !SALTED.has(field)));
    if (!seen.has(said)) {
      seen.add(said);
      return [];
    }
    return [said];
  });
}
