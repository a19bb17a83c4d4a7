import { child } from '../../yaml/access.ts';
import { cutDocument } from '../../yaml/cut/document.ts';
import { cutEntry, cutItems } from '../../yaml/cut/item.ts';
import { sameWithout } from '../../yaml/cut/same.ts';
import { type Span, withoutSpans } from '../../yaml/cut/span.ts';
import type { YamlFile } from '../../yaml/document.ts';
import { DEFAULT_BUDGET, readYaml } from '../../yaml/read.ts';
import type { SourceText } from '../../yaml/source.ts';
import { splitDocuments } from '../../yaml/split.ts';
import type { YamlNode } from '../../yaml/tree.ts';

const MARK = [0xef, 0xbb, 0xbf];

/**
 * The bytes of a file without some of its nodes, which are documents, items of sequences or values of entries; `null` where no
 * document is left. `undefined` where it cannot be told which bytes are theirs, or what is left would say anything else.
 */
export function cutFile(
  bytes: Uint8Array,
  file: YamlFile,
  gone: ReadonlySet<YamlNode>,
): Uint8Array | null | undefined {
  const wide = withEmptied(file, gone);
  const roots = rootsOf(file);
  if (roots.every((root) => wide.has(root))) return null;
  const spans = spansIn(file, wide);
  if (spans === undefined) return undefined;
  const text = new TextEncoder().encode(withoutSpans(file.source.text, spans));
  const after = MARK.every((byte, at) => bytes[at] === byte) ? Uint8Array.from([...MARK, ...text]) : text;
  const read = readYaml(after, file.source.origin);
  const left = rootsOf(read);
  const kept = roots.filter((root) => !wide.has(root));
  const isExact =
    read.documents.every(({ ok }) => ok) &&
    left.length === kept.length &&
    kept.every((root, at) => {
      const other = left[at];
      return other !== undefined && sameWithout(root, other, wide);
    });
  return isExact ? after : undefined;
}

/** With the lists of objects in which nothing is left; their documents, or their items, go as a whole. */
function withEmptied(file: YamlFile, gone: ReadonlySet<YamlNode>): ReadonlySet<YamlNode> {
  const wide = new Set(gone);
  const visit = (node: YamlNode): void => {
    const items = child(node, 'items');
    if (items?.kind !== 'sequence' || items.items.length === 0) return;
    for (const item of items.items) visit(item);
    if (items.items.every((item) => wide.has(item))) wide.add(node);
  };
  for (const root of rootsOf(file)) visit(root);
  return wide;
}

function spansIn(file: YamlFile, gone: ReadonlySet<YamlNode>): readonly Span[] | undefined {
  const { source, documents } = file;
  const chunks = splitDocuments(source.text, DEFAULT_BUDGET.documents) ?? [];
  const spans: Span[] = [];
  for (const document of documents) {
    const chunk = chunks[document.index];
    if (!document.ok || document.root === undefined || chunk === undefined) continue;
    const found = gone.has(document.root)
      ? [cutDocument(source, chunk, document.root)]
      : spansWithin(source, document.root, gone);
    for (const one of found) {
      if (one === undefined) return undefined;
      spans.push(one);
    }
  }
  return spans;
}

/** Of what goes, outermost only where something goes with all that is in it. */
function spansWithin(
  source: SourceText,
  node: YamlNode,
  gone: ReadonlySet<YamlNode>,
): readonly (Span | undefined)[] {
  if (node.kind === 'scalar') return [];
  if (node.kind === 'mapping')
    return node.entries.flatMap((entry) =>
      gone.has(entry.value) ? [cutEntry(source, entry)] : spansWithin(source, entry.value, gone),
    );
  const kept = node.items.filter((item) => !gone.has(item));
  const inner = kept.flatMap((item) => spansWithin(source, item, gone));
  const indexes = new Set(node.items.flatMap((item, at) => (gone.has(item) ? [at] : [])));
  return indexes.size === 0 ? inner : [...inner, ...(cutItems(source, node, indexes) ?? [undefined])];
}

function rootsOf(file: YamlFile): readonly YamlNode[] {
  return file.documents.flatMap((one) => (one.ok && one.root !== undefined ? [one.root] : []));
}
