import { pauseFolder } from '../../../model/pause.ts';
import { ATTESTATIONS_REF } from '../../../model/statement.ts';
import { firstSeen } from '../../../ports/first-seen.ts';
import type { FoundStatement } from '../../../ports/forge.ts';
import type { GitRepository } from '../../../ports/git.ts';
import type { PushHistory } from '../../../ports/push-log.ts';
import { readPause } from '../../../stages/2-review/statements/pause.ts';
import { digestOf } from '../../verify/digest.ts';

/** No pause that counts is longer, so none that is in force ends later. */
const LONGEST = 24 * 60 * 60_000;
const BYTES_EACH = 64 << 10;
const MOST_FILES = 2_000;

/** Statements about pauses as they lie in a repository; nobody has judged them yet. */
export interface FoundPauses {
  readonly statements: readonly FoundStatement[];
  /** Commits that they name and that the repository has. */
  readonly commits: ReadonlySet<string>;
  /** There are more than are read: none of them counts, as one that ends another might be missing. */
  readonly tooMany: boolean;
}

export const NO_PAUSES: FoundPauses = { statements: [], commits: new Set(), tooMany: false };

/** Reads the statements about pauses that end today or tomorrow; `now` is in milliseconds since 1970. */
export async function findPauses(
  repository: GitRepository,
  history: PushHistory | undefined,
  now: number,
): Promise<FoundPauses> {
  const tip = repository.refs().get(ATTESTATIONS_REF);
  if (tip === undefined) return NO_PAUSES;
  const days = [now, now + LONGEST].map((time) => pauseFolder(new Date(time).toISOString()));
  const files = (await repository.tree(tip, days)).filter(
    ({ kind, path }) => kind === 'file' && days.some((day) => path.startsWith(`${day}/`)),
  );
  if (files.length > MOST_FILES) return { ...NO_PAUSES, tooMany: true };
  const blobs = await repository.blobs(
    files.flatMap(({ oid }) => oid ?? []),
    { bytesEach: BYTES_EACH },
  );
  const seenAt = firstSeen(history, new Date(now).toISOString());
  const statements = files.flatMap(({ path, oid }): readonly FoundStatement[] => {
    const envelope = blobs.get(oid ?? '');
    if (!(envelope instanceof Uint8Array)) return [];
    const seen = seenAt(digestOf(envelope));
    return [{ source: path, envelope, ...(seen === undefined ? {} : { seen }) }];
  });
  return { statements, commits: await commitsOf(repository, statements), tooMany: false };
}

async function commitsOf(
  repository: GitRepository,
  statements: readonly FoundStatement[],
): Promise<ReadonlySet<string>> {
  const named = statements.flatMap(({ envelope }) => {
    const read = readPause(envelope);
    return read.ok && read.value.pause.verdict === 'pause' ? [read.value.pause.commit] : [];
  });
  const there = await Promise.all(
    [...new Set(named)].map(async (commit) =>
      (await repository.resolve(commit)) === commit ? [commit] : [],
    ),
  );
  return new Set(there.flat());
}
