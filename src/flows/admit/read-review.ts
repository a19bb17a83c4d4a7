import { err, ok, type Result } from '../../model/result.ts';
import type { AdmissionRequest } from '../../ports/admission.ts';
import type { KubernetesObject, ObjectKey } from '../../ports/cluster.ts';
import { type Fields, isFields } from './fields.ts';
import { judgedKind } from './kinds.ts';

/** Bytes of a review; the API server's own objects are at most half as long, and there are two of them. */
export const MOST_REVIEW_BYTES: number = 3 * 1024 * 1024;
/** Brackets within brackets. No kind that is judged comes near it. */
const DEEPEST = 200;
const MOST_GROUPS = 10_000;

const REVIEW = 'admission.k8s.io/v1';
const OPERATIONS: ReadonlySet<unknown> = new Set(['CREATE', 'UPDATE', 'DELETE']);

/**
 * Reads an AdmissionReview. Whoever may ask the webhook need not be an API server, so nothing of it is believed to be whole.
 * The error says in words what is wrong with it.
 */
export function readReview(bytes: Uint8Array): Result<AdmissionRequest, string> {
  if (bytes.length > MOST_REVIEW_BYTES) return err(`it is longer than ${MOST_REVIEW_BYTES} bytes`);
  if (isTooDeep(bytes)) return err(`it is nested more than ${DEEPEST} deep`);
  const review = parsed(bytes);
  if (review === undefined) return err('it is no JSON object in UTF-8');
  if (review['apiVersion'] !== REVIEW || review['kind'] !== 'AdmissionReview')
    return err(`it is no AdmissionReview of ${REVIEW}`);
  const request = review['request'];
  if (!isFields(request)) return err('it has no request');
  const { uid, operation, subResource, dryRun } = request;
  if (!isText(uid) || uid === '' || uid.length > 128) return err('its request has no uid');
  if (!OPERATIONS.has(operation)) return err('its operation is none of CREATE, UPDATE and DELETE');
  const [object, oldObject] = [objectOf(request['object']), objectOf(request['oldObject'])];
  if (object === null || oldObject === null) return err('an object in it has no kind or no metadata');
  if (operation !== 'DELETE' && object === undefined) return err('its request has no object');
  if (operation === 'UPDATE' && oldObject === undefined) return err('its request has no object as it was');
  const who = identityOf(request['userInfo']);
  if (who === undefined) return err('its request does not say who asks');
  const key = keyOf(request, object ?? oldObject);
  if (key === undefined) return err('its request does not say which object it is about');
  return ok({
    uid,
    key,
    operation: operation as AdmissionRequest['operation'],
    who,
    dryRun: dryRun === true,
    ...(isText(subResource) && subResource !== '' ? { subresource: subResource } : {}),
    ...(object === undefined || operation === 'DELETE' ? {} : { object }),
    ...(oldObject === undefined || operation === 'CREATE' ? {} : { oldObject }),
  });
}

/** Before it is parsed, so that nothing is built of what is made to be deep. Brackets in texts do not count. */
function isTooDeep(bytes: Uint8Array): boolean {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (inText) {
      if (byte === 0x5c) at += 1;
      else if (byte === 0x22) inText = false;
    } else if (byte === 0x22) inText = true;
    else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      if (depth > DEEPEST) return true;
    } else if (byte === 0x7d || byte === 0x5d) depth -= 1;
  }
  return false;
}

function parsed(bytes: Uint8Array): Fields | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** `null` = something is there, and it is no object. */
function objectOf(value: unknown): KubernetesObject | undefined | null {
  if (value === undefined || value === null) return undefined;
  return isObject(value) ? value : null;
}

/** A name may still be missing; whoever needs one looks. */
function isObject(value: unknown): value is KubernetesObject {
  if (!isFields(value) || !isText(value['apiVersion']) || !isText(value['kind'])) return false;
  const { metadata } = value;
  return isFields(metadata) && ['labels', 'annotations'].every((field) => isTexts(metadata[field]));
}

function identityOf(value: unknown): AdmissionRequest['who'] | undefined {
  if (!isFields(value) || !isText(value['username']) || value['username'] === '') return undefined;
  const groups = value['groups'] ?? [];
  if (!Array.isArray(groups) || groups.length > MOST_GROUPS || !groups.every(isText)) return undefined;
  return { user: value['username'], groups };
}

/** A name that the server made up, and one of many that are removed at once, are in the object only. */
function keyOf(request: Fields, object: KubernetesObject | undefined): ObjectKey | undefined {
  const { resource, kind, namespace } = request;
  if (!isFields(resource) || !isFields(kind)) return undefined;
  const { group = '', version, resource: plural } = resource;
  const name = isText(request['name']) && request['name'] !== '' ? request['name'] : object?.metadata.name;
  if (!isText(group) || !isText(version) || !isText(plural) || !isText(kind['kind'])) return undefined;
  if (plural === '' || !isText(name) || name === '') return undefined;
  const inNamespace = isText(namespace) && namespace !== '' ? { namespace } : {};
  const type = {
    group,
    version,
    resource: plural,
    kind: kind['kind'],
    namespaced: 'namespace' in inNamespace,
  };
  const judged = judgedKind({ type, name })?.type;
  if (judged !== undefined && judged.namespaced !== type.namespaced) return undefined;
  return { type, name, ...inNamespace };
}

function isTexts(value: unknown): boolean {
  return value === undefined || value === null || (isFields(value) && Object.values(value).every(isText));
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
