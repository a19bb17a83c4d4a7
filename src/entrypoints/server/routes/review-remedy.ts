import * as z from 'zod';
import type { RemedyRefused } from '../../../flows/review/remedy/desk.ts';
import { REMEDY_REFUSALS } from '../../../flows/review/remedy/refusal.ts';
import type { Result } from '../../../model/result.ts';
import type { ReviewRemediationDocument } from '../../../model/review-document.ts';
import type { Role } from '../../../model/session.ts';
import { ANY_ROLE, hasRole, READS_LOG, type SignedIn } from '../access.ts';
import { Problem } from '../problem.ts';
import { type Route, route } from '../route.ts';
import type { Services } from '../services.ts';
import { sessionKey, signerOf } from './review-decisions.ts';
import { reviewRemediationDocument } from './review-schema.ts';
import { owns } from './visible-review.ts';

const params = z.strictObject({ campaign: z.string().regex(/^[a-z0-9-]{1,80}$/) });
/** An envelope of 64 KiB in base64, and a key. */
const MOST_BYTES = 96 << 10;
const nothing = { kind: 'json', schema: z.strictObject({}) } as const;
/** Beside whoever is in the group that owns the campaign. */
const ACTS: readonly Role[] = ['security', 'administrator'];
const replies = {
  200: {
    kind: 'json',
    schema: reviewRemediationDocument,
    description: 'What came of what was revoked.',
  },
  409: {
    kind: 'json',
    schema: z.object({
      code: z.enum(REMEDY_REFUSALS),
      detail: z.string(),
      remedy: z.string(),
    }),
    description: 'It is not done, and nothing is recorded.',
  },
} as const;

/** What comes after a revocation. */
export const REVIEW_REMEDY: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/reviews/:campaign/remediation',
    summary: 'What came of what was revoked, and what is missing until the campaign can be closed.',
    access: ANY_ROLE,
    params,
    replies: { 200: replies[200] },
    async handle({ params: { campaign }, who }, services) {
      const may = hasRole(who, READS_LOG) || (await owns(campaign, who, services.reviews));
      const found = may ? await services.reviews.remedy.document(campaign) : undefined;
      if (found === undefined) throw new Problem('NOT_FOUND');
      return { status: 200, json: found };
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/reviews/:campaign/remediation',
    summary: 'Offers one commit that takes out what is revoked; people agree to it, and the gate judges it.',
    access: ANY_ROLE,
    params,
    body: nothing,
    replies,
    async handle({ params: { campaign }, who }, services) {
      await demandToAct(campaign, who, services);
      return answer(await services.reviews.remedy.remediate(campaign));
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/reviews/:campaign/verification',
    summary: 'Looks whether what was revoked is gone, in Git and in the clusters.',
    access: ANY_ROLE,
    params,
    body: nothing,
    replies,
    async handle({ params: { campaign }, who }, services) {
      await demandToAct(campaign, who, services);
      return answer(await services.reviews.remedy.verify(campaign));
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/reviews/:campaign/exceptions',
    summary: 'Takes a signed statement that what was revoked stays until a day: all of it, or nothing.',
    access: 'signed-in',
    params,
    body: {
      kind: 'json',
      schema: z.strictObject({
        envelope: z.base64().min(1).describe('DSSE, with an in-toto statement of at most 100 exceptions'),
        key: sessionKey.optional(),
        expires: z.string().max(40).describe('as the statement has it; RFC 3339'),
      }),
      maxBytes: MOST_BYTES,
    },
    replies,
    async handle({ params: { campaign }, body, who }, services) {
      const { expires } = body;
      const wish = { campaign, expires, envelope: Buffer.from(body.envelope, 'base64') };
      const signer = signerOf(who, body.key);
      return answer(await services.reviews.remedy.except({ ...wish, signer }));
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/reviews/:campaign/close',
    summary: 'Ends a campaign: closed, where all is decided and verified, or cancelled.',
    access: ANY_ROLE,
    params,
    body: {
      kind: 'json',
      schema: z.strictObject({
        outcome: z.enum(['closed', 'cancelled']),
        why: z
          .string()
          .max(500)
          .regex(/^\P{C}*\S\P{C}*$/u)
          .describe('one line'),
        acknowledge: z
          .array(z.string().regex(/^[0-9a-f]{64}$/))
          .max(1_000)
          .optional()
          .describe('ids of items that nobody can verify, and of which nothing more is to be done'),
      }),
    },
    replies,
    async handle({ params: { campaign }, body, who }, services) {
      const by = await demandToAct(campaign, who, services);
      const { outcome, why, acknowledge = [] } = body;
      return answer(await services.reviews.remedy.close({ campaign, outcome, why, acknowledge, by }));
    },
  }),
];

/** Answers with who they are. */
async function demandToAct(
  campaign: string,
  who: SignedIn,
  services: Pick<Services, 'reviews'>,
): Promise<string> {
  if (!hasRole(who, ACTS) && !(await owns(campaign, who, services.reviews))) throw new Problem('ROLE_NEEDED');
  return who.person ?? who.subject;
}

function answer(result: Result<ReviewRemediationDocument, RemedyRefused> | undefined) {
  if (result === undefined) throw new Problem('NOT_FOUND');
  if (result.ok) return { status: 200 as const, json: result.value };
  return { status: 409 as const, json: result.error };
}
