import { bundleOf } from '../../chain/access/bundle.ts';
import type { AccessPolicy } from '../../model/access-grant.ts';
import type { WatchedRepository } from '../observe/sight.ts';
import type { BoardGrant } from './board.ts';
import { givingEdits, textsOf } from './edits.ts';
import { type GrantPorts, offerRef } from './ports.ts';
import { requestedEntry } from './record.ts';
import { messageOf } from './steps.ts';

/**
 * Offers a request again on the newest commit, where what landed meanwhile is in its way; answers with its ref. It is
 * another commit then, so whoever agreed to the one before has to agree again. `undefined` = there was nothing to do.
 */
export async function offerAnew(
  place: WatchedRepository,
  { id, grant, offered, by }: BoardGrant,
  policy: AccessPolicy,
  { git, committer, ledger, random }: Pick<GrantPorts, 'git' | 'committer' | 'ledger' | 'random'>,
): Promise<string | undefined> {
  if (grant === undefined || offered === undefined) return undefined;
  const tip = await conflictingTip(place, offered.head, git);
  if (tip === undefined) return undefined;
  const edits = await givingEdits(bundleOf(grant, policy), id, policy, textsOf(git, place.path), tip);
  if (edits === undefined) return undefined;
  const ref = offerRef(id);
  const message = messageOf(grant);
  const outcome = await committer.offer({ repository: place.name, base: tip, edits, message, ref });
  if (outcome.kind !== 'done') return undefined;
  const about = { grant, policy, repository: place.name };
  const { entry, payload } = requestedEntry(
    about,
    { ref, head: outcome.commit, by: by ?? grant.person },
    random,
  );
  await ledger.append(entry, payload);
  return ref;
}

/** The newest commit, where what is offered cannot be merged into it. */
async function conflictingTip(
  { path, ref }: WatchedRepository,
  head: string,
  git: GrantPorts['git'],
): Promise<string | undefined> {
  const repository = await git.open(path);
  if (repository === undefined) return undefined;
  try {
    const tip = repository.refs().get(ref);
    if (tip === undefined) return undefined;
    return (await repository.merge(tip, head)).kind === 'conflict' ? tip : undefined;
  } finally {
    await repository.close();
  }
}
