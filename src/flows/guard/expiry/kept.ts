import { objectKey } from '../../../ledger/facets.ts';
import type { ObjectRef } from '../../../model/ledger.ts';
import type { SecretText } from '../../../ports/certificates.ts';

/** An object that a verified commit grants until a time, and what became of that. */
export interface KeptExpiry {
  readonly object: ObjectRef;
  /** Id of the Grant; absent where somebody only wrote down when it ends. */
  readonly grant?: string;
  /** Milliseconds since 1970; `null` = its end cannot be read, so it has ended. */
  readonly expires: number | null;
  /** When it was deleted last, milliseconds since 1970; absent where it was not, or is wanted again. */
  readonly ended?: number;
  /** It was not there when it was looked at last, and nobody here had deleted it. */
  readonly absent?: true;
  /** That it was deleted is in the ledger. */
  readonly recorded?: true;
}

/** By `objectKey`. */
export type Kept = Map<string, KeptExpiry>;

/** Rejects with STORE_UNAVAILABLE where the file cannot be read. What is no such text holds nothing: Git says it anew. */
export async function readKept(file: SecretText): Promise<Kept> {
  const text = await file.read();
  try {
    const read: unknown = JSON.parse(text ?? '[]');
    const kept = Array.isArray(read) ? read.filter(isKept) : [];
    return new Map(kept.map((one) => [objectKey(one.object), one]));
  } catch {
    return new Map();
  }
}

export function writeKept(file: SecretText, kept: Kept): Promise<void> {
  return file.write(JSON.stringify([...kept.values()]));
}

function isKept(value: unknown): value is KeptExpiry {
  if (!(value instanceof Object) || !('object' in value) || !('expires' in value)) return false;
  const { object, expires } = value;
  return (
    (expires === null || typeof expires === 'number') &&
    object instanceof Object &&
    'kind' in object &&
    'name' in object &&
    typeof object.name === 'string'
  );
}
