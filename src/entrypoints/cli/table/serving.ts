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
    name: 'serve',
    summary: 'serve the record of a data folder, and write it: one process a folder',
    arguments: [],
    options: [
      {
        key: 'config',
        long: 'config',
        kind: 'path',
        placeholder: 'FILE',
        summary: 'who may sign in and what is served; without it only the public routes answer',
      },
      {
        key: 'data',
        long: 'data',
        kind: 'destination',
        placeholder: 'DIR',
        summary: 'the folder that is written; made where it is missing',
      },
      {
        key: 'listen',
        long: 'listen',
        kind: 'text',
        placeholder: 'ADDR',
        summary: 'HOST:PORT, [IPV6]:PORT or :PORT (default: 127.0.0.1:8080)',
      },
      {
        key: 'database',
        long: 'database',
        kind: 'text',
        placeholder: 'URL',
        summary: 'PostgreSQL, where one machine is outgrown',
      },
    ],
    formats: ['text'],
    obeys: [],
    pending: ['database'],
    load: () => import('../commands/serve.ts'),
  },
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
    obeys: ['offline'],
    pending: [],
    load: () => import('../commands/token.ts'),
  },
];
