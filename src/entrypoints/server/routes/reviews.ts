import * as z from 'zod';
import { pageOf } from '../../../flows/review/board/board.ts';
import type { Campaign } from '../../../flows/review/board/campaign.ts';
import { listedItem } from '../../../flows/review/board/listed.ts';
import { MainwardError } from '../../../model/errors.ts';
import { ITEM_STATES } from '../../../model/review.ts';
import { ANY_ROLE } from '../access.ts';
import { Problem } from '../problem.ts';
import { type Route, route } from '../route.ts';
import type { Services } from '../services.ts';
import { wholeNumber } from './fields.ts';
import { reviewDocument, reviewItemDocument, reviewItemsDocument, reviewsDocument } from './review-schema.ts';
import { campaignDocument, listedCampaign, owns, seesItem } from './visible-review.ts';

const MOST_ITEMS = 500;
const name = z.string().regex(/^[a-z0-9-]{1,80}$/);
const params = z.strictObject({ campaign: name });
const digest = z.string().regex(/^[0-9a-f]{64}$/);
/** Why a campaign does not begin; its message names nobody whom the reader may not know. */
const REFUSALS: ReadonlySet<string> = new Set([
  'REVIEW_REFUSED',
  'POLICY_INVALID',
  'ROSTER_INVALID',
  'YAML_REJECTED',
  'BUDGET_EXCEEDED',
]);

/** Access reviews: what is asked, of whom, and how far they are. */
export const REVIEWS: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/reviews',
    summary: 'Access reviews, the newest first.',
    access: ANY_ROLE,
    replies: { 200: { kind: 'json', schema: reviewsDocument, description: 'Without names.' } },
    async handle({ who }, { reviews }) {
      const campaigns = await reviews.board.campaigns();
      return {
        status: 200,
        json: {
          schema: 'mainward.dev/reviews/v1',
          campaigns: campaigns.map((one) => listedCampaign(one, who)),
        },
      };
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/reviews',
    summary: 'Begins an access review at a commit that landed.',
    access: ['security', 'manager', 'administrator'],
    body: {
      kind: 'json',
      schema: z.strictObject({
        definition: name.describe('of the ReviewDefinition'),
        repository: z
          .string()
          .min(1)
          .max(256)
          .optional()
          .describe('absent = the one that has the definition'),
        commit: z
          .string()
          .regex(/^[A-Za-z0-9][A-Za-z0-9._/~^-]{0,255}$/)
          .optional()
          .describe('absent = the newest that is accepted'),
      }),
    },
    replies: {
      201: { kind: 'json', schema: reviewDocument, description: 'It is recorded.' },
      409: {
        kind: 'json',
        schema: z.object({
          code: z.string(),
          detail: z.string(),
          remedy: z.string().optional(),
        }),
        description: 'It does not begin, and nothing is recorded.',
      },
    },
    async handle({ body, who }, { reviews }) {
      const { definition, repository, commit } = body;
      if (who.person === undefined) throw new Problem('ROLE_NEEDED');
      try {
        const campaign = await reviews.starter.start({
          definition,
          by: who.person,
          ...(repository === undefined ? {} : { repository }),
          ...(commit === undefined ? {} : { commit }),
        });
        return { status: 201, json: campaignDocument(campaign, who, await owns(campaign.id, who, reviews)) };
      } catch (error) {
        if (!(error instanceof MainwardError) || !REFUSALS.has(error.code)) throw error;
        const { code, message, remedy } = error;
        return {
          status: 409,
          json: { code, detail: message, ...(remedy === undefined ? {} : { remedy }) },
        };
      }
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/reviews/:campaign',
    summary: 'One access review: how far it is, and what it says nothing about.',
    access: ANY_ROLE,
    params,
    replies: {
      200: { kind: 'json', schema: reviewDocument, description: 'As far as the reader’s roles go.' },
    },
    async handle({ params: { campaign }, who }, services) {
      const one = await found(campaign, services);
      return { status: 200, json: campaignDocument(one, who, await owns(campaign, who, services.reviews)) };
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/reviews/:campaign/items',
    summary: 'Its items, the gravest first.',
    access: ANY_ROLE,
    params,
    query: z.strictObject({
      reviewer: z.string().min(1).max(256).optional().describe('`me`, or an id in the roster'),
      state: z.enum(ITEM_STATES).optional(),
      after: digest.optional().describe('`next` of the page before'),
      limit: wholeNumber(1, MOST_ITEMS).optional(),
    }),
    replies: {
      200: {
        kind: 'json',
        schema: reviewItemsDocument,
        description: 'Developers get those that are about them, and those that they review.',
      },
    },
    async handle({ params: { campaign: id }, query, who }, services) {
      const campaign = await found(id, services);
      const { reviewer, state, after, limit = 100 } = query;
      const asked = reviewer === 'me' ? (who.person ?? '') : reviewer;
      const page = pageOf(
        campaign,
        {
          limit,
          ...(asked === undefined ? {} : { reviewer: asked }),
          ...(state === undefined ? {} : { state }),
          ...(after === undefined ? {} : { after }),
        },
        seesItem(who),
      );
      const { repository, commit } = campaign.started.entry;
      return {
        status: 200,
        json: {
          schema: 'mainward.dev/review-items/v1',
          campaign: id,
          repository,
          commit,
          items: page.items.map(listedItem),
          ...(page.next === undefined ? {} : { next: page.next }),
        },
      };
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/reviews/:campaign/items/:id',
    summary: 'One item, with what a reviewer wants to know before they decide.',
    access: ANY_ROLE,
    params: params.extend({ id: digest }),
    replies: {
      200: { kind: 'json', schema: reviewItemDocument, description: 'For whoever may see the item.' },
    },
    async handle({ params: { campaign: id, id: item }, who }, services) {
      const campaign = await found(id, services);
      const one = campaign.item(item);
      if (one === undefined || !seesItem(who)(one)) throw new Problem('NOT_FOUND');
      const { repository, commit } = campaign.started.entry;
      const insight = await services.reviews.insights.of(campaign, one);
      return {
        status: 200,
        json: {
          schema: 'mainward.dev/review-item/v1',
          campaign: id,
          repository,
          commit,
          item: listedItem(one),
          ...insight,
        },
      };
    },
  }),
];

async function found(id: string, { reviews }: Pick<Services, 'reviews'>): Promise<Campaign> {
  const campaign = await reviews.board.find(id);
  if (campaign === undefined) throw new Problem('NOT_FOUND');
  return campaign;
}
