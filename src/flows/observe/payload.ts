import { createHash } from 'node:crypto';
import type { Sha256 } from '../../model/ledger.ts';
import type { Payload } from '../../model/payload.ts';
import type { Random } from '../../ports/random.ts';

type WithoutSalt = Payload extends infer One ? (One extends Payload ? Omit<One, 'salt'> : never) : never;

/** 128 bits: nobody tries all of them for a name. */
const SALT_BYTES = 16;

export function salt(random: Random): string {
  return Buffer.from(random.bytes(SALT_BYTES)).toString('base64url');
}

export function encodePayload(payload: WithoutSalt, random: Random): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ ...payload, salt: salt(random) }));
}

export function digestOfText(text: string): Sha256 {
  return createHash('sha256').update(text).digest('hex');
}
