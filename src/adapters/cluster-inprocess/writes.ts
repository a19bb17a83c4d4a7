import type { AdmissionRequest } from '../../ports/admission.ts';
import type {
  ClusterIdentity,
  KubernetesObject,
  ObjectKey,
  Patch,
  PatchOptions,
  ResourceType,
} from '../../ports/cluster.ts';
import { apiVersionOf } from '../../ports/cluster-kinds.ts';
import { conflict, forbidden, refused } from './answers.ts';
import { settle } from './controllers.ts';
import { fresh, mergedParts, partOf, wishOf } from './endpoint.ts';
import { copyOf, equal, type Fields, isFields } from './json.ts';
import { RBAC_GROUP, type ServedKind } from './kinds.ts';
import type { Machine } from './machine.ts';
import { apply, updated, type Writer } from './managers.ts';
import { mergePatch } from './merge-patch.ts';
import { checkKey, checkName, checkObject, checkUpdate } from './validation.ts';

/** Who writes without naming a manager. */
const MANAGER = 'mainward';

/** A write that is authorized and valid, and waits for admission. */
export interface PlannedWrite {
  readonly request: Omit<AdmissionRequest, 'uid' | 'dryRun'>;
  /** The object is still the one that the plan was made for. */
  isCurrent(): boolean;
  commit(): KubernetesObject;
}

export function create(
  machine: Machine,
  who: ClusterIdentity,
  type: ResourceType,
  given: KubernetesObject,
): PlannedWrite {
  const key = keyOf(type, given);
  machine.served(type);
  machine.authorize(who, 'create', withoutName(key));
  checkKey(key);
  if (key.namespace !== undefined) machine.checkNamespace(key.namespace);
  const writer: Writer = { manager: MANAGER, operation: 'Update', time: machine.time };
  const made = fresh(machine, key, bodyOf(key, given));
  return add(machine, who, key, updated(undefined, made, writer), '');
}

export function patch(
  machine: Machine,
  who: ClusterIdentity,
  key: ObjectKey,
  change: Patch,
  { subresource }: PatchOptions,
): PlannedWrite {
  const served = machine.served(key.type);
  machine.authorize(who, 'patch', key, subresource);
  checkKey(key);
  if (subresource !== undefined && !served.status) throw missing(key, '/status');
  const before = machine.store.get(key.type, key.name, key.namespace);
  if (change.kind === 'apply') checkIntent(key, change.body);
  if (before === undefined) {
    if (change.kind === 'merge' || subresource !== undefined) throw missing(key);
    machine.authorize(who, 'create', key);
    if (key.namespace !== undefined) machine.checkNamespace(key.namespace);
    const empty = fresh(machine, key, { apiVersion: apiVersionOf(key.type), kind: key.type.kind });
    return add(machine, who, key, applied(machine, empty, served, change, subresource), key.name);
  }
  const after =
    change.kind === 'apply'
      ? applied(machine, before, served, change, subresource)
      : merged(machine, before, served, change.body, subresource);
  return replace(machine, who, key, before, after, subresource);
}

function applied(
  machine: Machine,
  live: KubernetesObject,
  served: ServedKind,
  { body, manager, force }: Extract<Patch, { kind: 'apply' }>,
  subresource: PatchOptions['subresource'],
): KubernetesObject {
  const writer: Writer = {
    manager,
    operation: 'Apply',
    time: machine.time,
    ...(subresource === undefined ? {} : { subresource }),
  };
  const intent = partOf(served, body, subresource);
  if (live.metadata.resourceVersion !== undefined) checkExpected(body, live);
  const result = apply(live, intent, writer, force);
  if ('object' in result) return result.object;
  const fields = result.conflicts.map((one) => `${one.field} belongs to ${one.manager}`);
  throw conflict('Conflict', fields.join(', '));
}

function merged(
  machine: Machine,
  before: KubernetesObject,
  served: ServedKind,
  body: unknown,
  subresource: PatchOptions['subresource'],
): KubernetesObject {
  if (!isFields(body)) throw refused(400, 'BadRequest', 'a merge patch is an object');
  checkExpected(body, before);
  const whole = mergePatch(before, body) as KubernetesObject;
  if (!isFields(whole.metadata) || whole.metadata.name !== before.metadata.name)
    throw refused(400, 'BadRequest', 'a name cannot be changed');
  const writer: Writer = {
    manager: MANAGER,
    operation: 'Update',
    time: machine.time,
    ...(subresource === undefined ? {} : { subresource }),
  };
  return updated(before, mergedParts(served, before, whole, subresource), writer);
}

