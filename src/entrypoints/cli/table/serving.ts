import type { CommandSpec, OptionSpec } from './spec.ts';

const server: OptionSpec<'server'> = {
  key: 'server',
  long: 'server',
  kind: 'text',
  placeholder: 'URL',
  summary: 'its address: https, or http on loopback',
};

/** The server and its clients. */
export const SERVING: readonly CommandSpec[] = [
  {
    name: 'login',
    summary: 'let the command line act as you at a server, for at most an hour',
    arguments: [],
    options: [server],
    formats: ['text'],
    obeys: [],
    pending: [],
    load: () => import('../commands/login.ts'),
  },
  {
    name: 'token',
    summary: 'trade the identity token of the CI job it runs in for a short-lived credential',
    arguments: [],
    options: [
      {
        key: 'for',
        long: 'for',
        kind: 'text',
        placeholder: 'STAGE/ENVIRONMENT',
        summary: 'what the credential is for, such as deploy/production; the stage is validate or deploy',
      },
      server,
      {
        key: 'audience',
        long: 'audience',
        kind: 'text',
        placeholder: 'TEXT',
        summary: 'the audience that the server wants of identity tokens (default: its address)',
      },
      {
        key: 'tokenFile',
        long: 'token-file',
        kind: 'path',
        placeholder: 'FILE',
        summary: 'the identity token, where neither MAINWARD_ID_TOKEN nor GitHub’s runner gives it',
      },
    ],
    formats: ['text', 'json'],
    obeys: [],
    pending: [],
    load: () => import('../commands/token.ts'),
  },
];
