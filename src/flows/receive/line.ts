import type { RefUpdate, Refusal } from '../../model/receive.ts';
import { isNoObject } from '../../model/receive.ts';
import type { GitRepository } from '../../ports/git.ts';
import { readCommit } from '../../stages/1-commit/commit.ts';
import { type ReceiveContext, refuse, short } from './context.ts';

/** Of one push no more is judged. */
const MOST = { landings: 1_000, commits: 20_000 };

/** The protected ref only ever goes on from where it is, along first parents, and never ends. */
export async function protectedRefGoesOn(context: ReceiveContext): Promise<readonly Refusal[]> {
  const update = context.updates.find(({ ref }) => ref === context.ref);
  if (update === undefined) return [];
  const wrong = await wrongStep(context, update);
  return wrong === undefined ? [] : [refuse(context, update, wrong)];
}

async function wrongStep(
  { repository, ref }: ReceiveContext,
  { before, after }: RefUpdate,
): Promise<{ what: string; why: readonly string[]; how: readonly string[] } | undefined> {
  if (isNoObject(after)) {
    return {
      what: `removes ${ref}`,
      why: ['the ref is protected; what follows it would follow nothing'],
      how: ['nobody removes it by a push: ask whoever administers the server'],
    };
  }
  // Of branches Git itself takes only commits.
  if (!ref.startsWith('refs/heads/') && (await repository.resolve(after)) !== after) {
    return {
      what: `${short(after)} is no commit`,
      why: ['the ref is protected, and only commits can be judged'],
      how: ['push a commit'],
    };
  }
  const not = isNoObject(before) ? [] : [before];
  const all = await repository.commits({ from: [after], not, limit: MOST.commits + 1 });
  const line = await repository.commits({ from: [after], not, firstParent: true, limit: MOST.landings + 1 });
  if (line.length > MOST.landings || all.length > MOST.commits) {
    return {
      what: `brings more than ${line.length > MOST.landings ? `${MOST.landings} landings` : `${MOST.commits} commits`}`,
      why: ['that is more than is judged in one push'],
      how: ['push it in parts, oldest first'],
    };
  }
  if (isNoObject(before)) return undefined;
  const oldest = line.at(-1);
  const commit = oldest === undefined ? undefined : readCommit(oldest.oid, oldest.bytes);
  if (commit?.ok === true && commit.value.parents[0] === before) return undefined;
  return (await holds(repository, after, before))
    ? {
        what: `moves ${ref} to ${short(after)}, in which ${short(before)} is not on the line of first parents`,
        why: ['readers of the ref follow first parents, and would see another history than this one'],
        how: [
          `check out ${ref.replace(/^refs\/heads\//, '')} and merge into it, so that it is the first parent`,
        ],
      }
    : {
        what: `moves ${ref} from ${short(before)} to ${short(after)}, which does not hold it: a force-push`,
        why: ['what landed on a protected ref stays; nobody takes it back by rewriting'],
        how: ['fetch, and merge into what is there; to take a change back, land its revert'],
      };
}

async function holds(repository: GitRepository, after: string, before: string): Promise<boolean> {
  return (await repository.mergeBase(after, before)) === before && after !== before;
}
