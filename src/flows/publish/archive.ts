import { type ArchiveBudget, type Plan, planArchive } from '../../formats/tar/members.ts';
import { END_OF_ARCHIVE, memberHeader, padding } from '../../formats/tar/write.ts';
import { MainwardError } from '../../model/errors.ts';
import type { GitRepository } from '../../ports/git.ts';

/** What Flux's agents take is bounded by their memory and time; what a review looks at is far smaller. */
const BUDGET: ArchiveBudget = { members: 100_000, bytes: 256 << 20, bytesEach: 32 << 20 };

/** Contents that are held at once. */
const BATCH_BYTES = 8 << 20;
const BATCH_MEMBERS = 1_000;

/**
 * What an archive of a commit's whole tree consists of, read from Git's objects and never through anything that the
 * repository configures, such as the attributes that `git archive` obeys. Fails with BUDGET_EXCEEDED or
 * REPOSITORY_UNREADABLE where there can be none.
 */
export async function planOf(git: GitRepository, commit: string): Promise<Plan> {
  const plan = planArchive(await git.tree(commit), BUDGET);
  if (plan.ok) return plan.value;
  throw new MainwardError('BUDGET_EXCEEDED', `No archive can be made of ${commit}: ${plan.error}.`, {
    fields: { commit },
    remedy: 'Land a change that takes it out of the repository.',
  });
}

/** The archive, in pieces. The same tree gives the same bytes. */
export async function* archiveOf(git: GitRepository, { members }: Plan): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < members.length; ) {
    const batch = batchFrom(members, at);
    const oids = batch.map(({ oid }) => oid);
    const blobs = await git.blobs(oids, { bytesEach: BUDGET.bytesEach });
    for (const { member, oid } of batch) {
      const bytes = blobs.get(oid);
      if (!(bytes instanceof Uint8Array) || bytes.length !== member.size) {
        throw new MainwardError('REPOSITORY_UNREADABLE', `${member.path} cannot be read for an archive.`, {
          fields: { path: member.path },
          remedy: 'Check the repository with `git fsck`.',
        });
      }
      yield memberHeader(member);
      yield bytes;
      yield padding(bytes.length);
    }
    at += batch.length;
  }
  yield END_OF_ARCHIVE;
}

function batchFrom(members: Plan['members'], from: number): Plan['members'] {
  let bytes = 0;
  let end = from;
  for (; end < members.length && end - from < BATCH_MEMBERS; end += 1) {
    bytes += members[end]?.member.size ?? 0;
    if (bytes > BATCH_BYTES && end > from) break;
  }
  return members.slice(from, end);
}
