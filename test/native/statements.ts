import { sshSignature } from '../../src/entrypoints/demo/git/keys.ts';
import { preAuthentication, writeEnvelope } from '../../src/formats/dsse/envelope.ts';
import { IN_TOTO_PAYLOAD } from '../../src/formats/in-toto/statement.ts';
import { type ApprovalStatement, ATTESTATION_NAMESPACE } from '../../src/model/statement.ts';
import type { FoundStatement } from '../../src/ports/forge.ts';
import { approvalPayload } from '../../src/stages/2-review/statements/approval.ts';
import { keyOf } from './people.ts';

export const HEAD = 'b'.repeat(40);

export const APPROVAL: ApprovalStatement = {
  repository: 'shop',
  ref: 'refs/heads/main',
  head: HEAD,
  base: 'd'.repeat(40),
  tree: 'e'.repeat(40),
  verdict: 'approve',
  at: '2026-03-01T10:00:00Z',
};

export interface Made {
  readonly key?: string;
  readonly namespace?: string;
  readonly payloadType?: string;
  /** What is signed instead of the envelope's own bytes. */
  readonly over?: Uint8Array;
  readonly seen?: string;
  /** The envelope's text, once it is signed. */
  readonly edit?: (text: string) => string;
  /** The payload's text, before it is signed. */
  readonly payload?: (text: string) => string;
  /** The payload's text, once it is signed. */
  readonly swap?: (text: string) => string;
  readonly keyid?: string;
}

/** A statement as it might lie in the repository, by Ben unless said otherwise. */
export function statement(over: Partial<ApprovalStatement> = {}, made: Made = {}): FoundStatement {
  const type = made.payloadType ?? IN_TOTO_PAYLOAD;
  const written = Buffer.from(approvalPayload({ ...APPROVAL, ...over })).toString('utf8');
  const payload = Buffer.from(made.payload?.(written) ?? written);
  const message = made.over ?? preAuthentication(type, payload);
  const signature = sshSignature(keyOf(made.key ?? 'ben'), message, made.namespace ?? ATTESTATION_NAMESPACE);
  const kept = made.swap === undefined ? payload : Buffer.from(made.swap(payload.toString('utf8')));
  const envelope = writeEnvelope(type, kept, {
    signature: Buffer.from(`${signature}\n`),
    keyid: made.keyid ?? 'whatever',
  });
  const text = Buffer.from(envelope).toString('utf8');
  return {
    source: 'a test',
    envelope: Buffer.from(made.edit?.(text) ?? text),
    ...(made.seen === undefined ? {} : { seen: made.seen }),
  };
}
