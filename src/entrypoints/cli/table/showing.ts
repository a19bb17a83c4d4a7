import { PARTS, SCENARIOS } from '../../../model/scenario.ts';
import type { CommandSpec } from './spec.ts';

/** Commands that show the product itself. */
export const SHOWING: readonly CommandSpec[] = [
  {
    name: 'demo',
    summary: 'make an example organisation, scan it and print the answer',
    arguments: [],
    options: [
      {
        key: 'out',
        long: 'out',
        kind: 'destination',
        placeholder: 'DIR',
        summary: 'make the organisation there and end',
      },
      {
        key: 'seed',
        long: 'seed',
        kind: 'number',
        placeholder: 'N',
        summary: 'the same number makes the same bytes',
      },
      {
        key: 'serve',
        long: 'serve',
        kind: 'flag',
        summary: 'then play a change from pull request to live object, and serve it on loopback',
      },
      {
        key: 'scenario',
        long: 'scenario',
        kind: 'choice',
        placeholder: 'NAME',
        of: SCENARIOS,
        summary: `instead, replay an attack: ${SCENARIOS.join(', ')}`,
      },
      {
        key: 'without',
        long: 'without',
        kind: 'list',
        placeholder: 'PART,...',
        of: PARTS,
        summary: `replay it once, without some of ${PARTS.join(', ')}; otherwise all on, each one off, all off`,
      },
    ],
    formats: ['text', 'json', 'html', 'markdown'],
    obeys: ['offline'],
    pending: [],
    load: () => import('../commands/demo.ts'),
  },
];
