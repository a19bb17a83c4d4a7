import type { LedgerEntry } from '../model/ledger.ts';
import type { ProofDocument, ProofEntry } from '../model/proof.ts';
import { err, ok, type Result } from '../model/result.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { decodeUtf8, encodeUtf8, toHex } from './bytes.ts';
import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import type { LedgerCrypto } from './crypto.ts';
import { decodeEntry } from './entry.ts';
import { type Hash, leafHash } from './hash.ts';
import type { VerifierKey } from './key.ts';
import { readProof } from './read-proof.ts';
import { isIncluded } from './verify-proof.ts';

export interface ProvableEntry {
  readonly index: number;
  /** As it lies in the log. */
  readonly leaf: Uint8Array;
  readonly payload?: Uint8Array;
  readonly inclusion: readonly Hash[];
}

export interface ProvenEntry {
  readonly index: number;
  readonly entry: LedgerEntry;
  readonly payload?: Uint8Array;
}

/** What a proof proves: that a log which is trusted holds these entries, and says so in this checkpoint. */
export interface ProvenEntries {
  readonly checkpoint: Checkpoint;
  readonly entries: readonly ProvenEntry[];
}

/** One document for 1 to n entries of the tree that the checkpoint speaks of. */
export function makeProof(checkpoint: Uint8Array, entries: readonly ProvableEntry[]): ProofDocument {
  return {
    schema: 'mainward.dev/proof/v1',
    checkpoint: decodeUtf8(checkpoint) ?? '',
    entries: entries
      .toSorted((one, other) => one.index - other.index)
      .map(({ index, leaf, payload, inclusion }) => ({
        index,
        leaf: toBase64(leaf),
        ...(payload === undefined ? {} : { payload: toBase64(payload) }),
        inclusion: inclusion.map(toBase64),
      })),
  };
}

/** Verifies a proof, as bytes of a file or as part of a document. Whatever is wrong with it is named, not only the first. */
export function verifyProof(
  proof: unknown,
  trust: readonly VerifierKey[],
  crypto: LedgerCrypto,
): Result<ProvenEntries, readonly string[]> {
  const document = readProof(proof);
  if (!document.ok) return err([document.error]);
  const checkpoint = openCheckpoint(encodeUtf8(document.value.checkpoint), trust, crypto);
  if (!checkpoint.ok) return err([`the checkpoint: ${checkpoint.error}`]);
  const proven: ProvenEntry[] = [];
  const faults: string[] = [];
  for (const entry of document.value.entries) {
    const result = verifyEntry(entry, checkpoint.value, crypto);
    if (result.ok) proven.push(result.value);
    else faults.push(`entry ${entry.index}: ${result.error}`);
  }
  return faults.length > 0 ? err(faults) : ok({ checkpoint: checkpoint.value, entries: proven });
}

function verifyEntry(
  { index, leaf, payload, inclusion }: ProofEntry,
  { size, root }: Checkpoint,
  { sha256 }: LedgerCrypto,
): Result<ProvenEntry, string> {
  const bytes = fromBase64(leaf);
  const hashes = inclusion.map(fromBase64).filter((hash) => hash !== undefined);
  if (bytes === undefined || hashes.length !== inclusion.length) return err('a part of it is not base64');
  const claim = { index: BigInt(index), size, leaf: leafHash(sha256, bytes), root };
  if (!isIncluded(sha256, claim, hashes)) return err('it is not in the tree of the checkpoint');
  const entry = decodeEntry(bytes);
  if (!entry.ok) return err(`it is in the tree, but ${entry.error}`);
  if (payload === undefined) return ok({ index, entry: entry.value });
  const content = fromBase64(payload);
  if (content === undefined || toHex(sha256(content)) !== entry.value.payload) {
    return err('its payload is not what the entry commits to');
  }
  return ok({ index, entry: entry.value, payload: content });
}
