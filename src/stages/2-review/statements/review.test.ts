import { describe, expect, it } from 'vitest';
import { ENVELOPE_BYTES, writeEnvelope } from '../../../formats/dsse/envelope.ts';
import { IN_TOTO_PAYLOAD } from '../../../formats/in-toto/statement.ts';
import { MOST_DECISIONS, type ReviewStatement } from '../../../model/review.ts';
import { inStatements } from '../../../model/review-statement.ts';
import { readReview, reviewPayload } from './review.ts';

/** As long as an armoured signature of RSA with 16,384 bits. */
const SIGNATURE = Buffer.alloc(6_000, 'x');

function review(count: number, reason: string = 'nobody needs it'): ReviewStatement {
  return {
    campaign: 'quarterly-2026-11-27',
    population: 'a'.repeat(64),
    decisions: Array.from({ length: count }, (_none, index) => ({
      item: index.toString(16).padStart(64, '0'),
      digest: 'd'.repeat(64),
      verdict: 'revoke',
      reason,
    })),
    at: '2026-11-27T10:00:00.000Z',
  };
}

function envelopeOf(one: ReviewStatement, edit: (text: string) => string = (text) => text): Uint8Array {
  const payload = Buffer.from(edit(Buffer.from(reviewPayload(one)).toString('utf8')));
  return writeEnvelope(IN_TOTO_PAYLOAD, payload, { signature: SIGNATURE });
}

describe('decisions of a review', () => {
  it('are read as they were written', () => {
    const read = readReview(envelopeOf(review(3)));
    expect(read.ok && read.value.review).toEqual(review(3));
  });

  it.each([
    ['100 of them', 'nobody needs it'],
    ['the longest reasons', 'n'.repeat(500)],
    ['the longest reasons in bytes', '\u{1F511}'.repeat(500)],
    ['reasons that are escaped', '"'.repeat(500)],
  ])('are divided so that each part can be read: %s', (_name, reason) => {
    const { decisions, ...rest } = review(250, reason);
    const parts = inStatements(decisions);
    expect(parts.flat()).toEqual(decisions);
    for (const part of parts) {
      const envelope = envelopeOf({ ...rest, decisions: part });
      expect(envelope.length).toBeLessThan(ENVELOPE_BYTES);
      expect(readReview(envelope)).toMatchObject({ ok: true });
    }
  });

  it('fit one statement up to their number', () => {
    expect(inStatements(review(MOST_DECISIONS).decisions)).toHaveLength(1);
    expect(inStatements(review(MOST_DECISIONS + 1).decisions)).toHaveLength(2);
    expect(readReview(envelopeOf(review(MOST_DECISIONS + 1)))).toMatchObject({
      ok: false,
      error: 'it decides about more than 100 items: divide it',
    });
  });

  it.each([
    ['nothing decided', { decisions: [] }, 'it decides nothing'],
    ['no time', { at: 'yesterday' }, 'its time is no RFC 3339 time in UTC'],
    ['a day that no calendar has', { at: '2026-02-30T10:00:00Z' }, 'its time is no RFC 3339 time in UTC'],
    ['no campaign', { campaign: '../x' }, 'it names no campaign'],
    ['no population', { population: 'x' }, 'a digest is no hexadecimal'],
    [
      'an item twice',
      { decisions: [...review(1).decisions, ...review(1).decisions] },
      'it decides twice about one item',
    ],
    ['a reason of several lines', review(1, 'a\nb'), 'the reason is not one line of at most 500 characters'],
    [
      'a reason that turns the writing',
      review(1, '\u202Eab'),
      'the reason is not one line of at most 500 characters',
    ],
  ])('are refused with %s', (_name, over, error) => {
    expect(readReview(envelopeOf({ ...review(1), ...over }))).toEqual({ ok: false, error });
  });

  it.each([
    ['another predicate', (text: string) => text.replace('/review/v1', '/approval/v1'), /^it is no review/],
    [
      'another subject',
      (text: string) => text.replace('"sha256":"aa', '"sha256":"bb'),
      /^its subject is not/,
    ],
    ['another verdict', (text: string) => text.replace('"revoke"', '"maybe"'), /neither keeps nor revokes/],
    ['a field twice', (text: string) => text.replace('"at":', '"at":"x","at":'), /./],
  ])('are refused with %s', (_name, edit, why) => {
    const read = readReview(envelopeOf(review(1), edit));
    expect(read.ok ? '' : read.error).toMatch(why);
  });
});
