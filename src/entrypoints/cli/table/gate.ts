import { asOf, defaultRoles } from './options.ts';
import type { CommandSpec } from './spec.ts';

/** Commands that say whether a change may land, and that agree to one. */
export const GATING: readonly CommandSpec[] = [
  {
    name: 'check',
    summary: 'say whether a proposed change may land, what it does to access, and who has yet to agree',
    arguments: [],
    options: [
      {
        key: 'base',
        long: 'base',
        kind: 'text',
        placeholder: 'REF',
        summary: 'what the change is proposed for; its policy counts',
      },
      {
        key: 'head',
        long: 'head',
        kind: 'text',
        placeholder: 'REF',
        summary: 'what is proposed (default: HEAD, or the event’s head)',
      },
      {
        key: 'event',
        long: 'event',
        kind: 'path',
        placeholder: 'FILE',
        summary: 'the forge’s pull_request event, such as $GITHUB_EVENT_PATH',
      },
      {
        key: 'ref',
        long: 'ref',
        kind: 'text',
        placeholder: 'REF',
        summary: 'the protected ref, where the base is no branch',
      },
      defaultRoles,
      asOf,
    ],
    formats: ['text', 'json', 'markdown'],
    obeys: ['policy', 'roster', 'evidence', 'offline', 'failOn'],
    pending: [],
    load: () => import('../commands/check.ts'),
  },
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
  {
    name: 'hook',
    summary: 'let a bare repository take only pushes that `verify` would pass',
    arguments: [{ name: '<what>', summary: '`install`; or `pre-receive`, which Git runs' }],
    options: [
      {
        key: 'repository',
        long: 'repository',
        kind: 'path',
        placeholder: 'DIR',
        summary: 'the bare repository (default: the current folder)',
      },
      {
        key: 'ref',
        long: 'ref',
        kind: 'text',
        placeholder: 'REF',
        summary: 'the ref to protect (default: refs/heads/main)',
      },
    ],
    formats: ['text'],
    obeys: ['policy', 'roster', 'offline'],
    pending: [],
    load: () => import('../commands/hook.ts'),
  },
];
