import type { ProofDocument, ProofEntry } from '../model/proof.ts';
import { err, ok, type Result } from '../model/result.ts';
import { decodeUtf8 } from './bytes.ts';

const MOST_BYTES = 64_000_000;
const MOST_ENTRIES = 10_000;
const MOST_HASHES = 64;

/** Gives a proof its shape: bytes of a file, or what a document already holds. Fields that it does not know are passed over. */
export function readProof(given: unknown): Result<ProofDocument, string> {
  if (given instanceof Uint8Array) {
    const parsed = parse(given);
    return parsed.ok ? readProof(parsed.value) : parsed;
  }
  const { schema, checkpoint, entries } = fieldsOf(given);
  if (schema !== 'mainward.dev/proof/v1')
    return err('it is no proof: its schema is not mainward.dev/proof/v1');
  if (typeof checkpoint !== 'string' || !checkpoint.isWellFormed()) return err('it has no checkpoint');
  if (!Array.isArray(entries) || entries.length === 0) return err('it proves no entry');
  if (entries.length > MOST_ENTRIES) return err(`it has more than ${MOST_ENTRIES} entries`);
  const read = entries.map(readEntry);
  if (!read.every((entry) => entry !== undefined)) return err('an entry of it is malformed');
  if (read.some((entry, at) => entry.index <= (read[at - 1]?.index ?? -1)))
    return err('its entries are out of order');
  return ok({ schema, checkpoint, entries: read });
}

function readEntry(given: unknown): ProofEntry | undefined {
  const { index, leaf, payload, inclusion } = fieldsOf(given);
  if (typeof index !== 'number' || !Number.isSafeInteger(index) || index < 0) return undefined;
  if (typeof leaf !== 'string' || !(payload === undefined || typeof payload === 'string')) return undefined;
  if (!Array.isArray(inclusion) || inclusion.length > MOST_HASHES) return undefined;
  if (!inclusion.every((hash) => typeof hash === 'string')) return undefined;
  return { index, leaf, ...(payload === undefined ? {} : { payload }), inclusion };
}

function parse(bytes: Uint8Array): Result<unknown, string> {
  if (bytes.length > MOST_BYTES) return err(`it has more than ${MOST_BYTES} bytes`);
  const text = decodeUtf8(bytes);
  if (text === undefined) return err('it is not valid UTF-8');
  try {
    const value: unknown = JSON.parse(text);
    return ok(value);
  } catch {
    return err('it is not JSON');
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return value instanceof Object && !Array.isArray(value) ? { ...value } : {};
}
