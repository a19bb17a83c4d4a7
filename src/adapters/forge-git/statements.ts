import { createHash } from 'node:crypto';
import { isNoObject } from '../../model/receive.ts';
import { ATTESTATIONS_REF, statementFolder } from '../../model/statement.ts';
import type { TreeEntry } from '../../model/tree.ts';
import type { FoundStatement } from '../../ports/forge.ts';
import type { GitRepository } from '../../ports/git.ts';
import type { PushHistory } from '../../ports/push-log.ts';

const BYTES_EACH = 64 << 10;
/** Of one repository no more statements are read at once, nor more of their bytes. */
const MOST = { statements: 20_000, bytes: 64 << 20 };
const FILE = /^refs\/.+\/[0-9a-f]{2}\/[0-9a-f]{38,62}\/[0-9a-f]{64}\.json$/;

export interface StatementsRead {
  readonly statements: readonly FoundStatement[];
  /** Some lie there and were not read. */
  readonly cut: boolean;
}

/** Reads statements, all there are or those about some heads, with when the record first had them. */
export async function readStatements(
  repository: GitRepository,
  about: { readonly ref: string; readonly heads: readonly string[] } | undefined,
  history: PushHistory | undefined,
  observedAt: string,
): Promise<StatementsRead> {
  const tip = repository.refs().get(ATTESTATIONS_REF);
  if (tip === undefined || about?.heads.length === 0) return { statements: [], cut: false };
  const folders = about?.heads.map((head) => statementFolder(about.ref, head));
  const { entries, cut } = within(await repository.tree(tip, folders));
  const blobs = await repository.blobs(
    entries.flatMap(({ oid }) => oid ?? []),
    { bytesEach: BYTES_EACH },
  );
  const first = firstSeen(history, observedAt);
  const statements = entries.flatMap(({ path, oid }): readonly FoundStatement[] => {
    const envelope = blobs.get(oid ?? '');
    if (!(envelope instanceof Uint8Array)) return [];
    const seen = first(createHash('sha256').update(envelope).digest('hex'));
    return [{ source: `${ATTESTATIONS_REF}:${path}`, envelope, ...(seen === undefined ? {} : { seen }) }];
  });
  return { statements, cut };
}

function within(all: readonly TreeEntry[]): {
  readonly entries: readonly TreeEntry[];
  readonly cut: boolean;
} {
  const entries: TreeEntry[] = [];
  let bytes = 0;
  for (const entry of all) {
    if (entry.kind !== 'file' || !FILE.test(entry.path) || entry.size > BYTES_EACH) continue;
    bytes += entry.size;
    if (entries.length >= MOST.statements || bytes > MOST.bytes) return { entries, cut: true };
    entries.push(entry);
  }
  return { entries, cut: false };
}

/**
 * When a statement first came in. Where the whole record is there and began without any, one that is not in it came
 * past the hook and is seen now for the first time.
 */
function firstSeen(
  history: PushHistory | undefined,
  observedAt: string,
): (digest: string) => string | undefined {
  if (history === undefined) return () => undefined;
  const times = new Map<string, string>();
  for (const { statements, at } of history.records)
    for (const digest of statements ?? []) if (!times.has(digest)) times.set(digest, at);
  const began = history.records.find(({ ref, kind }) => ref === ATTESTATIONS_REF && kind === 'installed');
  const whole = !history.cut && began !== undefined && isNoObject(began.after);
  return (digest) => times.get(digest) ?? (whole ? observedAt : undefined);
}
