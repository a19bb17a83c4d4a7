import type { CommandSpec } from './spec.ts';

/** The guard and what is done to it; `commands/guard.ts` says which option means something to which action. */
export const GUARDING: readonly CommandSpec[] = [
  {
    name: 'guard',
    summary: 'keep a cluster at what the verified commit says of access, as the client of a server',
    arguments: [
      { name: '[action]', summary: 'pause, or remove the admission webhook; without one it guards' },
      { name: '[operand]', summary: 'what the action is about' },
    ],
    options: [
      {
        key: 'server',
        long: 'server',
        kind: 'text',
        placeholder: 'URL',
        summary: 'its address: https, or http on loopback',
      },
      {
        key: 'cluster',
        long: 'cluster',
        kind: 'text',
        placeholder: 'NAME',
        summary: 'the cluster, as the server’s configuration calls it',
      },
      {
        key: 'kubeconfig',
        long: 'kubeconfig',
        kind: 'path',
        placeholder: 'FILE',
        summary: 'how the cluster is reached (default: KUBECONFIG, else the pod this runs in)',
      },
      {
        key: 'context',
        long: 'context',
        kind: 'text',
        placeholder: 'NAME',
        summary: 'the context of the kubeconfig that removes (default: its current one)',
      },
      {
        key: 'contexts',
        long: 'contexts',
        kind: 'list',
        placeholder: 'POWER=CONTEXT,..',
        summary: 'contexts of the kubeconfig for observer, revoker and reconciler; one account a power',
      },
      {
        key: 'tokenFile',
        long: 'token-file',
        kind: 'path',
        placeholder: 'FILE',
        summary: 'an identity token that the server’s configuration names; read anew whenever it is needed',
      },
      {
        key: 'state',
        long: 'state',
        kind: 'path',
        placeholder: 'DIR',
        summary: 'where it keeps when temporary access ends (default: mainward in the XDG state folder)',
      },
      {
        key: 'until',
        long: 'until',
        kind: 'text',
        placeholder: 'TIME|45m|2h',
        summary: 'when a pause ends by itself, such as 2026-11-20T09:00:00Z',
      },
      {
        key: 'reason',
        long: 'reason',
        kind: 'text',
        placeholder: 'TEXT',
        summary: 'why it pauses; kept in Git for everybody to read',
      },
      { key: 'withdraw', long: 'withdraw', kind: 'flag', summary: 'end the pauses of the cluster now' },
      {
        key: 'key',
        long: 'key',
        kind: 'path',
        placeholder: 'FILE',
        summary: 'SSH key to sign with (default: user.signingkey of Git)',
      },
      {
        key: 'remote',
        long: 'remote',
        kind: 'text',
        placeholder: 'NAME',
        summary: 'the remote that is to have the pause (default: origin)',
      },
    ],
    formats: ['text'],
    obeys: [],
    pending: [],
    load: () => import('../commands/guard.ts'),
  },
];
