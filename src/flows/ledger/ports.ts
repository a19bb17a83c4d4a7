import type { LedgerCrypto } from '../../ledger/crypto.ts';
import type { VerifierKey } from '../../ledger/key.ts';
import type { LedgerStore } from '../../ports/ledger-store.ts';
import type { LogSigner } from '../../ports/log-signer.ts';

/** What it takes to write a log: where it lies, and its key. */
export interface LogPorts {
  readonly store: LedgerStore;
  readonly crypto: LedgerCrypto;
  readonly signer: LogSigner;
  /** The public half of the signer's key; its name is the log's. */
  readonly key: VerifierKey;
}

/** Where a file of the tree lies in the store. */
export function inTree(path: string): string {
  return `tree/${path}`;
}

/** Where the bytes lie that an entry commits to. */
export function payloadPath(digest: string): string {
  return `payload/${digest.slice(0, 2)}/${digest}`;
}