function replace(
  machine: Machine,
  who: ClusterIdentity,
  key: ObjectKey,
  before: KubernetesObject,
  after: KubernetesObject,
  subresource: PatchOptions['subresource'],
): PlannedWrite {
  checkObject(key.type, after);
  checkRbac(machine, who, key, after, before, key.name);
  checkUpdate(before, after);
  const counted = machine.served(key.type).generation && !equal(wishOf(before), wishOf(after));
  const generation = (before.metadata.generation ?? 0) + (counted ? 1 : 0);
  const metadata = { ...after.metadata, ...(generation === 0 ? {} : { generation }) };
  return planned(
    machine,
    { who, key, operation: 'UPDATE', object: { ...after, metadata }, oldObject: before },
    subresource,
  );
}

function add(
  machine: Machine,
  who: ClusterIdentity,
  key: ObjectKey,
  object: KubernetesObject,
  requestName: string,
): PlannedWrite {
  checkName(key);
  checkObject(key.type, object);
  checkRbac(machine, who, key, object, undefined, requestName);
  if (machine.store.get(key.type, key.name, key.namespace) !== undefined)
    throw conflict('AlreadyExists', `${key.type.kind} ${key.name} is there already`);
  return planned(machine, { who, key, operation: 'CREATE', object }, undefined);
}

function planned(
  machine: Machine,
  request: PlannedWrite['request'] & { readonly object: KubernetesObject },
  subresource: PatchOptions['subresource'],
): PlannedWrite {
  const { key, object, oldObject } = request;
  const { type, name, namespace } = key;
  return {
    request: { ...request, ...(subresource === undefined ? {} : { subresource }) },
    isCurrent: () => machine.store.get(type, name, namespace) === oldObject,
    commit: () => {
      if (oldObject !== undefined && equal(oldObject, object)) return oldObject;
      const stored = machine.store.put(type, object);
      settle(machine);
      return machine.store.get(type, name, namespace) ?? stored;
    },
  };
}

function checkRbac(
  machine: Machine,
  who: ClusterIdentity,
  { type }: ObjectKey,
  object: KubernetesObject,
  before: KubernetesObject | undefined,
  requestName: string,
): void {
  if (type.group !== RBAC_GROUP) return;
  const write = { object, requestName, ...(before === undefined ? {} : { before }) };
  const escalation = machine.authority.escalation(who, write);
  if (escalation?.kind === 'forbidden') throw forbidden(escalation.why);
  if (escalation !== undefined) throw refused(404, 'NotFound', escalation.why);
  const invalid = machine.authority.invalid(object);
  if (invalid !== undefined) throw refused(422, 'Invalid', invalid);
}

function checkIntent({ type, name, namespace }: ObjectKey, body: KubernetesObject): void {
  const { metadata } = body;
  if (body.apiVersion !== apiVersionOf(type) || body.kind !== type.kind || metadata.name !== name)
    throw refused(400, 'BadRequest', 'what is applied is not what the request names');
  if (metadata.namespace !== undefined && metadata.namespace !== namespace)
    throw refused(400, 'BadRequest', 'what is applied lies in another namespace than the request');
  if (metadata['managedFields'] !== undefined)
    throw refused(400, 'BadRequest', 'what is applied names its managers itself');
}

function bodyOf({ type }: ObjectKey, given: KubernetesObject): Fields {
  if (given.apiVersion !== apiVersionOf(type) || given.kind !== type.kind)
    throw refused(400, 'BadRequest', `the object is no ${type.kind} of ${apiVersionOf(type)}`);
  return copyOf<Fields>(given);
}

function keyOf(type: ResourceType, { metadata: { name, namespace } }: KubernetesObject): ObjectKey {
  return { type, name, ...(namespace === undefined ? {} : { namespace }) };
}

/** A plain create names its object in the body, not in the path, so it cannot be limited to a name. */
function withoutName({ type, namespace }: ObjectKey): Partial<ObjectKey> & { readonly type: ResourceType } {
  return { type, ...(namespace === undefined ? {} : { namespace }) };
}

/** A write may say which object, and which state of it, it means. */
function checkExpected({ metadata }: Readonly<Fields>, before: KubernetesObject): void {
  if (!isFields(metadata)) return;
  const { uid, resourceVersion } = metadata;
  if (uid !== undefined && uid !== before.metadata.uid) throw refused(422, 'Invalid', 'a uid never changes');
  if (resourceVersion !== undefined && resourceVersion !== before.metadata.resourceVersion)
    throw conflict('Conflict', `${before.kind} ${before.metadata.name} has changed meanwhile`);
}

function missing({ type, name }: ObjectKey, subresource = ''): Error {
  return refused(404, 'NotFound', `there is no ${type.kind} ${name}${subresource}`);
}
