import type { ReviewStatement } from '../../../src/model/review.ts';
import { reviewText } from '../../../src/model/review-statement.ts';

/** The payload type under which DSSE carries a statement. */
const PAYLOAD_TYPE = 'application/vnd.in-toto+json';
export type Decision = ReviewStatement['decisions'][number];

/** What is signed: an in-toto statement whose subject is the population of the campaign. */
export function payloadOf(statement: ReviewStatement): Uint8Array<ArrayBuffer> {
  return utf8(reviewText(statement));
}

/** The bytes that the signature is over: `PAE` of DSSE. Lengths are in bytes. */
export function messageOf(payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = utf8(`DSSEv1 ${utf8(PAYLOAD_TYPE).length} ${PAYLOAD_TYPE} ${payload.length} `);
  const message = new Uint8Array(head.length + payload.length);
  message.set(head);
  message.set(payload, head.length);
  return message;
}

/** The envelope with its one signature, in base64, as the server takes it. */
export function envelopeOf(payload: Uint8Array, signature: Uint8Array): string {
  return base64(
    utf8(
      `${JSON.stringify({
        payloadType: PAYLOAD_TYPE,
        payload: base64(payload),
        signatures: [{ sig: base64(signature) }],
      })}\n`,
    ),
  );
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** Bytes a call, so that none has too many arguments. */
const CHUNK = 8_192;

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK)
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(text);
}
