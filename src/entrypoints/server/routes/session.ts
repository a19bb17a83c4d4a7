import * as z from 'zod';
import { ROLES } from '../../../model/session.ts';
import { type Route, route } from '../route.ts';

const session = z.object({
  schema: z.literal('mainward.dev/session/v1'),
  issuer: z.string(),
  subject: z.string(),
  name: z.string(),
  person: z.string().optional().describe('id in the roster'),
  roles: z.array(z.enum(ROLES)),
  expires: z.string().describe('RFC 3339'),
});

export const SESSION: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/session',
    summary: 'Who asks, and what they may be here.',
    access: 'signed-in',
    replies: { 200: { kind: 'json', schema: session, description: 'Who asks.' } },
    handle({ who }) {
      const { issuer, subject, name, person, roles, expires } = who;
      return {
        status: 200,
        json: { schema: 'mainward.dev/session/v1', issuer, subject, name, person, roles, expires },
      };
    },
  }),
];
