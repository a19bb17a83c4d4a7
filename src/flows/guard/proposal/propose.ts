import { type FileChange, unifiedDiff } from '../../../formats/diff/unified.ts';
import { objectKey } from '../../../ledger/facets.ts';
import type { DriftProposalDocument } from '../../../model/drift-view.ts';
import type { Requirement } from '../../../model/policy.ts';
import type { SourceTree } from '../../../model/tree.ts';
import type { KubernetesObject } from '../../../ports/cluster.ts';
import { concerns } from '../../../stages/2-review/judge/review-demands.ts';
import type { DriftDetail } from '../board/record.ts';
import type { DesiredObject } from '../desired/state.ts';
import { addObject, changeObject, removeObject } from './edits.ts';
import { Files } from './files.ts';
import { foldersFor, freshPath } from './place.ts';
import { approvalsOf, bodyOf, branchOf, commandsOf, titleOf } from './words.ts';

/** What would have to be written into Git so that a difference stays. It is offered by whoever pushes it, and by nobody else. */
export type Proposal = Omit<DriftProposalDocument, 'schema'>;

/** By `objectKey`: what agents would apply of a tree. */
export type Rendered = ReadonlyMap<string, DesiredObject>;

export interface ProposalInput {
  readonly detail: DriftDetail;
  /** The repository where it would land, as it is now; what its files render is at locations that name it so. */
  readonly tree: SourceTree;
  /** Full name of the ref on which it would land. */
  readonly ref: string;
  /** What the tree renders for the cluster. */
  readonly desired: Rendered;
  readonly requirements: readonly Requirement[];
  /** What another tree of the repository would. */
  render(tree: SourceTree): Promise<Rendered>;
  /** `rbacMeaning` of what is live, or the like. */
  meaningOf(object: KubernetesObject): string | undefined;
}

/**
 * What to write, shown by rendering: with it the cluster should be exactly what it is in this object, and what it was in
 * all others. Where no edit that is known here does that, it says so.
 */
export async function propose(input: ProposalInput): Promise<Proposal> {
  const { record, payload } = input.detail;
  const live = parsed(payload?.live);
  if (payload === undefined || (record.change !== 'removed' && live === undefined))
    return proposal(input, [], ['the object was not kept, or its record was erased']);
  const wanted = live === undefined ? undefined : input.meaningOf(live);
  if (live !== undefined && wanted === undefined)
    return proposal(input, [], ['what the object means cannot be told']);
  for (const files of candidates(input, live)) {
    const rendered = await input.render(files.tree());
    if (isProven(input, rendered, wanted)) return proposal(input, files.changes(), []);
  }
  return proposal(
    input,
    [],
    [
      record.change === 'added'
        ? 'no folder is known from which agents would apply it and nothing else'
        : 'the object is made by more than its file, such as a patch, a generator or a list',
    ],
  );
}

/** Ways to write it, the likeliest first. */
function* candidates(
  { detail, tree, desired: all }: ProposalInput,
  live: KubernetesObject | undefined,
): Generator<Files> {
  const { object, cluster } = detail.record;
  const desired = new Map([...all].filter(([, { at }]) => at?.repository === tree.repository));
  const git = all.get(objectKey(object));
  if (live === undefined) {
    const files = new Files(tree);
    if (git?.at !== undefined && removeObject(files, git.at)) yield files;
  } else if (git === undefined) {
    for (const folder of foldersFor(object, cluster, desired)) {
      const files = new Files(tree);
      addObject(files, freshPath(files, folder, object), live);
      yield files;
    }
  } else {
    const files = new Files(tree);
    if (git.at !== undefined && changeObject(files, git.at, git.object, live)) yield files;
  }
}

function isProven(
  { detail, desired }: ProposalInput,
  rendered: Rendered,
  wanted: string | undefined,
): boolean {
  const key = objectKey(detail.record.object);
  if (rendered.get(key)?.meaning !== wanted) return false;
  const others = [...new Set([...desired.keys(), ...rendered.keys()])].filter((one) => one !== key);
  return others.every((one) => desired.get(one)?.meaning === rendered.get(one)?.meaning);
}

function proposal(
  { detail: { record }, ref, requirements }: ProposalInput,
  changes: readonly FileChange[],
  unknown: readonly string[],
): Proposal {
  const paths = changes.map(({ path }) => path);
  const touched = requirements.filter(
    (one) => concerns(one, { paths, kinds: [record.object.kind] }) !== false,
  );
  return {
    branch: branchOf(record),
    title: titleOf(record),
    body: bodyOf(record),
    diff: unifiedDiff(changes),
    files: paths,
    commands: unknown.length > 0 ? [] : commandsOf(record, ref),
    approvals: unknown.length > 0 ? [] : approvalsOf(touched),
    unknown,
  };
}

function parsed(text: string | undefined): KubernetesObject | undefined {
  if (text === undefined) return undefined;
  try {
    const value = JSON.parse(text) as KubernetesObject | null;
    return value?.metadata instanceof Object ? value : undefined;
  } catch {
    return undefined;
  }
}
