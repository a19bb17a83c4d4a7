import { compactVerify, errors, importJWK } from 'jose';
import type { Refusal } from '../../model/exchange.ts';
import type { PublishedKey } from '../../ports/issuer.ts';
import { type Algorithm, keyFits } from '../../stages/3-pipeline/token/key.ts';

type ImportedKey = Awaited<ReturnType<typeof importJWK>>;

/** Imported once for each answer of the issuer; a key that is fetched anew is another object. */
const imported = new WeakMap<PublishedKey, Map<Algorithm, ImportedKey>>();

/** `undefined` where this key made this signature with this algorithm. */
export async function signatureProblem(
  compact: string,
  key: PublishedKey,
  algorithm: Algorithm,
): Promise<Refusal | undefined> {
  if (!keyFits(key, algorithm)) return 'key-unfit';
  try {
    await compactVerify(compact, await importOnce(key, algorithm), { algorithms: [algorithm] });
    return undefined;
  } catch (error) {
    // Whatever else is thrown says that the key cannot be used: too short, not on its curve, not of its type.
    return error instanceof errors.JWSSignatureVerificationFailed ? 'signature-wrong' : 'key-unfit';
  }
}

async function importOnce(key: PublishedKey, algorithm: Algorithm): Promise<ImportedKey> {
  const known = imported.get(key) ?? new Map<Algorithm, ImportedKey>();
  const ready = known.get(algorithm) ?? (await importJWK({ ...key }, algorithm));
  imported.set(key, known.set(algorithm, ready));
  return ready;
}
