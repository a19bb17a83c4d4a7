import type { CheckReason } from '../../model/check.ts';
import type { GitRepository } from '../../ports/git.ts';
import type { States } from '../diff/sides.ts';
import type { ProposedChange } from './change.ts';

/** What merging the head into the base gives. */
export interface Merged {
  readonly tree: string | null;
  readonly conflict: boolean;
  /** What is compared: the base and the merge, or, where there is none, the change since both parted. */
  readonly states?: States;
  /** Why there is no merge. */
  readonly reason?: CheckReason;
}

/** Asks Git for the merge. What it cannot make is undecided, and says what would settle it. */
export async function mergeOf(repository: GitRepository, { base, head }: ProposedChange): Promise<Merged> {
  const parted = await repository.mergeBase(base, head);
  if (parted === undefined) return { tree: null, conflict: false, reason: apart(repository) };
  if (parted === base) {
    const tree = await treeOf(repository, base, head);
    return { tree, conflict: false, states: { before: base, after: head } };
  }
  const answer = await repository.merge(base, head);
  switch (answer.kind) {
    case 'clean':
      return {
        tree: answer.tree,
        conflict: false,
        states: { before: base, after: answer.tree, unwritten: true },
      };
    case 'conflict':
      return {
        tree: null,
        conflict: true,
        states: { before: parted, after: head },
        reason: {
          code: 'conflict',
          detail:
            'the base and the head conflict, so what would land is not known yet: merge the base into the head',
        },
      };
    case 'unknown':
      return {
        tree: null,
        conflict: false,
        states: { before: parted, after: head },
        reason: { code: 'merge-not-made', detail: `the merge could not be made: ${answer.why}` },
      };
  }
}

/** A head that contains the base is what merging it gives. */
async function treeOf(repository: GitRepository, base: string, head: string): Promise<string | null> {
  const answer = await repository.merge(base, head);
  return answer.kind === 'clean' ? answer.tree : null;
}

function apart({ shape }: GitRepository): CheckReason {
  return shape.shallow
    ? {
        code: 'history-missing',
        detail:
          'this clone is shallow and does not reach back to where the base and the head parted: git fetch --unshallow',
      }
    : {
        code: 'histories-unrelated',
        detail: 'the base and the head have no commit in common, and Git merges no such histories',
      };
}
