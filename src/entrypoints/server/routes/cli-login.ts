import * as z from 'zod';
import { renderCliLoginPage } from '../../../reports/pages/cli-login.ts';
import { CLI_SESSION_MINUTES } from '../auth/cli-login.ts';
import { SECURITY_HEADERS } from '../headers.ts';
import { type Route, route } from '../route.ts';
import { wholeNumber } from './fields.ts';

const challenge = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/)
  .describe('S256 of the verifier (RFC 7636)');
const state = z.string().regex(/^[A-Za-z0-9_-]{16,128}$/);
const port = wholeNumber(1_024, 65_535);

/** How `mainward login` gets a session: RFC 8252, loopback redirect with PKCE. */
export const CLI_LOGIN: readonly Route[] = [
  route({
    method: 'GET',
    path: '/login',
    summary: 'Asks whether the command line on this machine may act as the reader.',
    access: 'signed-in',
    query: z.strictObject({ port, challenge, state }),
    replies: { 200: { kind: 'page', description: 'The question.' } },
    handle({ query, who }) {
      return {
        status: 200,
        page: renderCliLoginPage(who, { ...query, minutes: CLI_SESSION_MINUTES }),
        // Browsers hold a form's redirect to the policy of its page.
        headers: { 'content-security-policy': policyFor(query.port) },
      };
    },
  }),
  route({
    method: 'POST',
    path: '/login',
    summary: 'Agrees, and hands a code to loopback.',
    access: 'signed-in',
    body: {
      kind: 'form',
      schema: z.strictObject({ port: port, challenge, state }),
    },
    replies: { 303: { kind: 'redirect', description: 'To the command line, with a code.' } },
    handle({ body, who }, { cliLogins }) {
      const code = cliLogins.offer(who, body.challenge);
      const query = new URLSearchParams({ code, state: body.state });
      return { status: 303, location: `http://127.0.0.1:${body.port}/callback?${query.toString()}` };
    },
  }),
  route({
    method: 'POST',
    path: '/login/token',
    summary: 'Makes a code a session token.',
    access: 'public',
    errors: 'oauth',
    body: {
      kind: 'form',
      schema: z.strictObject({
        grant_type: z.literal('authorization_code'),
        code: z.string().max(128),
        code_verifier: z.string().regex(/^[A-Za-z0-9._~-]{43,128}$/),
      }),
    },
    replies: {
      200: {
        kind: 'json',
        schema: z.object({
          access_token: z.string(),
          token_type: z.literal('Bearer'),
          expires_in: z.int().describe('seconds'),
        }),
        description: 'The token.',
      },
      400: { kind: 'json', schema: z.object({ error: z.literal('invalid_grant') }), description: 'No.' },
    },
    handle({ body }, { cliLogins }) {
      const answer = cliLogins.redeem(body.code, body.code_verifier);
      if (answer === undefined) return { status: 400, json: { error: 'invalid_grant' } };
      return {
        status: 200,
        json: { access_token: answer.token, token_type: 'Bearer', expires_in: answer.expiresIn },
      };
    },
  }),
];

function policyFor(loopbackPort: number): string {
  return (SECURITY_HEADERS['content-security-policy'] ?? '').replace(
    "form-action 'self'",
    `form-action 'self' http://127.0.0.1:${loopbackPort}`,
  );
}
