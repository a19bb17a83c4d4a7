import { createHash } from 'node:crypto';
import type { Sha256 } from '../../model/ledger.ts';

export function digestOf(bytes: Uint8Array): Sha256 {
  return createHash('sha256').update(bytes).digest('hex');
}
