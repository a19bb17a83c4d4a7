import { createHash } from 'node:crypto';
import type { Sha256 } from '../../model/ledger.ts';

export function sha256(text: string): Sha256 {
  return createHash('sha256').update(text).digest('hex');
}
