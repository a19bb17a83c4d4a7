import { expect, test } from 'vitest';
import { makeSessionSigner } from '../../console/src/sign/session-key.ts';
import { envelopeOf, messageOf, payloadOf } from '../../console/src/sign/statement.ts';
import { sessionKeyFits, sessionKeyIn } from '../../src/chain/review/signature.ts';
import { preAuthentication } from '../../src/formats/dsse/envelope.ts';
import { IN_TOTO_PAYLOAD } from '../../src/formats/in-toto/statement.ts';
import { MOST_DECISIONS, type ReviewStatement } from '../../src/model/review.ts';
import { inStatements } from '../../src/model/review-statement.ts';
import { readReview, reviewPayload } from '../../src/stages/2-review/statements/review.ts';

const STATEMENT: ReviewStatement = {
  campaign: 'quarterly-2026-11-27',
  population: 'a'.repeat(64),
  decisions: Array.from({ length: MOST_DECISIONS }, (_, number) => ({
    item: number.toString(16).padStart(64, '0'),
    digest: 'd'.repeat(64),
    verdict: number % 2 === 0 ? 'keep' : 'revoke',
    reason: number % 2 === 0 ? '' : 'she left “for good” — größe 日本 🙂',
  })),
  at: '2026-11-27T09:00:00.000Z',
};

test('what the console signs is what the server reads, to the byte', async () => {
  const payload = payloadOf(STATEMENT);
  expect(Buffer.from(payload).equals(reviewPayload(STATEMENT))).toBe(true);
  expect(Buffer.from(messageOf(payload)).equals(preAuthentication(IN_TOTO_PAYLOAD, payload))).toBe(true);

  const { key, sign } = await makeSessionSigner(crypto.subtle);
  const envelope = Buffer.from(envelopeOf(payload, await sign(messageOf(payload))), 'base64');
  const read = readReview(envelope);
  if (!read.ok) throw new Error(read.error);
  expect(read.value.review).toEqual(STATEMENT);
  expect(sessionKeyIn({ ...key })).toEqual(key);
  expect(sessionKeyFits(key, read.value)).toBe(true);
  const other = await makeSessionSigner(crypto.subtle);
  expect(sessionKeyFits(other.key, read.value)).toBe(false);
});

test('each part into which decisions are divided is read by the server', () => {
  const decisions = Array.from({ length: 350 }, (_, number) => ({
    item: number.toString(16).padStart(64, '0'),
    digest: 'd'.repeat(64),
    verdict: 'revoke' as const,
    reason: '日'.repeat((number * 37) % 500 || 1),
  }));
  const parts = inStatements(decisions);
  expect(parts.flat()).toEqual(decisions);
  for (const part of parts) {
    const payload = payloadOf({ ...STATEMENT, decisions: part });
    const envelope = Buffer.from(envelopeOf(payload, new Uint8Array(64)), 'base64');
    expect(readReview(envelope)).toMatchObject({ ok: true });
  }
});
