import { err, ok, type Result } from '../model/result.ts';
import { fromBase64, toBase64 } from './base64.ts';
import type { LedgerCrypto } from './crypto.ts';
import { HASH_BYTES, type Hash } from './hash.ts';
import type { VerifierKey } from './key.ts';
import { openNote } from './note.ts';

/** C2SP tlog-checkpoint: what a log says of itself at one moment. */
export interface Checkpoint {
  /** The log's name: its key has the same one. */
  readonly origin: string;
  readonly size: bigint;
  readonly root: Hash;
  /** Lines of others; nothing here gives them a meaning. */
  readonly extensions: readonly string[];
}

const MOST_ENTRIES = 2n ** 64n;

/** The text of the note. */
export function writeCheckpoint({ origin, size, root, extensions }: Checkpoint): string {
  return [origin, String(size), toBase64(root), ...extensions].map((line) => `${line}\n`).join('');
}

export function readCheckpoint(text: string): Result<Checkpoint, string> {
  const [origin = '', size = '', root = '', ...rest] = text.split('\n');
  if (rest.pop() !== '' || origin === '') return err('it has fewer lines than a checkpoint');
  if (!/^(0|[1-9][0-9]{0,19})$/.test(size) || BigInt(size) >= MOST_ENTRIES)
    return err('its size is no number');
  const hash = fromBase64(root);
  if (hash?.length !== HASH_BYTES) return err('its root is no SHA-256 in base64');
  if (rest.includes('')) return err('it has an empty line');
  return ok({ origin, size: BigInt(size), root: hash, extensions: rest });
}

/** A checkpoint that its own log has signed: a key of another name, known as it may be, speaks for another log. */
export function openCheckpoint(
  bytes: Uint8Array,
  known: readonly VerifierKey[],
  crypto: LedgerCrypto,
): Result<Checkpoint, string> {
  const opened = openNote(bytes, known, crypto);
  if (!opened.ok) return opened;
  const checkpoint = readCheckpoint(opened.value.text);
  if (!checkpoint.ok) return checkpoint;
  const { origin } = checkpoint.value;
  return opened.value.signers.some(({ name }) => name === origin)
    ? checkpoint
    : err('those who signed it are trusted for other logs, not for this one');
}
