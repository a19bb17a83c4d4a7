import type { Payload } from '../../model/payload.ts';

/** What a payload holds, where it is one of that schema; it was written here, or comes with a proof. */
export function decodePayload<Schema extends Payload['schema']>(
  bytes: Uint8Array | undefined,
  schema: Schema,
): Extract<Payload, { readonly schema: Schema }> | undefined {
  if (bytes === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isOf(value, schema) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isOf<Schema extends Payload['schema']>(
  value: unknown,
  schema: Schema,
): value is Extract<Payload, { readonly schema: Schema }> {
  if (!(value instanceof Object) || !('schema' in value) || value.schema !== schema) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  return SHAPES[schema].every(([name, fits]) => fits(fields.get(name)));
}

type Fits = (value: unknown) => boolean;
const text: Fits = (value) => typeof value === 'string';
const listOfText: Fits = (value) => Array.isArray(value) && value.every(text);
const optionalListOfText: Fits = (value) => value === undefined || listOfText(value);
const listOf =
  (...names: readonly string[]): Fits =>
  (value) =>
    Array.isArray(value) &&
    value.every((item: unknown) => {
      const fields = new Map<string, unknown>(Object.entries(item instanceof Object ? item : {}));
      return names.every((name) => text(fields.get(name)));
    });

const SHAPES: Readonly<Record<Payload['schema'], readonly (readonly [name: string, fits: Fits])[]>> = {
  'mainward.dev/proposed/v1': [
    ['by', text],
    ['title', text],
    ['at', text],
  ],
  'mainward.dev/approved/v1': [
    ['by', text],
    ['at', text],
    ['source', text],
    ['repository', text],
    ['envelope', text],
  ],
  'mainward.dev/checked/v1': [['report', text]],
  'mainward.dev/landed/v1': [
    ['report', text],
    ['commits', listOf('commit', 'object')],
    ['cut', (value) => typeof value === 'boolean'],
  ],
  'mainward.dev/policy/v1': [['files', listOf('path', 'oid', 'text')]],
  'mainward.dev/exchange/v1': [
    ['subject', text],
    ['claims', (value) => value instanceof Object],
  ],
  'mainward.dev/live/v1': [['content', text]],
  'mainward.dev/guard-inventory/v1': [['objects', (value) => Array.isArray(value)]],
  'mainward.dev/drift-seen/v1': [
    ['delta', (value) => value instanceof Object],
    ['actors', (value) => Array.isArray(value)],
    ['undo', text],
  ],
  'mainward.dev/attribution/v1': [['actor', (value) => value instanceof Object]],
  'mainward.dev/admission/v1': [
    ['actor', (value) => value instanceof Object],
    ['message', text],
  ],
  'mainward.dev/guard-held/v1': [['why', text]],
  'mainward.dev/review-started/v1': [
    ['by', text],
    ['generator', text],
    ['asOf', text],
    ['coverage', (value) => value instanceof Object],
    ['items', text],
    ['assignments', listOf('item', 'reviewer', 'rule')],
  ],
  'mainward.dev/review-assigned/v1': [
    ['by', text],
    ['why', text],
    ['assignments', listOf('item', 'reviewer', 'rule')],
  ],
  'mainward.dev/review-decided/v1': [
    ['by', text],
    ['signedWith', text],
    ['envelope', text],
  ],
  'mainward.dev/review-proposed/v1': [
    ['items', listOfText],
    ['tasks', listOf('item', 'code', 'say')],
  ],
  'mainward.dev/review-verified/v1': [
    ['items', listOfText],
    ['returned', optionalListOfText],
  ],
  'mainward.dev/review-closed/v1': [
    ['by', text],
    ['why', text],
    ['acknowledged', optionalListOfText],
  ],
  'mainward.dev/grant/v1': [
    ['grant', text],
    ['manifests', text],
    ['by', text],
    ['approvers', listOfText],
  ],
  'mainward.dev/grant-ended/v1': [
    ['by', text],
    ['say', text],
  ],
  'mainward.dev/grant-reviewed/v1': [
    ['by', text],
    ['say', text],
  ],
};
