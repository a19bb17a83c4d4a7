import type { PullRequest } from '../../model/evidence.ts';
import type { GitRepository } from '../../ports/git.ts';
import type { Brought } from '../../stages/2-review/landings/brought.ts';
import {
  contentProof,
  contentQuestion,
  type MergeAnswer,
  type MergeQuestion,
  type Proof,
} from '../../stages/2-review/landings/proof.ts';
import type { Recognised } from '../../stages/2-review/landings/recognise.ts';
import { updatesOf } from '../../stages/2-review/landings/updates.ts';
import type { History } from './history.ts';

/** One pull request's merges of its base beyond these are not repeated. */
const MOST_UPDATES = 100;

/** Proves each landing's content by repeating its merge; what lacks an object is not asked for. */
export async function proveContents(
  repository: GitRepository,
  landings: readonly Recognised[],
  history: History,
): Promise<readonly Proof[]> {
  const questions = landings.map((landing) => contentQuestion(landing, history.missing));
  const treeless = repository.shape.partial ? await treesMissing(repository, questions, history) : new Set();
  return Promise.all(
    landings.map(async (landing, index): Promise<Proof> => {
      const question = questions[index];
      if (question === undefined || 'proved' in question) return question ?? { proved: null };
      const ask = !treeless.has(question.ours) && !treeless.has(question.theirs);
      const answer: MergeAnswer = ask
        ? await repository.merge(question.ours, question.theirs)
        : { kind: 'unknown', why: 'this partial clone lacks the trees' };
      return contentProof(landing, answer);
    }),
  );
}

/** Which merges of the base into what was offered are exactly that; one that cannot be repeated is left out. */
export async function proveUpdates(
  repository: GitRepository,
  landings: readonly { readonly pullRequest?: PullRequest; readonly offered?: string }[],
  brought: readonly Brought[],
): Promise<readonly ReadonlyMap<string, boolean>[]> {
  return Promise.all(
    landings.map(async ({ pullRequest, offered }, index) => {
      const head = pullRequest?.head.sha ?? offered;
      // A partial clone may lack the trees, and fetches none.
      if (head === undefined || repository.shape.partial) return new Map<string, boolean>();
      const updates = updatesOf(head, brought[index]?.commits ?? []);
      const answers = await Promise.all(
        updates.slice(0, MOST_UPDATES).map(async ({ oid, tree, before, base }) => {
          const answer = await repository.merge(before, base);
          if (answer.kind === 'unknown') return [];
          return [[oid, answer.kind === 'clean' && answer.tree === tree] as const];
        }),
      );
      return new Map(answers.flat());
    }),
  );
}

/** Commits to be merged whose tree a partial clone does not have. */
async function treesMissing(
  repository: GitRepository,
  questions: readonly (MergeQuestion | Proof)[],
  { commits }: History,
): Promise<ReadonlySet<unknown>> {
  const asked = questions.flatMap((one) => ('ours' in one ? [one.ours, one.theirs] : []));
  const trees = new Map(
    asked.flatMap((oid) => {
      const tree = commits.get(oid)?.tree;
      return tree === undefined ? [] : [[oid, tree] as const];
    }),
  );
  const found = await repository.blobs([...trees.values()], { bytesEach: 1 });
  return new Set([...trees].flatMap(([oid, tree]) => (found.get(tree) === 'missing' ? [oid] : [])));
}
