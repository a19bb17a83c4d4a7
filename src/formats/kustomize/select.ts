import { child, entriesOf, textOf } from '../yaml/access.ts';
import type { YamlNode } from '../yaml/tree.ts';
import { Unrenderable } from './problem.ts';
import { compileRegex, type SafeRegex } from './regex.ts';
import { currentId, effectiveNamespace, idOf, originalId, type Resource, stringMapOf } from './resource.ts';

const FIELDS = ['group', 'version', 'kind', 'name', 'namespace'] as const;
const KNOWN: ReadonlySet<string> = new Set([...FIELDS, 'labelSelector', 'annotationSelector', 'apiVersion']);

export interface Selector {
  matches(resource: Resource): boolean;
  /** Whether it can select objects of a kind at all. */
  mayMatchKind(kind: string): boolean;
}

/** The `target` of a patch: regular expressions over the identity, label and annotation selectors. Throws where it is more than is supported. */
export function readSelector(node: YamlNode): Selector {
  for (const { key } of entriesOf(node)) {
    if (!KNOWN.has(key.source) || key.source === 'apiVersion') {
      throw new Unrenderable(`the selector field "${key.source}" is not known`, key.at);
    }
  }
  const [group, version, kind, name, namespace] = FIELDS.map((field) => regexAt(child(node, field)));
  const labels = requirementsAt(child(node, 'labelSelector'));
  const annotations = requirementsAt(child(node, 'annotationSelector'));
  const fits = (regex: SafeRegex | undefined, text: string): boolean =>
    regex === undefined || regex.matches(text);
  return {
    mayMatchKind: (candidate) => fits(kind, candidate),
    matches: (resource) => {
      const id = idOf(resource.root);
      if (!fits(group, id.group) || !fits(version, id.version) || !fits(kind, id.kind)) return false;
      const original = originalId(resource);
      if (!fits(name, original.name) && !fits(name, id.name)) return false;
      // kustomize matches what is in no namespace by this word.
      const known = (one: string): string => (one === '' ? '_non_namespaceable_' : one);
      if (!fits(namespace, known(original.namespace)) && !fits(namespace, known(effectiveNamespace(id))))
        return false;
      const metadata = child(resource.root, 'metadata');
      return (
        satisfies(stringMapOf(child(metadata, 'labels')), labels) &&
        satisfies(stringMapOf(child(metadata, 'annotations')), annotations)
      );
    },
  };
}

function regexAt(node: YamlNode | undefined): SafeRegex | undefined {
  const pattern = textOf(node);
  if (node === undefined || pattern === undefined || pattern === '') return undefined;
  const regex = compileRegex(pattern);
  if (regex === undefined)
    throw new Unrenderable('the regular expression of a selector is not supported', node.at);
  return regex;
}

type Requirement = (labels: ReadonlyMap<string, string>) => boolean;

const SELECTOR_LENGTH = 1024;
const TERM =
  /^\s*(!?)\s*([A-Za-z0-9._/-]+)\s*(?:(==|=|!=)\s*([A-Za-z0-9._-]*)|(in|notin)\s*\(([^()]*)\))?\s*$/;

/** A label selector in its text form (Kubernetes, "Labels and Selectors"). */
function requirementsAt(node: YamlNode | undefined): readonly Requirement[] {
  const text = textOf(node);
  if (node === undefined || text === undefined || text.trim() === '') return [];
  if (text.length > SELECTOR_LENGTH) throw new Unrenderable('a label selector is too long', node.at);
  return text.split(/,(?![^(]*\))/).map((term) => {
    const [matched, not, key = '', sign, value = '', word, list = ''] = TERM.exec(term) ?? [];
    if (matched === undefined || (not === '!' && (sign ?? word) !== undefined)) {
      throw new Unrenderable('a label selector is not understood', node.at);
    }
    if (not === '!') return (labels) => !labels.has(key);
    if (sign === '!=') return (labels) => labels.get(key) !== value;
    if (sign !== undefined) return (labels) => labels.get(key) === value;
    const values = new Set(list.split(',').map((one) => one.trim()));
    if (word === 'in') return (labels) => values.has(labels.get(key) ?? '') && labels.has(key);
    if (word === 'notin') return (labels) => !labels.has(key) || !values.has(labels.get(key) ?? '');
    return (labels) => labels.has(key);
  });
}

function satisfies(labels: ReadonlyMap<string, string>, requirements: readonly Requirement[]): boolean {
  return requirements.every((requirement) => requirement(labels));
}

/** Whether one of the identities a resource has or had is the one that a patch names. */
export function hasIdentity(resource: Resource, patch: YamlNode): boolean {
  if (patch.kind !== 'mapping') return false;
  const wanted = idOf(patch);
  const id = idOf(resource.root);
  if (wanted.group !== id.group || wanted.version !== id.version) return false;
  const namespace = effectiveNamespace(wanted);
  return [currentId(resource), ...resource.previous].some(
    (one) => one.kind === wanted.kind && one.name === wanted.name && one.namespace === namespace,
  );
}
