import type { SessionKey } from '../../../src/model/review.ts';

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** A key that a page made for itself: it signs, and nothing gets it out of the browser. */
export interface SessionSigner {
  /** The public half. */
  readonly key: SessionKey;
  /** `r || s`, over the SHA-256 of the message. */
  readonly sign: (message: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>;
}

/** Rejects where the browser has no such keys: they are there on https and on loopback only. */
export async function makeSessionSigner(subtle: typeof crypto.subtle): Promise<SessionSigner> {
  const { privateKey, publicKey } = await subtle.generateKey(CURVE, false, ['sign']);
  const { x, y } = await subtle.exportKey('jwk', publicKey);
  if (x === undefined || y === undefined) throw new TypeError('The key has no point.');
  return {
    key: { kty: 'EC', crv: 'P-256', x, y },
    sign: async (message) =>
      new Uint8Array(await subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, message)),
  };
}
