import { err, ok, type Result } from '../model/result.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { decodeUtf8, encodeUtf8, joinBytes } from './bytes.ts';
import type { LedgerCrypto } from './crypto.ts';
import { bigEndian, hex8, isKeyName, type VerifierKey } from './key.ts';

/** C2SP signed-note. */
export interface Note {
  /** Ends with a line feed. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

export interface NoteSignature {
  readonly name: string;
  readonly keyId: number;
  /** What follows the key's id: for Ed25519 the 64 bytes. */
  readonly signature: Uint8Array;
}

/** A note that somebody known has signed. */
export interface OpenedNote {
  readonly text: string;
  /** Never empty. */
  readonly signers: readonly VerifierKey[];
}

const MOST_NOTE_BYTES = 1_000_000;
const MOST_SIGNATURES = 100;
const KEY_ID_BYTES = 4;
const DASH = '\u2014 ';

/** Reads a note without judging who signed. The error says what is wrong with its form. */
export function readNote(bytes: Uint8Array): Result<Note, string> {
  if (bytes.length > MOST_NOTE_BYTES) return err(`it has more than ${MOST_NOTE_BYTES} bytes`);
  const whole = decodeUtf8(bytes);
  if (whole === undefined) return err('it is not valid UTF-8');
  if (/[\0-\t\v-\x1f]/.test(whole)) return err('it has control characters');
  // The text may have empty lines itself: the last one is where the signatures begin.
  const split = whole.lastIndexOf('\n\n');
  const lines = whole.slice(split + 2).split('\n');
  if (split < 0 || lines.length < 2 || lines.pop() !== '') {
    return err('it does not end with an empty line and signatures');
  }
  if (lines.length > MOST_SIGNATURES) return err(`it has more than ${MOST_SIGNATURES} signatures`);
  const signatures = lines.map(readSignature);
  if (!signatures.every((signature) => signature !== undefined))
    return err('a line of its signatures is malformed');
  return ok({ text: whole.slice(0, split + 1), signatures });
}

function readSignature(line: string): NoteSignature | undefined {
  const [name = '', encoded = '', ...rest] = line.startsWith(DASH) ? line.slice(DASH.length).split(' ') : [];
  const bytes = fromBase64(encoded);
  if (bytes === undefined || bytes.length <= KEY_ID_BYTES || !isKeyName(name) || rest.length > 0)
    return undefined;
  return { name, keyId: bigEndian(bytes), signature: bytes.slice(KEY_ID_BYTES) };
}

/**
 * Reads a note and verifies it. Signatures of keys that are not in `known` are passed over; one of a known key that
 * does not verify spoils the note, whoever else signed; so does none of a known key.
 */
export function openNote(
  bytes: Uint8Array,
  known: readonly VerifierKey[],
  crypto: LedgerCrypto,
): Result<OpenedNote, string> {
  const note = readNote(bytes);
  if (!note.ok) return note;
  const { text, signatures } = note.value;
  const message = encodeUtf8(text);
  const signers = new Set<VerifierKey>();
  for (const { name, keyId, signature } of signatures) {
    const [key, ambiguous] = known.filter((one) => one.name === name && one.keyId === keyId);
    if (key === undefined) continue;
    if (ambiguous !== undefined) return err(`two known keys are called ${name}+${hex8(keyId)}`);
    if (!crypto.verifyEd25519(key.publicKey, message, signature)) {
      return err(`the signature of ${name}+${hex8(keyId)} does not fit it`);
    }
    signers.add(key);
  }
  return signers.size > 0 ? ok({ text, signers: [...signers] }) : err('no key that is trusted has signed it');
}

/** `text` ends with a line feed. */
export function writeNote({ text, signatures }: Note): Uint8Array {
  const lines = signatures.map(({ name, keyId, signature }) => {
    const id = new Uint8Array(KEY_ID_BYTES);
    new DataView(id.buffer).setUint32(0, keyId);
    return `${DASH}${name} ${toBase64(joinBytes([id, signature]))}\n`;
  });
  return encodeUtf8(`${text}\n${lines.join('')}`);
}
