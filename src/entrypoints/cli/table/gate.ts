import { asOf, defaultRoles } from './options.ts';
import type { CommandSpec } from './spec.ts';

/** Commands that say whether a change may land, and that agree to one. */
export const GATING: readonly CommandSpec[] = [
  {
    name: 'diff',
    summary: 'say who gains and who loses which access between two states',
    arguments: [{ name: '[range]', summary: 'two revisions, as A..B' }],
    options: [
      {
        key: 'from',
        long: 'from',
        kind: 'path',
        placeholder: 'DIR',
        summary: 'the folder of manifests before, in place of a range',
      },
      { key: 'to', long: 'to', kind: 'path', placeholder: 'DIR', summary: 'the folder of manifests after' },
      defaultRoles,
      asOf,
    ],
    formats: ['text', 'json'],
    obeys: ['policy', 'roster', 'evidence', 'offline'],
    pending: [],
    load: () => import('../commands/diff.ts'),
  },
];
