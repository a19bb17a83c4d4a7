import { err, ok, type Result } from '../../model/result.ts';
import { readJson } from '../json/read.ts';
import { child, itemsOf, stringOf } from '../yaml/access.ts';

/** A DSSE envelope (`secure-systems-lab/dsse`, envelope.md), taken apart. Nothing of it is verified. */
export interface Envelope {
  readonly payloadType: string;
  readonly payload: Uint8Array;
  readonly signatures: readonly EnvelopeSignature[];
}

export interface EnvelopeSignature {
  /** A hint that is not signed; nothing may rest on it. */
  readonly keyid?: string;
  readonly signature: Uint8Array;
}

/** An envelope of more bytes is not read. */
export const ENVELOPE_BYTES: number = 64 << 10;
const BUDGET = { bytes: ENVELOPE_BYTES, depth: 8, nodes: 256 };
const MOST_SIGNATURES = 16;

/** Reads an envelope as JSON; the error says what is wrong with it. Fields that are not known are passed over, as DSSE demands. */
export function readEnvelope(bytes: Uint8Array): Result<Envelope, string> {
  const [document] = readJson(bytes, { path: 'envelope' }, BUDGET).documents;
  if (document?.ok !== true || document.root === undefined)
    return err(document?.ok === false ? document.reason : 'it is empty');
  const { root } = document;
  const payloadType = stringOf(child(root, 'payloadType'));
  const payload = base64(stringOf(child(root, 'payload')));
  const listed = itemsOf(child(root, 'signatures'));
  if (payloadType === undefined || payload === undefined) return err('it is no DSSE envelope');
  if (listed.length === 0) return err('it carries no signature');
  if (listed.length > MOST_SIGNATURES) return err('it carries too many signatures');
  const signatures: EnvelopeSignature[] = [];
  for (const one of listed) {
    const signature = base64(stringOf(child(one, 'sig')));
    if (signature === undefined) return err('a signature in it is no base64');
    const keyid = stringOf(child(one, 'keyid'));
    signatures.push({ signature, ...(keyid === undefined ? {} : { keyid }) });
  }
  return ok({ payloadType, payload, signatures });
}

/** The bytes that a signature of an envelope is over: `PAE` of DSSE's protocol.md. Lengths are in bytes. */
export function preAuthentication(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = Buffer.from(payloadType, 'utf8');
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${type.length} `),
    type,
    Buffer.from(` ${payload.length} `),
    payload,
  ]);
}

/** The envelope's bytes, one signature, ending in a line feed. */
export function writeEnvelope(payloadType: string, payload: Uint8Array, one: EnvelopeSignature): Uint8Array {
  const envelope = {
    payloadType,
    payload: Buffer.from(payload).toString('base64'),
    signatures: [
      {
        ...(one.keyid === undefined ? {} : { keyid: one.keyid }),
        sig: Buffer.from(one.signature).toString('base64'),
      },
    ],
  };
  return Buffer.from(`${JSON.stringify(envelope)}\n`);
}

/** Standard or URL-safe base64, as DSSE allows, in its one canonical form. */
function base64(text: string | undefined): Uint8Array | undefined {
  if (text === undefined || text === '') return undefined;
  const bytes = Buffer.from(text, 'base64');
  const plain = text.replace(/=+$/, '');
  const same = bytes.toString('base64').replace(/=+$/, '') === plain || bytes.toString('base64url') === plain;
  return same ? bytes : undefined;
}
