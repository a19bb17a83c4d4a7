import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { checkLedger } from '../../src/entrypoints/ledger/fsck.ts';
import { openLedger } from '../../src/entrypoints/ledger/open.ts';

/** How a process that appends ends. */
export type Fate =
  /** Killed from outside, so long after it opened the ledger. */
  | { readonly kind: 'from-outside'; readonly milliseconds: number }
  /** By its own hand, at a step of the write order: `before head 3`. */
  | { readonly kind: 'at-step'; readonly step: string };

export interface Run {
  readonly fate: Fate;
  readonly count: number;
  /** How many entries it appends at the same time. */
  readonly together: number;
  /** It acknowledges before anything is done. */
  readonly isLate?: boolean;
}

const APPENDER = fileURLToPath(new URL('appender.ts', import.meta.url));

/** What was acknowledged: index and text, as the process said them before it ended. */
export async function acknowledgedBy(
  folder: string,
  run: Run,
  cache: string,
): Promise<ReadonlyMap<number, string>> {
  const { fate, count, together, isLate = false } = run;
  const treatment = fate.kind === 'at-step' ? ['kill', ...fate.step.split(' ')] : isLate ? ['late'] : [];
  const child = spawn(process.execPath, [APPENDER, folder, `${count}`, `${together}`, ...treatment], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: cache },
  });
  let said = '';
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (text: string) => {
    if (said === '' && fate.kind === 'from-outside') {
      setTimeout(() => child.kill('SIGKILL'), fate.milliseconds);
    }
    said += text;
  });
  const [, signal] = (await once(child, 'close')) as [number | null, string | null];
  if (signal !== 'SIGKILL') throw new Error(`It was not killed: ${JSON.stringify(run)}`);
  if (!said.startsWith('open\n')) throw new Error('It did not even open the ledger.');
  return acknowledgedIn(said);
}

/** Index and text of each entry, from the whole lines that the process wrote after it had opened the ledger. */
export function acknowledgedIn(said: string): ReadonlyMap<number, string> {
  return new Map(
    said
      .split('\n')
      .slice(1, -1)
      .map((line) => [Number(line.split(' ', 1)[0]), line.slice(line.indexOf(' ') + 1)]),
  );
}

/** Which of the acknowledged entries are not there, as they were, when the ledger is opened again. */
export async function missingFrom(
  folder: string,
  acknowledged: ReadonlyMap<number, string>,
): Promise<readonly string[]> {
  const { ledger, close } = await openLedger({ folder }, systemClock);
  const missing: string[] = [];
  for (const [index, text] of acknowledged) {
    const recorded = await ledger.entry(index);
    const payload = await ledger.payload(recorded?.entry.payload ?? '');
    const said =
      recorded?.entry.type === 'gap' ? recorded.entry.what : payload && Buffer.from(payload).toString();
    if (said !== text) missing.push(`${index} ${text}`);
  }
  await close();
  return missing;
}

export async function faultsOf(folder: string): Promise<readonly string[]> {
  const { faults } = await checkLedger({ folder });
  return faults.map(({ file, why }) => `${file}: ${why}`);
}

/** Runs one after the other in one ledger, each opened again at once. Answers with what was lost or is damaged. */
export async function lostIn(
  folder: string,
  runs: readonly Run[],
  cache: string,
): Promise<readonly string[]> {
  const all = new Map<number, string>();
  const lost: string[] = [];
  for (const run of runs) {
    const acknowledged = await acknowledgedBy(folder, run, cache);
    for (const [index, text] of acknowledged) all.set(index, text);
    const missing = await missingFrom(folder, acknowledged);
    lost.push(...missing.map((entry) => `${entry} after ${JSON.stringify(run)}`));
  }
  lost.push(...(await missingFrom(folder, all)), ...(await faultsOf(folder)));
  return lost;
}
