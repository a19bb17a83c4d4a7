import { createHash } from 'node:crypto';
import type { CutFile } from '../../../formats/kubernetes/removal/target.ts';
import type { ItemState, ReviewItem } from '../../../model/review.ts';
import type { ChangedPath, GitRepository } from '../../../ports/git.ts';
import type { Campaign, ReviewProposal } from '../board/campaign.ts';
import { planRemoval } from './plan.ts';
import type { Seen } from './seen.ts';

export interface Candidates {
  /** Of which nothing is offered that would do. */
  readonly due: readonly ReviewItem[];
  /** Proposals that would not do any more what they say; their branches are free. */
  readonly fallen: readonly ReviewProposal[];
}

/** Revoked, and nobody offers to take it out. What could not be taken out before may be now. */
const DUE: ReadonlySet<ItemState> = new Set<ItemState>(['revoked', 'task', 'stale']);

/** What is to be proposed, where the tip is what was seen. */
export async function candidatesOf(
  campaign: Campaign,
  repository: GitRepository,
  seen: Seen,
): Promise<Candidates> {
  const fallen: ReviewProposal[] = [];
  const free = new Set<string>();
  for (const proposal of campaign.proposals.values()) {
    const items = proposal.items.filter(
      (id) => campaign.stateOf(id) === 'proposed' && isLast(campaign, proposal, id),
    );
    if (items.length === 0 || (await stands(campaign, repository, seen, { ...proposal, items }))) continue;
    fallen.push(proposal);
    for (const id of items) free.add(id);
  }
  const due = [...campaign.items()].filter(
    ({ item: { id }, state }) =>
      (DUE.has(state) || free.has(id)) && seen.standing.has(id) && !campaign.outdated.has(id),
  );
  return { due: due.map(({ item }) => item), fallen };
}

/** Was the item offered by a later one as well? */
function isLast(campaign: Campaign, { index }: ReviewProposal, id: string): boolean {
  return ![...campaign.proposals.values()].some((one) => one.index > index && one.items.includes(id));
}

/** Would merging it do exactly what would be proposed now? What cannot be told stays as it is. */
async function stands(
  campaign: Campaign,
  repository: GitRepository,
  seen: Seen,
  { ref, head, items }: ReviewProposal,
): Promise<boolean> {
  if (repository.refs().get(ref) !== head) return false;
  const merged = await repository.merge(seen.commit, head);
  if (merged.kind === 'unknown') return true;
  if (merged.kind === 'conflict') return false;
  const changes = await repository.changes(seen.commit, merged.tree);
  if (changes === 'missing') return true;
  const wanted = items
    .flatMap((id) => campaign.item(id)?.item ?? [])
    .filter(({ id }) => seen.standing.has(id));
  const plan = planRemoval(seen, wanted);
  return plan.tasks.length === 0 && isSameChange(changes, plan.files, seen.commit.length);
}

function isSameChange(changes: readonly ChangedPath[], files: readonly CutFile[], digits: number): boolean {
  const changed = new Map(changes.map(({ path, newOid }) => [path, newOid]));
  return (
    changed.size === files.length &&
    files.every(
      ({ path, after }) =>
        changed.get(path) === (after === null ? '0'.repeat(digits) : blobId(after, digits)),
    )
  );
}

/** As Git names a file's bytes. */
function blobId(bytes: Uint8Array, digits: number): string {
  const hash = createHash(digits === 64 ? 'sha256' : 'sha1');
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
