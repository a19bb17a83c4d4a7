import * as z from 'zod';
import type { GrantReader } from '../../../flows/grant/desk.ts';
import { GRANT_REFUSALS, type GrantRefusal, sayRefusal } from '../../../flows/grant/refusal.ts';
import type { Stopped } from '../../../flows/sequence.ts';
import type { AccessGrantDocument } from '../../../model/access-document.ts';
import type { Result } from '../../../model/result.ts';
import { ANY_ROLE, hasRole, READS_LOG, type SignedIn } from '../access.ts';
import { Problem } from '../problem.ts';
import { type Route, route } from '../route.ts';
import { accessGrantDocument, accessGrantsDocument, accessPoliciesDocument } from './access-schema.ts';

const name = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,127}$/);
const params = z.strictObject({ id: z.string().regex(/^[a-z0-9-]{1,48}$/) });
const minutes = z.int().min(1).max(525_600).optional().describe('absent = what is usual');
const reason = z.string().min(1).max(500);
const wish = z.strictObject({ policy: name, minutes, reason });

const refusal = {
  kind: 'json',
  schema: z.object({ code: z.enum(GRANT_REFUSALS), detail: z.string(), remedy: z.string() }),
  description: 'It is not done: why, and what would do.',
} as const;
const one = { kind: 'json', schema: accessGrantDocument } as const;

/** Access for a while: what may be asked for, who has it, and how it ends. */
export const ACCESS: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/access/policies',
    summary: 'What may be asked for, by the policies that are in force.',
    access: ANY_ROLE,
    replies: { 200: { kind: 'json', schema: accessPoliciesDocument, description: 'All of them.' } },
    async handle({ who }, { grants }) {
      return { status: 200, json: await grants.policies(who.person) };
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/access/grants',
    summary: 'Temporary access, the newest first.',
    access: ANY_ROLE,
    replies: {
      200: {
        kind: 'json',
        schema: accessGrantsDocument,
        description: 'Developers get their own, and what is theirs to agree to or to review.',
      },
    },
    async handle({ who }, { grants }) {
      return { status: 200, json: await grants.grants(readerOf(who)) };
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/access/grants/:id',
    summary: 'One grant: its files, who agreed, and what is missing.',
    access: ANY_ROLE,
    params,
    replies: { 200: { ...one, description: 'For whoever may see it.' } },
    async handle({ params: { id }, who }, { grants }) {
      const found = await grants.grant(id, readerOf(who));
      if (found === undefined) throw new Problem('NOT_FOUND');
      return { status: 200, json: found };
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/access/requests',
    summary: 'Asks for access for a while: offers the commit that others have to agree to.',
    access: ANY_ROLE,
    body: { kind: 'json', schema: wish },
    replies: { 201: { ...one, description: 'It is offered, and on record.' }, 409: refusal },
    async handle({ body, who }, { grants }) {
      return answer(201, await grants.request({ ...wishOf(body), person: personOf(who) }));
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/access/break-glass',
    summary: 'Takes access at once, without agreement: it is said loudly, and reviewed afterwards.',
    access: ANY_ROLE,
    body: { kind: 'json', schema: wish },
    replies: { 201: { ...one, description: 'It landed.' }, 409: refusal },
    async handle({ body, who }, { grants }) {
      const { signedInAt } = who;
      const since = signedInAt === undefined ? {} : { signedInAt };
      return answer(201, await grants.breakGlass({ ...wishOf(body), person: personOf(who), ...since }));
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/access/grants/:id/revoke',
    summary: 'Ends access before its time.',
    access: ANY_ROLE,
    params,
    body: { kind: 'json', schema: z.strictObject({}) },
    replies: { 200: { ...one, description: 'It is out of Git.' }, 409: refusal },
    async handle({ params: { id }, who }, { grants }) {
      return answer(200, await grants.revoke({ ...readerOf(who), id, name: who.subject }));
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/access/grants/:id/review',
    summary: 'Says what a use of break-glass was.',
    access: ANY_ROLE,
    params,
    body: {
      kind: 'json',
      schema: z.strictObject({
        verdict: z.enum(['justified', 'not-justified', 'misuse']),
        say: z.string().min(1).max(4_000),
      }),
    },
    replies: { 200: { ...one, description: 'It is on record.' }, 409: refusal },
    async handle({ params: { id }, body, who }, { grants }) {
      return answer(200, await grants.review({ id, ...body, person: personOf(who) }, readerOf(who)));
    },
  }),
];

function readerOf(who: SignedIn): GrantReader {
  return {
    person: who.person,
    seesAll: hasRole(who, READS_LOG),
    mayEndAny: hasRole(who, ['security', 'administrator']),
  };
}

/** Only people of the roster have access, or look at that of others. */
function personOf({ person }: SignedIn): string {
  if (person === undefined) throw new Problem('ROLE_NEEDED');
  return person;
}

function wishOf({ policy, minutes: wanted, reason: why }: z.infer<typeof wish>) {
  return { policy, reason: why, ...(wanted === undefined ? {} : { minutes: wanted }) };
}

function answer<Status extends 200 | 201>(
  status: Status,
  result: Result<AccessGrantDocument, Stopped<GrantRefusal>>,
) {
  if (result.ok) return { status, json: result.value };
  const { code, cause } = result.error;
  return { status: 409 as const, json: { code, ...sayRefusal(code, cause) } };
}
