import { clusterQuestion, groups, subresource } from './options.ts';
import type { CommandSpec } from './spec.ts';

/** Commands that answer a question and judge nothing. */
export const ASKING: readonly CommandSpec[] = [
  {
    name: 'who-can',
    summary: 'list who can do something in a cluster',
    arguments: [
      {
        name: '<what...>',
        summary: 'VERB RESOURCE[.GROUP][/NAME], VERB /non/resource/path, or `change` ENVIRONMENT',
      },
    ],
    options: [...clusterQuestion, subresource],
    formats: ['text', 'json'],
    obeys: ['roster', 'evidence', 'offline'],
    pending: [],
    load: () => import('../commands/who-can.ts'),
  },
  {
    name: 'what-can',
    summary: 'list what a subject can do in a cluster, and what it can become',
    arguments: [{ name: '<subject>', summary: 'user:NAME, group:NAME, sa:NAMESPACE/NAME or person:ID' }],
    options: [...clusterQuestion, groups],
    formats: ['text', 'json'],
    obeys: ['roster', 'evidence', 'offline'],
    pending: [],
    load: () => import('../commands/what-can.ts'),
  },
  {
    name: 'can',
    summary: 'say whether a subject may do something: exit 0, 1, or 5 where it cannot be decided',
    arguments: [
      { name: '<subject>', summary: 'user:NAME, group:NAME, sa:NAMESPACE/NAME or person:ID' },
      { name: '<what...>', summary: 'VERB RESOURCE[.GROUP][/NAME], or VERB /non/resource/path' },
    ],
    options: [...clusterQuestion, subresource, groups],
    formats: ['text', 'json'],
    obeys: ['roster', 'evidence', 'offline'],
    pending: [],
    load: () => import('../commands/can.ts'),
  },
  {
    name: 'owners',
    summary: 'say who owns paths, as the forge would read its CODEOWNERS',
    arguments: [{ name: '<paths...>', summary: 'repository-relative paths' }],
    options: [
      {
        key: 'dialect',
        long: 'dialect',
        kind: 'choice',
        placeholder: 'FORGE',
        of: ['github', 'gitlab', 'gitea'],
        summary: 'whose rules apply: github, gitlab or gitea',
      },
      {
        key: 'codeowners',
        long: 'codeowners',
        kind: 'path',
        placeholder: 'FILE',
        summary: 'the file to read instead of the repository’s',
      },
    ],
    formats: ['text', 'json'],
    obeys: ['offline'],
    pending: [],
    load: () => import('../commands/owners.ts'),
  },
  {
    name: 'explain',
    summary: 'print what a control checks, the attack it stops, and how to fix it',
    arguments: [
      {
        name: '[control]',
        summary: 'a control such as `review/author-is-not-approver`; without it, all are listed',
      },
    ],
    options: [],
    formats: ['text', 'json'],
    obeys: ['offline'],
    pending: [],
    load: () => import('../commands/explain.ts'),
  },
];
