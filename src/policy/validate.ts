import type * as z from 'zod';
import type { YamlNode } from '../formats/yaml/tree.ts';
import { type ErrorCode, MainwardError } from '../model/errors.ts';
import { formatLocation } from '../model/location.ts';
import { placeOf, plain } from './plain.ts';

/** The node's data, if it fits the schema; otherwise an error with the place and what was expected there. */
export function validated<Schema extends z.ZodType>(
  schema: Schema,
  node: YamlNode,
  code: ErrorCode,
  what: string,
): z.output<Schema> {
  const result = schema.safeParse(plain(node));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue?.path ?? [];
  const place = formatLocation(placeOf(node, path));
  const field = path.length === 0 ? 'it' : path.map(String).join('.');
  throw new MainwardError(
    code,
    `${what} at ${place} cannot be used: ${field}: ${issue?.message ?? 'it does not fit the schema'}.`,
    {
      fields: { place },
      remedy: 'Mend the field; the schemas are under schema/ of the package.',
    },
  );
}

/** The same data under a type without `undefined`: what a schema finds absent, it leaves out. */
export type Exact<T> = T extends readonly (infer Item)[]
  ? readonly Exact<Item>[]
  : T extends object
    ? { [Key in keyof T]: Exact<Exclude<T[Key], undefined>> }
    : T;

export function exact<T>(value: T): Exact<T> {
  return value as Exact<T>;
}
