import type { KubeObject } from '../../formats/kubernetes/object.ts';
import { readObjects } from '../../formats/kubernetes/objects.ts';
import { child, itemsOf, textOf } from '../../formats/yaml/access.ts';
import { withoutDocument } from '../../formats/yaml/edit.ts';
import { readYaml } from '../../formats/yaml/read.ts';
import { withoutChild } from '../../formats/yaml/take-out.ts';
import type { Location } from '../../model/location.ts';
import type { ScanInput } from '../read/input.ts';
import { type Cutter, cutId } from './cutter.ts';
import { textIn, withFile, withoutFile } from './files.ts';

/** The object written at a place, where it is a document of a YAML file by itself. */
function objectAt(input: ScanInput, at: Location): KubeObject | undefined {
  if (at.repository === undefined) return undefined;
  const objects = objectsIn(input, at.repository, at.path);
  return objects.find((one) => one.at.line === at.line) ?? objects.find((one) => within(at, one.at));
}

function within(at: Location, whole: Location): boolean {
  return at.line >= whole.line && at.line <= whole.endLine;
}

function objectsIn(input: ScanInput, repository: string, path: string): readonly KubeObject[] {
  const text = textIn(input, repository, path);
  if (text === undefined || !/\.ya?ml$/.test(path)) return [];
  const file = readYaml(new TextEncoder().encode(text), { path, repository });
  const roots = new Set(
    file.documents.flatMap((one) => (one.ok && one.root !== undefined ? [one.root] : [])),
  );
  return readObjects(file).objects.filter(({ root }) => roots.has(root));
}

/** The id by which the object at a place is cut; `undefined` where it is none of its own. */
export function objectId(input: ScanInput, at: Location): string | undefined {
  const object = objectAt(input, at);
  return object === undefined ? undefined : cutId('object', ...nameOf(at.repository ?? '', at.path, object));
}

export function subjectId(input: ScanInput, at: Location, of: string, name: string): string | undefined {
  const object = objectAt(input, at);
  return object === undefined
    ? undefined
    : cutId('subject', ...nameOf(at.repository ?? '', at.path, object), of, name);
}

function nameOf(repository: string, path: string, { kind, namespace, name }: KubeObject): readonly string[] {
  return [repository, path, kind, namespace ?? '', name ?? ''];
}

function find(input: ScanInput, parts: readonly string[]): KubeObject | undefined {
  const [repository = '', path = ''] = parts;
  const wanted = parts.slice(0, 5).join('\n');
  const found = objectsIn(input, repository, path).filter(
    (one) => nameOf(repository, path, one).join('\n') === wanted,
  );
  return found.length === 1 ? found[0] : undefined;
}

const object: Cutter = (input, parts) => {
  const [repository = '', path = ''] = parts;
  const found = find(input, parts);
  const text = textIn(input, repository, path);
  if (found === undefined || text === undefined) return undefined;
  const alone = objectsIn(input, repository, path).length === 1;
  const rest = withoutDocument(text, found.root);
  const edited =
    alone || rest === undefined
      ? onlyIf(alone, withoutFile(input, repository, path))
      : withFile(input, repository, path, rest);
  if (edited === undefined) return undefined;
  return {
    input: edited,
    what: `there is no ${titleOf(found)}`,
    how: alone
      ? `Remove ${path} of ${repository} with the ${titleOf(found)}, and the line that names it in its kustomization.`
      : `Remove the ${titleOf(found)} from ${path} of ${repository}.`,
    location: found.at,
  };
};

function onlyIf<Value>(condition: boolean, value: Value): Value | undefined {
  return condition ? value : undefined;
}

/** One subject of a binding; with the last one goes the binding. */
const subject: Cutter = (input, parts) => {
  const [repository = '', path = '', , , , of, name] = parts;
  const found = find(input, parts);
  const text = textIn(input, repository, path);
  const subjects = child(found?.root, 'subjects');
  if (found === undefined || text === undefined || subjects === undefined) return undefined;
  const items = itemsOf(subjects);
  const index = items.findIndex(
    (item) => textOf(child(item, 'kind')) === of && textOf(child(item, 'name')) === name,
  );
  if (index === -1) return undefined;
  if (items.length === 1) return object(input, parts.slice(0, 5));
  const rest = withoutChild(text, subjects, index);
  const location = items[index]?.at;
  if (rest === undefined || location === undefined) return undefined;
  return {
    input: withFile(input, repository, path, rest),
    what: `${titleOf(found)} does not name ${of} ${name}`,
    how: `Take ${of} ${name} out of the subjects of ${titleOf(found)} in ${path} of ${repository}.`,
    location,
  };
};

function titleOf({ kind, namespace, name }: KubeObject): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name ?? ''}`;
}

/** Kubernetes objects as they are written. */
export const OBJECT_CUTTERS: Readonly<Record<string, Cutter>> = { object, subject };
