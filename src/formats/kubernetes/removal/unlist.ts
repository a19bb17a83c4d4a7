import type { SourceTree } from '../../../model/tree.ts';
import type { Kustomization } from '../../kustomize/file.ts';
import { resolvePath } from '../../kustomize/paths.ts';
import { child, itemsOf, textOf } from '../../yaml/access.ts';
import type { YamlNode } from '../../yaml/tree.ts';
import { cutFile } from './cut-file.ts';
import { openPlain, taskAt } from './plan.ts';
import type { RemovalTask } from './target.ts';

const LISTS = ['resources', 'bases'];
/** From what else a kustomization can have objects. */
const SOURCES = ['components', 'configMapGenerator', 'secretGenerator', 'generators', 'helmCharts'];

/** The bytes of a kustomization that names some files no more; a task where it cannot, or nothing would be left of it. */
export function unlist(
  tree: SourceTree,
  { path, directory, at }: Kustomization,
  files: ReadonlySet<string>,
): Uint8Array | RemovalTask {
  const plain = openPlain(tree, path);
  if ('kind' in plain) return plain;
  const [document] = plain.file.documents;
  const root = document?.ok === true ? document.root : undefined;
  const gone = new Set<YamlNode>();
  let left = SOURCES.flatMap((field) => itemsOf(child(root, field))).length;
  for (const field of LISTS) {
    const list = child(root, field);
    const items = itemsOf(list);
    const named = items.filter((item) => {
      const resolved = resolvePath(directory, textOf(item) ?? '');
      return 'path' in resolved && files.has(resolved.path);
    });
    left += items.length - named.length;
    for (const item of named) gone.add(item);
    if (list !== undefined && named.length > 0 && named.length === items.length) gone.add(list);
  }
  if (left === 0)
    return taskAt(at, 'last-resource', 'nothing would be left of the kustomization that lists the file');
  const after = cutFile(plain.bytes, plain.file, gone);
  return after instanceof Uint8Array
    ? after
    : taskAt(at, 'layout', 'the entry of the file cannot be taken out of the kustomization by itself');
}
