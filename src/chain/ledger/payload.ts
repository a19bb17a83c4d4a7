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
};
