import { fileLocation } from '../../../model/location.ts';
import type { SourceTree } from '../../../model/tree.ts';
import type { YamlNode } from '../../yaml/tree.ts';
import { cutFile } from './cut-file.ts';
import type { KustomizeUses } from './kustomize-uses.ts';
import { patchOf } from './patched.ts';
import { type Found, type OpenFile, taskAt, withoutEmptyBindings } from './plan.ts';
import type { RemovalTask, Target } from './target.ts';
import { unlist } from './unlist.ts';

/** Where something is removed, and what must not come of it. */
export interface Place {
  readonly tree: SourceTree;
  readonly uses: KustomizeUses;
  readonly applied: readonly string[];
}

/** A target that is where it is expected and may go. */
export interface Open extends Found {
  readonly target: Target;
  readonly file: OpenFile;
}

/** Bytes of files that change, `null` for those that go; of no use where any target is refused. */
export interface Attempt {
  readonly files: ReadonlyMap<string, Uint8Array | null>;
  readonly refused: ReadonlyMap<Open, RemovalTask>;
}

/** Removes all that is open at once. What is refused has to be left out, and the rest attempted anew. */
export function attempt(place: Place, open: readonly Open[]): Attempt {
  const files = new Map<string, Uint8Array | null>();
  const refused = new Map<Open, RemovalTask>();
  for (const [path, all] of Map.groupBy(open, ({ file }) => file.path)) {
    const gone = goneOf(all);
    for (const one of all) {
      const task = misuse(place, one, gone);
      if (task !== undefined) refused.set(one, task);
    }
    const [first] = all;
    const after = first === undefined ? undefined : cutFile(first.file.bytes, first.file.file, gone);
    if (after !== undefined) files.set(path, after);
    else for (const one of uncut(all)) refused.set(one, layout(one));
  }
  if (refused.size === 0) removeFiles(place, open, files, refused);
  return { files, refused };
}

function layout({ target }: Open): RemovalTask {
  return taskAt(target.at, 'layout', 'it is written so that it cannot be told which bytes are its own');
}

function goneOf(all: readonly Open[]): ReadonlySet<YamlNode> {
  const gone = new Set(all.flatMap((one) => [...one.gone]));
  return withoutEmptyBindings(all[0]?.file.objects ?? [], gone);
}

/** Those that cannot be cut by themselves, or all where they can and only together cannot. */
function uncut(all: readonly Open[]): readonly Open[] {
  const alone = all.filter((one) => cutFile(one.file.bytes, one.file.file, goneOf([one])) === undefined);
  return alone.length === 0 ? all : alone;
}

/** Why a kustomization forbids it. */
function misuse(
  { tree, uses }: Place,
  { file: { path }, object }: Open,
  gone: ReadonlySet<YamlNode>,
): RemovalTask | undefined {
  const unreadable = uses.unreadable(path);
  if (unreadable !== undefined)
    return taskAt(unreadable, 'kustomization', 'a kustomization that may use the file cannot be read');
  const part = gone.has(object.root) ? 'whole' : 'subjects';
  for (const one of uses.passing(path)) {
    const at = patchOf(tree, one, object, part);
    if (at !== undefined)
      return taskAt({ ...at, path: one.path }, 'patched', 'a kustomization changes what is to be removed');
  }
  return undefined;
}

/** The lists in which files that go are named, and the folders that they leave. */
function removeFiles(
  { tree, uses, applied }: Place,
  open: readonly Open[],
  files: Map<string, Uint8Array | null>,
  refused: Map<Open, RemovalTask>,
): void {
  const going = new Set([...files].flatMap(([path, after]) => (after === null ? [path] : [])));
  const refuse = (path: string, task: RemovalTask): void => {
    for (const one of open) if (one.file.path === path) refused.set(one, task);
  };
  for (const kustomization of new Set([...going].flatMap((path) => uses.listing(path)))) {
    const after = unlist(tree, kustomization, going);
    if (after instanceof Uint8Array) files.set(kustomization.path, after);
    else for (const path of going) if (uses.listing(path).includes(kustomization)) refuse(path, after);
  }
  for (const folder of applied) {
    const within = (path: string): boolean => folder === '' || path.startsWith(`${folder}/`);
    const inside = tree.entries.filter((one) => within(one.path));
    if (inside.length === 0 || !inside.every((one) => going.has(one.path))) continue;
    for (const { path } of inside)
      refuse(
        path,
        taskAt(
          fileLocation({ path }),
          'last-resource',
          'an agent applies the folder, and nothing would be left in it',
        ),
      );
  }
}
