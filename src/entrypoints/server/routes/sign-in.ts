import * as z from 'zod';
import { beginSignIn, finishSignIn, type SignIn } from '../auth/sign-in.ts';
import { Problem } from '../problem.ts';
import { type Route, route } from '../route.ts';
import type { Services } from '../services.ts';

const CALLBACK = '/sign-in/callback';
const TEN_MINUTES = 600;
/** Shorter than what a browser keeps; the session itself ends when the server says so. */
const LONGEST_SESSION = 604_800;

function configured({ signIn }: Services): SignIn {
  if (signIn === undefined) throw new Problem('SIGN_IN_ABSENT');
  return signIn;
}

/** Sign-in by OpenID Connect, and its end. `auth/sign-in.ts` has the steps. */
export const SIGN_IN: readonly Route[] = [
  route({
    method: 'GET',
    path: '/sign-in',
    summary: 'Sends the browser to the identity provider.',
    access: 'public',
    query: z.strictObject({
      to: z.string().max(512).optional().describe('path to come back to'),
      hint: z.string().max(256).optional().describe('whom the person says to be'),
    }),
    replies: { 302: { kind: 'redirect', description: 'To the identity provider.' } },
    async handle({ query }, services) {
      const redirectUri = new URL(CALLBACK, services.publicUrl()).href;
      const { location, sealed } = await beginSignIn(query, redirectUri, configured(services));
      return { status: 302, location, cookies: [{ name: 'sign-in', value: sealed, maxAge: TEN_MINUTES }] };
    },
  }),
  route({
    method: 'GET',
    path: CALLBACK,
    summary: 'Takes the identity provider’s answer; its parameters are those of OpenID Connect.',
    access: 'public',
    query: z.record(z.string().max(64), z.string().max(8_192)),
    replies: { 303: { kind: 'redirect', description: 'Signed in; to where the browser wanted to go.' } },
    async handle(request, services) {
      const address = new URL(CALLBACK, services.publicUrl());
      for (const [name, value] of Object.entries(request.query)) address.searchParams.set(name, value);
      const sealed = request.cookie('sign-in');
      const session = request.cookie('session');
      const { token, to } = await finishSignIn({ address, sealed, session }, configured(services));
      return {
        status: 303,
        location: to,
        cookies: [
          { name: 'session', value: token, maxAge: LONGEST_SESSION },
          { name: 'sign-in', value: '', maxAge: 0 },
        ],
      };
    },
  }),
  route({
    method: 'POST',
    path: '/sign-out',
    summary: 'Ends all sessions of whoever asks, those of the command line too.',
    access: 'signed-in',
    body: { kind: 'form', schema: z.strictObject({}) },
    replies: { 303: { kind: 'redirect', description: 'Signed out.' } },
    handle({ who }, services) {
      configured(services).sessions.endAll(who);
      return { status: 303, location: '/', cookies: [{ name: 'session', value: '', maxAge: 0 }] };
    },
  }),
];
