import { existsSync } from 'node:fs';
import { Ed25519Signer, nodeCrypto } from '../../adapters/crypto-node/ed25519.ts';
import { readKeyFile, writeKeyFile } from '../../adapters/key-file/key-file.ts';
import { toHex } from '../../ledger/bytes.ts';
import {
  isKeyName,
  readSigningSeed,
  type VerifierKey,
  verifierKey,
  writeSigningSeed,
} from '../../ledger/key.ts';
import { MainwardError } from '../../model/errors.ts';
import type { LogSigner } from '../../ports/log-signer.ts';
import type { Random } from '../../ports/random.ts';

export interface LogKey {
  readonly signer: LogSigner;
  readonly key: VerifierKey;
}

/** The key in a file. Throws LEDGER_KEY_INVALID. */
export function readLogKey(file: string): LogKey {
  const seed = readSigningSeed(readKeyFile(file));
  const signer = seed && new Ed25519Signer(seed.seed);
  const key = seed && signer && verifierKey(seed.name, signer.publicKey, nodeCrypto.sha256);
  if (seed === undefined || signer === undefined || key?.keyId !== seed.keyId) {
    throw new MainwardError('LEDGER_KEY_INVALID', `The file ${file} holds no key of a ledger.`, {
      remedy: 'Bring the key file back from where it is kept; without it nothing can be added.',
    });
  }
  return { signer, key };
}

/** The key in the file, which is made where it is missing. Without a name, the log is called after its key. */
export function makeLogKey(file: string, origin: string | undefined, random: Random): LogKey {
  if (origin !== undefined && !isKeyName(origin)) {
    throw new MainwardError('USAGE', `${JSON.stringify(origin)} cannot be the name of a log.`, {
      remedy: 'Name it like a URL without scheme, such as `mainward.example.org/log`: no spaces, no `+`.',
    });
  }
  if (!existsSync(file)) {
    const seed = random.bytes(32);
    const { publicKey } = new Ed25519Signer(seed);
    const name = origin ?? `mainward-log-${toHex(nodeCrypto.sha256(publicKey)).slice(0, 12)}`;
    const { keyId } = verifierKey(name, publicKey, nodeCrypto.sha256);
    writeKeyFile(file, writeSigningSeed({ name, keyId, seed }));
  }
  const made = readLogKey(file);
  if (origin !== undefined && made.key.name !== origin) {
    throw new MainwardError(
      'LEDGER_KEY_INVALID',
      `The key in ${file} is of the log ${made.key.name}, not of ${origin}.`,
      {
        remedy: 'Leave the name out, or name another key file.',
      },
    );
  }
  return made;
}
