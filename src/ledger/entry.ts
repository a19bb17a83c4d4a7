import { MainwardError } from '../model/errors.ts';
import type { LedgerEntry } from '../model/ledger.ts';
import { err, ok, type Result } from '../model/result.ts';
import { MOST_ENTRY_BYTES } from './bundle.ts';
import { decodeUtf8, encodeUtf8 } from './bytes.ts';
import { ENTRY_FIELDS, type Field, sha256Hex, time } from './entry-fields.ts';

/** What is larger belongs into the payload. Few have more than 1 KB; a landing that very many approved has. */
const MOST_WRITTEN_BYTES = 16_384;

const COMMON: Readonly<Record<'v' | 'at', Field>> = { v: (value) => value === 1, at: time };

/**
 * An entry as the bytes that are hashed and kept: JSON on one line, each field once and in the order of its type.
 * They are written here once and never again. Throws LEDGER_ENTRY_INVALID.
 */
export function encodeEntry(entry: LedgerEntry): Uint8Array {
  const wrong = wrongField(entry);
  if (wrong !== undefined) throw invalid(`its field ${wrong} is missing or malformed`, entry.type);
  const fields: readonly string[] = ['v', 'type', 'at', ...Object.keys(ENTRY_FIELDS[entry.type]), 'payload'];
  const given = new Map<string, unknown>(Object.entries(entry));
  const bytes = encodeUtf8(
    JSON.stringify(Object.fromEntries(fields.map((field) => [field, given.get(field)]))),
  );
  if (bytes.length > MOST_WRITTEN_BYTES)
    throw invalid(`it has more than ${MOST_WRITTEN_BYTES} bytes`, entry.type);
  return bytes;
}

/** Strict: what `encodeEntry` could not have written is none. The error says what is wrong. */
export function decodeEntry(bytes: Uint8Array): Result<LedgerEntry, string> {
  if (bytes.length > MOST_ENTRY_BYTES) return err(`it has more than ${MOST_ENTRY_BYTES} bytes`);
  const text = decodeUtf8(bytes);
  if (text === undefined) return err('it is not valid UTF-8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return err('it is not JSON');
  }
  if (!isEntry(value)) return err(misfit(value));
  // Spaces, repeated fields and other ways to write the same would be read differently by others.
  return JSON.stringify(value) === text ? ok(value) : err('it is not written as entries are');
}

function isEntry(value: unknown): value is LedgerEntry {
  return wrongField(value) === undefined;
}

function misfit(value: unknown): string {
  const wrong = wrongField(value) ?? '';
  return wrong === 'type'
    ? 'it is of a type that this version does not know'
    : `its field ${wrong} is missing or malformed`;
}

/** The first field that is missing, malformed or not one of its type. */
function wrongField(value: unknown): string | undefined {
  const given = new Map(Object.entries(value instanceof Object ? value : {}));
  const type = given.get('type');
  const own = Object.entries(ENTRY_FIELDS).find(([known]) => known === type)?.[1];
  if (own === undefined) return 'type';
  const payload: Field = (digest) => (digest === undefined && type !== 'note') || sha256Hex(digest);
  const fields = new Map<string, Field>(Object.entries({ ...COMMON, ...own, payload }));
  for (const [name, field] of fields) if (!field(given.get(name))) return name;
  return [...given.keys()].find((name) => name !== 'type' && !fields.has(name));
}

function invalid(why: string, type: string): MainwardError {
  return new MainwardError('LEDGER_ENTRY_INVALID', `An entry of type ${type} cannot be recorded: ${why}.`, {
    fields: { type },
    remedy: 'What is long or personal belongs into the payload; nothing was recorded.',
  });
}
