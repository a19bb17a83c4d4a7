import type { CommandSpec } from './spec.ts';

const server = {
  key: 'server',
  long: 'server',
  kind: 'text',
  placeholder: 'URL',
  summary: 'the server that looks after grants, as whoever signed in with `login`',
} as const;
const minutes = {
  key: 'minutes',
  long: 'minutes',
  kind: 'number',
  placeholder: 'N',
  summary: 'for how long (default: what the policy says is usual; of break-glass, its longest)',
} as const;
const reason = {
  key: 'reason',
  long: 'reason',
  kind: 'text',
  placeholder: 'TEXT',
  summary: 'why, in one line; kept in Git for everybody to read',
} as const;

/** `commands/access.ts` says which option means something to which action. */
export const access: CommandSpec = {
  name: 'access',
  summary: 'have access for a while: list what there is, ask for it, agree to it, or end it',
  arguments: [
    { name: '<action>', summary: 'list, request, approve or revoke' },
    { name: '[operand...]', summary: 'what the action is about' },
  ],
  options: [
    server,
    minutes,
    reason,
    { key: 'mine', long: 'mine', kind: 'flag', summary: 'only what you may do something with' },
    { key: 'offered', long: 'offered', kind: 'flag', summary: 'what may be asked for, in place of what was' },
    {
      key: 'key',
      long: 'key',
      kind: 'path',
      placeholder: 'FILE',
      summary: 'SSH key to agree with (default: user.signingkey of Git)',
    },
    { key: 'push', long: 'push', kind: 'flag', summary: 'bring the agreement to where others find it' },
    {
      key: 'remote',
      long: 'remote',
      kind: 'text',
      placeholder: 'NAME',
      summary: 'the remote that --push means (default: origin)',
    },
  ],
  formats: ['text', 'json'],
  obeys: ['roster', 'offline'],
  pending: [],
  load: () => import('../commands/access.ts'),
};

/** Access that ends by itself. */
export const TEMPORARY: readonly CommandSpec[] = [
  access,
  {
    name: 'break-glass',
    summary: 'take access at once, without agreement: it is said loudly, and reviewed afterwards',
    arguments: [{ name: '<policy>', summary: 'the AccessPolicy that offers it' }],
    options: [server, minutes, reason],
    formats: ['text', 'json'],
    obeys: ['offline'],
    pending: [],
    load: () => import('../commands/break-glass.ts'),
  },
];
