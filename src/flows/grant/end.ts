import type { AccessPolicy } from '../../model/access-grant.ts';
import type { CommitOutcome } from '../../ports/committer.ts';
import type { WatchedRepository } from '../observe/sight.ts';
import { takingEdits, textsOf } from './edits.ts';
import { offerAndLand, offerOnly } from './land.ts';
import { endRef, type GrantPorts } from './ports.ts';

export interface Ending {
  readonly id: string;
  readonly policy: AccessPolicy;
  /** The policy is in force no more: then people have to agree, as to any other change. */
  readonly isGone: boolean;
  readonly why: 'expired' | 'revoked';
  /** Id in the roster, or `mainward`. */
  readonly by: string;
}

/** Takes a grant out of Git, whole, by a commit that nobody has to agree to. */
export function takeOut(
  place: WatchedRepository,
  { id, policy, isGone, why, by }: Ending,
  ports: Pick<GrantPorts, 'committer' | 'git'>,
): Promise<CommitOutcome | { readonly kind: 'nothing' }> {
  const texts = textsOf(ports.git, place.path);
  const work = isGone ? offerOnly : offerAndLand;
  return work(
    place,
    {
      ref: endRef(id),
      message: [
        `End access: ${policy.name}, ${why === 'expired' ? 'its time is over' : `revoked by ${by}`}`.slice(
          0,
          200,
        ),
        '',
        `Access-Grant: ${id}`,
      ].join('\n'),
      edits: (base) => takingEdits(id, policy, texts, base),
    },
    ports,
  );
}
