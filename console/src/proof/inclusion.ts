import { readVerifierKey } from '../../../src/ledger/key.ts';
import { type ProvenEntries, verifyProof } from '../../../src/ledger/proof.ts';
import type { ProofDocument } from '../../../src/model/proof.ts';
import { err, type Result } from '../../../src/model/result.ts';
import { settled } from './crypto.ts';

/** Are these entries in a tree that the log's key has signed? `verifierKey` is a line of a trust file. */
export function checkProof(
  proof: ProofDocument,
  verifierKey: string,
): Promise<Result<ProvenEntries, readonly string[]>> {
  return settled((crypto) => {
    const key = readVerifierKey(verifierKey, crypto.sha256);
    return key.ok ? verifyProof(proof, [key.value], crypto) : err([key.error]);
  });
}
