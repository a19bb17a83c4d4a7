/** Fields of what somebody sent, by name; none of what is no object. */
export function fieldsOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(
    value instanceof Object && !Array.isArray(value) ? Object.entries(value) : ([] as [string, unknown][]),
  );
}

/** A text that is not empty, cut where it is longer than `most` characters; the cut is marked. */
export function textOf(value: unknown, most: number): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  return value.length <= most ? value : `${value.slice(0, most - 1)}…`;
}

/** A text that counts only whole: a longer one is none. */
export function nameOf(value: unknown, most = 253): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= most ? value : undefined;
}

export function listOf(value: unknown, most: number): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, most) : [];
}
