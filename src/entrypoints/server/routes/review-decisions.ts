import * as z from 'zod';
import { sessionKeyIn } from '../../../chain/review/signature.ts';
import { listedItem } from '../../../flows/review/board/listed.ts';
import { DECISION_REFUSALS } from '../../../flows/review/decide/refusal.ts';
import type { Signer } from '../../../flows/review/decide/signer.ts';
import type { SessionKey } from '../../../model/review.ts';
import type { SignedIn } from '../access.ts';
import { Problem } from '../problem.ts';
import { type Route, route } from '../route.ts';
import { reviewDecisionsDocument } from './review-schema.ts';

/** An envelope of 64 KiB in base64, and a key. */
const MOST_BYTES = 96 << 10;

export const sessionKey: z.ZodType<SessionKey> = z
  .record(z.string(), z.string())
  .transform((fields, context): SessionKey => {
    const found = sessionKeyIn(fields);
    if (found !== undefined) return found;
    context.addIssue('it is no public key of EC P-256, as JWK with kty, crv, x and y');
    return z.NEVER;
  })
  .describe('public key of the session that signed; absent = a key of the roster did');

/** What people decide about access, signed by them. */
export const REVIEW_DECISIONS: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/v1/reviews/:campaign/decisions',
    summary: 'Takes a signed statement of decisions: all of it, or nothing.',
    access: 'signed-in',
    params: z.strictObject({ campaign: z.string().regex(/^[a-z0-9-]{1,80}$/) }),
    body: {
      kind: 'json',
      schema: z.strictObject({
        envelope: z.base64().min(1).describe('DSSE, with an in-toto statement of at most 100 decisions'),
        key: sessionKey.optional(),
      }),
      maxBytes: MOST_BYTES,
    },
    replies: {
      201: { kind: 'json', schema: reviewDecisionsDocument, description: 'It is recorded.' },
      409: {
        kind: 'json',
        schema: z.object({
          code: z.enum(DECISION_REFUSALS),
          detail: z.string(),
          remedy: z.string(),
          item: z.string().optional().describe('which one it is about'),
        }),
        description: 'Nothing of it counts, and nothing is recorded.',
      },
    },
    async handle({ params: { campaign }, body, who }, { reviews }) {
      if ((await reviews.board.find(campaign)) === undefined) throw new Problem('NOT_FOUND');
      const envelope = Buffer.from(body.envelope, 'base64');
      const decided = await reviews.decisions.decide({ campaign, envelope, signer: signerOf(who, body.key) });
      if (!decided.ok) return { status: 409, json: decided.error };
      const { index, items } = decided.value;
      return {
        status: 201,
        json: { schema: 'mainward.dev/review-decisions/v1', campaign, index, items: items.map(listedItem) },
      };
    },
  }),
];

/** Only people of the roster review. */
export function signerOf(
  { person, issuer, subject, signedInAt }: SignedIn,
  own: SessionKey | undefined,
): Signer {
  if (person === undefined) throw new Problem('ROLE_NEEDED');
  return {
    person,
    issuer,
    subject,
    ...(signedInAt === undefined ? {} : { signedInAt }),
    ...(own === undefined ? {} : { key: own }),
  };
}
