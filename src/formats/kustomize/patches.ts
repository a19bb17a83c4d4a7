import type { Location, Origin } from '../../model/location.ts';
import type { SourceTree } from '../../model/tree.ts';
import { boolOf, child, isNull, textOf } from '../yaml/access.ts';
import { mappingLike, withEntry, withoutEntry } from '../yaml/derived.ts';
import type { YamlFile } from '../yaml/document.ts';
import { mayContain } from '../yaml/prefilter.ts';
import { readYaml, readYamlText } from '../yaml/read.ts';
import { SourceText } from '../yaml/source.ts';
import type { MappingNode, ScalarNode, YamlNode } from '../yaml/tree.ts';
import { applyOperations, type Effort, readOperations, spend } from './jsonpatch.ts';
import { strategicMerge } from './merge.ts';
import { resolvePath } from './paths.ts';
import { Unrenderable } from './problem.ts';
import { idOf, type Resource, withPrevious } from './resource.ts';
import { hasIdentity, readSelector, type Selector } from './select.ts';

/** What patching needs of the kustomization it happens in. */
export interface PatchContext {
  readonly tree: SourceTree;
  readonly origin: Origin;
  readonly directory: string;
  /** Kinds that are kept; a patch that can touch none of them is left out. */
  readonly kept: ReadonlySet<string>;
  /** Shared by all patches of a tree. */
  readonly effort: Effort;
  /** Patch files of the tree that were parsed before; a file may be named by many. */
  readonly parsed: Map<string, YamlFile>;
  consume(path: string): void;
  /** `kinds`: those it may concern; left out for any. */
  unknown(reason: string, at: Location, kinds?: readonly string[]): void;
}

interface Patch {
  readonly documents: readonly YamlNode[];
  readonly target: Selector | undefined;
  readonly allowName: boolean;
  readonly allowKind: boolean;
  readonly at: Location;
}

/** An entry of `patches` or `patchesJson6902`: `{path | patch, target, options}`. */
export function applyPatchEntry(
  resources: readonly Resource[],
  entry: YamlNode,
  context: PatchContext,
): readonly Resource[] {
  return guarded(resources, entry.at, context, () => {
    const targetNode = child(entry, 'target');
    const target = targetNode === undefined || isNull(targetNode) ? undefined : readSelector(targetNode);
    const path = child(entry, 'path');
    const inline = child(entry, 'patch');
    if (target !== undefined && ![...context.kept].some((kind) => target.mayMatchKind(kind))) {
      if (path !== undefined) consumePath(path, context);
      return resources;
    }
    const bytes = textOf(inline)?.trim() ? undefined : path;
    const documents =
      bytes === undefined
        ? readInline(inline, entry, context)
        : readFile(bytes, target === undefined, context);
    return applyPatch(
      resources,
      {
        documents,
        target,
        allowName: boolOf(child(entry, 'options', 'allowNameChange')) === true,
        allowKind: boolOf(child(entry, 'options', 'allowKindChange')) === true,
        at: entry.at,
      },
      context,
    );
  });
}

