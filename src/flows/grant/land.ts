import type { CommitOutcome, FileEdit } from '../../ports/committer.ts';
import type { WatchedRepository } from '../observe/sight.ts';
import type { GrantPorts } from './ports.ts';

/** So often somebody else may be faster. */
const MOST_TRIES = 5;

export interface Landing {
  readonly ref: string;
  readonly head: string;
  readonly message: string;
}

/**
 * Merges what is offered into the protected ref, wherever that is by now, and takes the branch away. What the gate says
 * is the answer.
 */
export async function landOn(
  { name: repository, path, ref: guarded }: WatchedRepository,
  { ref, head, message }: Landing,
  { committer, git }: Pick<GrantPorts, 'committer' | 'git'>,
): Promise<CommitOutcome> {
  let outcome: CommitOutcome = { kind: 'moved' };
  for (let tries = 0; outcome.kind === 'moved' && tries < MOST_TRIES; tries += 1) {
    const onto = await tipOf(git, path, guarded);
    if (onto === undefined) return { kind: 'unreachable', say: `there is no ${guarded}` };
    outcome = await committer.land({ repository, onto, head, message });
  }
  // A branch that stays is taken away later: what is on the protected ref counts.
  if (outcome.kind === 'done') await committer.withdraw({ repository, ref, head });
  return outcome;
}

export interface OwnChange {
  readonly ref: string;
  readonly message: string;
  /** None = there is nothing to do any more. */
  readonly edits: (base: string) => Promise<readonly FileEdit[]>;
}

/** Offers it once, for people to agree to: what is offered stays as it is, so that their agreement counts. */
export async function offerOnly(
  place: WatchedRepository,
  { ref, message, edits: editsOn }: OwnChange,
  { committer, git }: Pick<GrantPorts, 'committer' | 'git'>,
): Promise<CommitOutcome | { readonly kind: 'nothing' }> {
  const base = await tipOf(git, place.path, place.ref);
  if (base === undefined) return { kind: 'unreachable', say: `there is no ${place.ref}` };
  const edits = await editsOn(base);
  if (edits.length === 0) return { kind: 'nothing' };
  if ((await tipOf(git, place.path, ref)) === undefined) {
    const offered = await committer.offer({ repository: place.name, base, edits, message, ref });
    if (offered.kind !== 'done') return offered;
  }
  return { kind: 'refused', say: `its policy is gone, so people have to agree to ${ref}` };
}

/** Offers a change on the newest commit and lands it in one go, wherever others land something meanwhile. */
export async function offerAndLand(
  place: WatchedRepository,
  change: OwnChange,
  ports: Pick<GrantPorts, 'committer' | 'git'>,
): Promise<CommitOutcome | { readonly kind: 'nothing' }> {
  const { committer, git } = ports;
  const { ref, message } = change;
  let outcome: CommitOutcome = { kind: 'moved' };
  for (let tries = 0; isRaceLost(outcome) && tries < MOST_TRIES; tries += 1) {
    const base = await tipOf(git, place.path, place.ref);
    if (base === undefined) return { kind: 'unreachable', say: `there is no ${place.ref}` };
    const edits = await change.edits(base);
    if (edits.length === 0) return { kind: 'nothing' };
    const offered = await committer.offer({ repository: place.name, base, edits, message, ref });
    outcome =
      offered.kind === 'done' ? await landOn(place, { ref, head: offered.commit, message }, ports) : offered;
  }
  return outcome;
}

function isRaceLost({ kind }: CommitOutcome): boolean {
  return kind === 'moved' || kind === 'conflict';
}

async function tipOf(git: GrantPorts['git'], path: string, ref: string): Promise<string | undefined> {
  const repository = await git.open(path);
  try {
    return repository?.refs().get(ref);
  } finally {
    await repository?.close();
  }
}
