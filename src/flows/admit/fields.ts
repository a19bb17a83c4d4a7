/** An object of JSON, by the names of its fields. */
export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return value instanceof Object && !Array.isArray(value);
}
