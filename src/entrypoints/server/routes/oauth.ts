import * as z from 'zod';
import { exchange } from '../../../flows/exchange/exchange.ts';
import { ACCESS_TOKEN, type TokenRequest } from '../../../flows/exchange/request.ts';
import { revokeCredential } from '../../../flows/exchange/revoke.ts';
import { type Refusal, UNAVAILABLE } from '../../../model/exchange.ts';
import { Problem } from '../problem.ts';
import { type Route, route } from '../route.ts';

const MOST_BYTES = 32_768;
const word = z.string().max(2_048).optional();
const token = z.string().max(20_000);

/** RFC 8693 2.1. What the RFC knows and this server cannot obey is here too, so that it is refused and not passed over. */
const request = z.object({
  grant_type: word.describe('urn:ietf:params:oauth:grant-type:token-exchange'),
  subject_token: token.optional().describe('the identity token of the job; it is the only credential'),
  subject_token_type: word.describe('urn:ietf:params:oauth:token-type:jwt or …:id_token'),
  scope: word.describe('STAGE/ENVIRONMENT; the stage is validate or deploy'),
  requested_token_type: word.describe(`${ACCESS_TOKEN}, if anything`),
  audience: word.describe('refused'),
  resource: word.describe('refused'),
  actor_token: token.optional().describe('refused'),
  actor_token_type: word.describe('refused'),
});

const issued = z.object({
  access_token: z.string(),
  issued_token_type: z.literal(ACCESS_TOKEN),
  token_type: z.literal('Bearer'),
  expires_in: z.int().describe('seconds'),
  scope: z.string(),
});
const refused = z.object({ error: z.enum(['invalid_request', 'invalid_scope', 'unsupported_grant_type']) });

/** What whoever asked may learn about their own spelling; of all else nothing. */
const SPELLING: Readonly<Partial<Record<Refusal, z.output<typeof refused>['error']>>> = {
  'grant-type-unsupported': 'unsupported_grant_type',
  'scope-malformed': 'invalid_scope',
};

/** Jobs trade their identity tokens here. Whoever holds a credential may give it back. */
export const OAUTH: readonly Route[] = [
  route({
    method: 'POST',
    path: '/oauth/token',
    summary: 'Trades the identity token of a job for a short-lived credential (RFC 8693).',
    access: 'public',
    errors: 'oauth',
    body: { kind: 'form', schema: request, maxBytes: MOST_BYTES },
    replies: {
      200: { kind: 'json', schema: issued, description: 'The credential, once.' },
      400: {
        kind: 'json',
        schema: refused,
        description: 'Refused; the server’s log and its ledger say why.',
      },
    },
    async handle({ body }, { broker }) {
      const outcome = await exchange(withoutEmpty(body), broker);
      if (!outcome.ok) {
        if (UNAVAILABLE.has(outcome.error)) throw new Problem('UNAVAILABLE');
        return { status: 400, json: { error: SPELLING[outcome.error] ?? 'invalid_request' } };
      }
      const { asked, credential, seconds } = outcome.value;
      return {
        status: 200,
        json: {
          access_token: credential.token,
          issued_token_type: ACCESS_TOKEN,
          token_type: 'Bearer',
          expires_in: seconds,
          scope: `${asked.stage}/${asked.environment}`,
        },
        headers: { pragma: 'no-cache' },
      };
    },
  }),
  route({
    method: 'POST',
    path: '/oauth/revoke',
    summary: 'Revokes the credential that is sent (RFC 7009). Of any other text nothing is said.',
    access: 'public',
    errors: 'oauth',
    body: {
      kind: 'form',
      schema: z.object({ token: token.min(1), token_type_hint: word }),
      maxBytes: MOST_BYTES,
    },
    replies: { 200: { kind: 'empty', description: 'It is of no use any more, if it ever was.' } },
    async handle({ body }, { broker }) {
      await revokeCredential(body.token, broker);
      return { status: 200 };
    },
  }),
];

/** A field without a value is as if it were not there (RFC 6749 3.2). */
function withoutEmpty(body: z.output<typeof request>): TokenRequest {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== '' && value !== undefined));
}
