import { asOf, cluster, defaultRoles } from './options.ts';
import type { CommandSpec } from './spec.ts';

/** Commands that look at clusters. */
export const WATCHING: readonly CommandSpec[] = [
  {
    name: 'drift',
    summary: 'say what differs now between the verified commit and a cluster, and who gains by it',
    arguments: [],
    options: [
      {
        key: 'server',
        long: 'server',
        kind: 'text',
        placeholder: 'URL',
        summary: 'ask a server that watches clusters, as whoever signed in with `login`',
      },
      {
        key: 'kubeconfig',
        long: 'kubeconfig',
        kind: 'path',
        placeholder: 'FILE',
        summary: 'the cluster to look at (default: KUBECONFIG, then ~/.kube/config)',
      },
      {
        key: 'context',
        long: 'context',
        kind: 'text',
        placeholder: 'NAME',
        summary: 'a context of the kubeconfig (default: the current one)',
      },
      { ...cluster, summary: 'which cluster of the repository, or of the server, is meant' },
      {
        key: 'ref',
        long: 'ref',
        kind: 'text',
        placeholder: 'REF',
        summary: 'the protected ref (default: the current branch)',
      },
      {
        key: 'since',
        long: 'since',
        kind: 'text',
        placeholder: 'REV',
        summary: 'only what landed after this revision is verified',
      },
      defaultRoles,
      { key: 'watch', long: 'watch', kind: 'flag', summary: 'go on, and say what comes and goes' },
      asOf,
    ],
    formats: ['text', 'json'],
    obeys: ['policy', 'roster', 'evidence', 'offline', 'failOn'],
    pending: [],
    load: () => import('../commands/drift.ts'),
  },
];
