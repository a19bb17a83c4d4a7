import type { MergeOutcome } from '../../ports/git.ts';
import { COMPARING, type GitRoom, runGit } from './process.ts';
import { isObjectId } from './refs.ts';

export interface MergeQuestion {
  readonly ours: string;
  readonly theirs: string;
  readonly base?: string;
}

const COMMAND = ['merge-tree', '--write-tree', '--no-messages'] as const;

/** Answers many merges; one process does them all, as long as none of them needs an object that is missing. */
export async function mergeAll(
  room: GitRoom,
  questions: readonly MergeQuestion[],
): Promise<readonly MergeOutcome[]> {
  const outcomes: MergeOutcome[] = [];
  let together = true;
  while (outcomes.length < questions.length) {
    const rest = questions.slice(outcomes.length);
    const simple = rest.findIndex(({ base }) => base !== undefined);
    const batch = simple === -1 ? rest : rest.slice(0, simple);
    if (together && batch.length > 1) {
      const input = batch.map(({ ours, theirs }) => `${ours} ${theirs}\n`).join('');
      const run = await runGit(room, [...COMMAND, '--stdin'], input, COMPARING);
      const answered = parseMerges(run.stdout, batch.length);
      outcomes.push(...answered);
      if (answered.length === batch.length) continue;
      // The process ends at the first merge that it cannot do; a git that cannot do many at once ends at none.
      together = answered.length > 0 || !isUsage(run.stderr);
    }
    const next = questions[outcomes.length];
    if (next !== undefined) outcomes.push(await mergeOne(room, next));
  }
  return outcomes;
}

async function mergeOne(room: GitRoom, { ours, theirs, base }: MergeQuestion): Promise<MergeOutcome> {
  const chosen = base === undefined ? [] : [`--merge-base=${base}`];
  const run = await runGit(room, [...COMMAND, ...chosen, ours, theirs], '', COMPARING);
  const tree = run.stdout.toString('latin1').split(/[\n\0]/, 1)[0] ?? '';
  if (run.code === 0 && isObjectId(tree)) return { kind: 'clean', tree };
  if (run.code === 1 && isObjectId(tree)) return { kind: 'conflict' };
  if (run.code < 0) return { kind: 'unknown', why: 'the merge takes more than is spent on one' };
  if (isUsage(run.stderr)) {
    return {
      kind: 'unknown',
      why: 'this git cannot merge without a work tree; 2.38 or later can (2.40 with a chosen base)',
    };
  }
  return { kind: 'unknown', why: 'an object needed for the merge is missing' };
}

function isUsage(said: string): boolean {
  return /usage:|unknown option|not a git command/.test(said);
}

/**
 * Output of `merge-tree --stdin`, each part ending in NUL (`git-merge-tree(1)`): `0` or `1`, the tree, entries in
 * conflict, and an empty part. Answers as many as are there in full.
 */
function parseMerges(output: Buffer, most: number): readonly MergeOutcome[] {
  const outcomes: MergeOutcome[] = [];
  const parts = output.toString('latin1').split('\0');
  for (let at = 0; outcomes.length < most; ) {
    const [clean, tree] = [parts[at], parts[at + 1] ?? ''];
    if ((clean !== '0' && clean !== '1') || !isObjectId(tree)) break;
    let end = at + 2;
    while (/^\d{6} [0-9a-f]+ [123]\t/.test(parts[end] ?? '')) end += 1;
    if (parts[end] !== '' || end + 1 >= parts.length) break;
    outcomes.push(clean === '1' ? { kind: 'clean', tree } : { kind: 'conflict' });
    at = end + 1;
  }
  return outcomes;
}
