import { createHash } from 'node:crypto';
import { ATTESTATIONS_REF, statementFolder } from '../../model/statement.ts';
import { firstSeen } from '../../ports/first-seen.ts';
import type { FoundStatement } from '../../ports/forge.ts';
import type { BlobResult, GitRepository } from '../../ports/git.ts';
import type { PushHistory } from '../../ports/push-log.ts';

const BYTES_EACH = 64 << 10;
/** Of one repository no more statements are read at once, nor more of their bytes. */
const MOST = { statements: 20_000, bytes: 64 << 20 };
const PART = 500;
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
  const files = (await repository.tree(tip, folders)).filter(
    ({ kind, path }) => kind === 'file' && FILE.test(path),
  );
  const { blobs, cut } = await readBounded(
    repository,
    files.flatMap(({ oid }) => oid ?? []),
  );
  const first = firstSeen(history, observedAt);
  const statements = files.flatMap(({ path, oid }): readonly FoundStatement[] => {
    const envelope = blobs.get(oid ?? '');
    if (!(envelope instanceof Uint8Array)) return [];
    const seen = first(createHash('sha256').update(envelope).digest('hex'));
    return [{ source: `${ATTESTATIONS_REF}:${path}`, envelope, ...(seen === undefined ? {} : { seen }) }];
  });
  return { statements, cut };
}

/** Reads blobs in parts, until they are enough; what was not read, or is too large, is not there. */
async function readBounded(
  repository: GitRepository,
  oids: readonly string[],
): Promise<{ readonly blobs: ReadonlyMap<string, BlobResult>; readonly cut: boolean }> {
  const blobs = new Map<string, BlobResult>();
  let bytes = 0;
  for (let at = 0; at < oids.length; at += PART) {
    if (bytes > MOST.bytes || at >= MOST.statements) return { blobs, cut: true };
    const part = await repository.blobs(oids.slice(at, at + PART), { bytesEach: BYTES_EACH });
    for (const [oid, blob] of part) {
      blobs.set(oid, blob);
      if (blob instanceof Uint8Array) bytes += blob.length;
    }
  }
  return { blobs, cut: false };
}
