import type { KubernetesObject, ObjectKey, ResourceType } from '../../ports/cluster.ts';
import { apiVersionOf } from '../../ports/cluster-kinds.ts';
import { refused } from './answers.ts';
import { equal, isFields } from './json.ts';
import { RBAC_GROUP } from './kinds.ts';

const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
const BASE64 = /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** What the server's storage takes at most; etcd's limit. */
const MOST_BYTES = 1_500_000;

/** Throws where an address names no place of its kind. */
export function checkKey({ type, name, namespace }: ObjectKey): void {
  if (type.namespaced && (namespace ?? '') === '')
    throw refused(400, 'BadRequest', `a ${type.kind} lies in a namespace, and none is named`);
  if (!type.namespaced && namespace !== undefined)
    throw refused(400, 'BadRequest', `a ${type.kind} lies in no namespace, and ${namespace} is named`);
  for (const segment of [name, namespace ?? 'x'])
    if (!isSegment(segment)) throw refused(422, 'Invalid', `${JSON.stringify(segment)} is no name`);
}

/** Throws where an object of this kind cannot be called so. */
export function checkName({ type, name }: ObjectKey): void {
  const label = type.kind === 'Namespace';
  const good =
    type.group === RBAC_GROUP || (label ? LABEL.test(name) : name.length <= 253 && SUBDOMAIN.test(name));
  if (!good) throw refused(422, 'Invalid', `${JSON.stringify(name)} is no name of a ${type.kind}`);
}

/** Throws where the body of a write is no object of its kind. */
export function checkObject(type: ResourceType, object: KubernetesObject): void {
  if (object.apiVersion !== apiVersionOf(type) || object.kind !== type.kind)
    throw refused(400, 'BadRequest', `the object is no ${type.kind} of ${apiVersionOf(type)}`);
  if (JSON.stringify(object).length > MOST_BYTES) throw refused(422, 'Invalid', 'the object is too large');
  checkTexts(object.metadata.labels, 'labels', (value) => LABEL_VALUE.test(value));
  checkTexts(object.metadata.annotations, 'annotations', () => true);
  if (type.kind !== 'Secret') return;
  checkTexts(object['data'], 'data', (value) => BASE64.test(value));
}

/** Throws where an update changes what never changes. */
export function checkUpdate(before: KubernetesObject, after: KubernetesObject): void {
  for (const field of ['roleRef', 'type'])
    if (Object.hasOwn(before, field) && !equal(before[field], after[field]))
      throw refused(422, 'Invalid', `${field} cannot be changed: make the object anew`);
}

function checkTexts(value: unknown, field: string, good: (value: string) => boolean): void {
  if (value === undefined) return;
  if (!isFields(value)) throw refused(400, 'BadRequest', `${field} is no mapping`);
  for (const [key, one] of Object.entries(value)) {
    if (typeof one !== 'string') throw refused(400, 'BadRequest', `an item of ${field} is no text`);
    if (!good(one)) throw refused(422, 'Invalid', `${field} has a value that is not allowed, at ${key}`);
  }
}

/** One segment of a path, as names of RBAC objects are held to. */
function isSegment(text: string): boolean {
  return text !== '' && text !== '.' && text !== '..' && !/[/%]/.test(text);
}
