import type { ChangedPath } from '../../ports/git.ts';
import type { ObjectReader } from './batch.ts';
import { readRawChanges } from './parse.ts';
import { COMPARING, type GitRoom, runGit } from './process.ts';
import { isObjectId } from './refs.ts';

export interface ChangesQuestion {
  readonly before: string;
  readonly after: string;
}

/** More than the headers of a commit that is worth reading. */
const COMMIT_BYTES = 1 << 20;
/** So many comparisons of one batch may take too much before the rest is left without an answer. */
const MOST_ROUNDS = 3;

/** Answers many comparisons with one `diff-tree --stdin`. Commits are compared by their trees. */
export async function changesAll(
  room: GitRoom,
  objects: ObjectReader,
  questions: readonly ChangesQuestion[],
): Promise<readonly (readonly ChangedPath[] | 'missing')[]> {
  const named = [...new Set(questions.flatMap(({ before, after }) => [before, after]))];
  const replies = await objects.read(named, COMMIT_BYTES);
  const trees = new Map<string, string>();
  for (const [index, reply] of replies.entries()) {
    const oid = named[index] ?? '';
    if (reply === 'missing') continue;
    const tree = reply.type === 'tree' ? oid : 'bytes' in reply ? treeOf(reply.bytes) : undefined;
    if (tree !== undefined) trees.set(oid, tree);
  }
  const pairs = questions.map(({ before, after }) => {
    const [one, other] = [trees.get(before), trees.get(after)];
    return one === undefined || other === undefined ? undefined : `${one} ${other}`;
  });
  const wanted = [...new Set(pairs.flatMap((pair) => pair ?? []))];
  if (wanted.length === 0) return questions.map(() => 'missing');
  const found = await compareAll(room, wanted);
  return pairs.map((pair) => (pair === undefined ? undefined : found.get(pair)) ?? 'missing');
}

/** A pair at which git gives up, or which takes too much, has no answer; those behind it are asked again. */
async function compareAll(
  room: GitRoom,
  wanted: readonly string[],
): Promise<ReadonlyMap<string, readonly ChangedPath[]>> {
  const all = new Map<string, readonly ChangedPath[]>();
  let rest = wanted;
  for (let round = 0; rest.length > 0 && round < MOST_ROUNDS; round += 1) {
    const run = await runGit(
      room,
      ['diff-tree', '--stdin', '-r', '-z', '--raw', '--no-renames', '--full-index'],
      `${rest.join('\n')}\n`,
      COMPARING,
    );
    const found = parseAnswers(run.stdout);
    // A process that ends early may have left its last answer unfinished.
    if (run.code !== 0) found.delete([...found.keys()].at(-1) ?? '');
    for (const [pair, changes] of found) all.set(pair, changes);
    rest = run.code < 0 ? rest.filter((pair) => !all.has(pair)).slice(1) : [];
  }
  return all;
}

function treeOf(bytes: Uint8Array): string | undefined {
  const line = Buffer.from(bytes.subarray(0, 80)).toString('latin1').split('\n', 1)[0] ?? '';
  const oid = line.startsWith('tree ') ? line.slice('tree '.length) : '';
  return isObjectId(oid) ? oid : undefined;
}

/** Each answer is a line `<before> <after>` and the changes, which begin with a colon. */
function parseAnswers(output: Buffer): Map<string, readonly ChangedPath[]> {
  const found = new Map<string, readonly ChangedPath[]>();
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf(10, at);
    if (end === -1) break;
    const pair = output.toString('latin1', at, end);
    const { changes, next } = readRawChanges(output, end + 1);
    found.set(pair, changes);
    at = next;
  }
  return found;
}
