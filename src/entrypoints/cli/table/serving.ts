import type { CommandSpec } from './spec.ts';

/** The server and its clients. */
export const SERVING: readonly CommandSpec[] = [
  {
    name: 'login',
    summary: 'let the command line act as you at a server, for at most an hour',
    arguments: [],
    options: [
      {
        key: 'server',
        long: 'server',
        kind: 'text',
        placeholder: 'URL',
        summary: 'its address: https, or http on loopback',
      },
    ],
    formats: ['text'],
    obeys: [],
    pending: [],
    load: () => import('../commands/login.ts'),
  },
];