/** An entry of `patchesStrategicMerge`: a path, or the patch itself. */
export function applyMergeEntry(
  resources: readonly Resource[],
  entry: YamlNode,
  context: PatchContext,
): readonly Resource[] {
  return guarded(resources, entry.at, context, () => {
    const text = textOf(entry) ?? '';
    const resolved = /[\n{]/.test(text.trim()) ? undefined : entry;
    const documents =
      resolved === undefined ? readInline(entry, entry, context) : readFile(resolved, true, context);
    return applyPatch(
      resources,
      { documents, target: undefined, allowName: false, allowKind: false, at: entry.at },
      context,
    );
  });
}

function guarded(
  resources: readonly Resource[],
  at: Location,
  context: PatchContext,
  apply: () => readonly Resource[],
): readonly Resource[] {
  try {
    return apply();
  } catch (error) {
    if (!(error instanceof Unrenderable)) throw error;
    context.unknown(`a patch cannot be applied: ${error.message}`, error.at ?? at);
    return resources;
  }
}

function consumePath(path: YamlNode, context: PatchContext): string {
  const resolved = resolvePath(context.directory, textOf(path) ?? '');
  if ('refused' in resolved) throw new Unrenderable('its path leads out of the repository', path.at);
  context.consume(resolved.path);
  return resolved.path;
}

function readFile(path: YamlNode, identified: boolean, context: PatchContext): readonly YamlNode[] {
  const file = consumePath(path, context);
  const bytes = context.tree.read(file);
  if (bytes === undefined) throw new Unrenderable('its file is not there', path.at);
  if ('unread' in bytes) throw new Unrenderable(`its file was not read: ${bytes.unread}`, path.at);
  // Without a target a patch names its kind, so the bytes tell whether it can matter.
  if (identified && !mayContain(bytes, [...context.kept])) return [];
  const parsed = context.parsed.get(file) ?? readYaml(bytes, { ...context.origin, path: file });
  context.parsed.set(file, parsed);
  return rootsOf(parsed);
}

function readInline(
  patch: YamlNode | undefined,
  entry: YamlNode,
  context: PatchContext,
): readonly YamlNode[] {
  if (patch?.kind !== 'scalar') throw new Unrenderable('it has neither a path nor a patch', entry.at);
  return rootsOf(readYamlText(new SourceText(patch.source, context.origin, relocation(patch))));
}

/** In a literal block the lines of the patch are those of the file; else the whole patch is where it begins. */
function relocation(patch: ScalarNode): (location: Location) => Location {
  const { at } = patch;
  if (patch.style !== 'literal') return () => at;
  return (one) => ({ ...one, line: one.line + at.line, endLine: one.endLine + at.line });
}

function rootsOf(file: YamlFile): readonly YamlNode[] {
  const roots: YamlNode[] = [];
  for (const document of file.documents) {
    if (!document.ok) throw new Unrenderable(document.reason, document.at);
    if (document.root !== undefined) roots.push(document.root);
  }
  return roots;
}

function applyPatch(
  resources: readonly Resource[],
  patch: Patch,
  context: PatchContext,
): readonly Resource[] {
  const [first, second] = patch.documents;
  if (first?.kind === 'sequence') {
    if (patch.target === undefined) throw new Unrenderable('a JSON patch needs a target', patch.at);
    const operations = readOperations(first);
    return onEach(resources, patch.target, patch.at, context, (one) => {
      const moved = withPrevious(one);
      const patched = applyOperations(withAnnotations(one.root), operations, context.effort);
      return { ...moved, root: withoutEmptyAnnotations(patched) };
    });
  }
  const target = patch.target;
  if (target !== undefined) {
    if (second !== undefined) throw new Unrenderable('several patches with one target', patch.at);
    return first === undefined
      ? resources
      : onEach(resources, target, patch.at, context, (one) => merge(one, first, patch));
  }
  return patch.documents.reduce(
    (current, document) => applyNamed(current, document, patch, context),
    resources,
  );
}

/** A patch without a target changes the one object it names. */
function applyNamed(
  resources: readonly Resource[],
  document: YamlNode,
  patch: Patch,
  context: PatchContext,
): readonly Resource[] {
  const kind = textOf(child(document, 'kind')) ?? '';
  const relevant = context.kept.has(kind) || kind.endsWith('List') || kind === '';
  if (!relevant) return resources;
  const named = resources.filter((one) => hasIdentity(one, document));
  if (named.length !== 1) {
    const reason =
      named.length === 0
        ? 'no object has the identity it names'
        : 'several objects have the identity it names';
    context.unknown(`a patch cannot be applied: ${reason}`, document.at, kind === '' ? undefined : [kind]);
    return resources;
  }
  return onEach(resources, { matches: (one) => one === named[0] }, patch.at, context, (one) =>
    merge(one, document, patch),
  );
}

function onEach(
  resources: readonly Resource[],
  target: Pick<Selector, 'matches'>,
  at: Location,
  context: PatchContext,
  change: (resource: Resource) => Resource | undefined,
): readonly Resource[] {
  spend(context.effort, resources.length, { at });
  return resources.flatMap((one) => {
    if (!target.matches(one)) return [one];
    try {
      const changed = change(one);
      return changed === undefined ? [] : [changed];
    } catch (error) {
      if (!(error instanceof Unrenderable)) throw error;
      context.unknown(`a patch cannot be applied: ${error.message}`, error.at ?? at, [idOf(one.root).kind]);
      return [one];
    }
  });
}

function merge(resource: Resource, document: YamlNode, patch: Patch): Resource | undefined {
  if (document.kind !== 'mapping') throw new Unrenderable('it is no mapping', document.at);
  const before = idOf(resource.root);
  const merged = strategicMerge(resource.root, document, before.group, before.kind);
  if (merged === undefined || merged.entries.length === 0) return undefined;
  const moved = patch.allowName || patch.allowKind ? withPrevious(resource) : resource;
  return { ...moved, root: keepIdentity(merged, resource.root, patch) };
}

/** A patch changes what an object holds, not which object it is, unless it is allowed to. */
function keepIdentity(merged: MappingNode, original: MappingNode, patch: Patch): MappingNode {
  let root = merged;
  for (const key of patch.allowKind ? ['apiVersion'] : ['apiVersion', 'kind']) {
    const value = child(original, key);
    if (value !== undefined) root = withEntry(root, key, value);
  }
  const metadata = child(root, 'metadata');
  if (metadata?.kind !== 'mapping') return root;
  let kept = metadata;
  for (const key of patch.allowName ? ['namespace'] : ['name', 'namespace']) {
    const value = child(original, 'metadata', key);
    kept = value === undefined ? withoutEntry(kept, key) : withEntry(kept, key, value);
  }
  return withEntry(root, 'metadata', kept);
}

/**
 * While kustomize patches by JSON, every object has annotations, its own internal ones
 * (api/internal/builtins/PatchTransformer.go, StorePreviousId): a patch may add to them where none are written.
 */
function withAnnotations(root: MappingNode): MappingNode {
  const metadata = child(root, 'metadata');
  if (metadata?.kind !== 'mapping' || child(metadata, 'annotations') !== undefined) return root;
  return withEntry(root, 'metadata', withEntry(metadata, 'annotations', mappingLike([], metadata)));
}

function withoutEmptyAnnotations(root: MappingNode): MappingNode {
  const metadata = child(root, 'metadata');
  const annotations = child(metadata, 'annotations');
  if (metadata?.kind !== 'mapping' || annotations?.kind !== 'mapping' || annotations.entries.length > 0)
    return root;
  return withEntry(root, 'metadata', withoutEntry(metadata, 'annotations'));
}
