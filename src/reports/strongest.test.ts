import { expect, test } from 'vitest';
import type { Quorum, QuorumPath } from '../model/graph.ts';
import { nameOf } from './people.ts';
import { strongest } from './strongest.ts';

function path(from: string, people: QuorumPath['people'], assumed: readonly string[] = []): QuorumPath {
  const step = { stage: 'review', from, to: 'main', why: 'may push', evidence: 'witnessed' } as const;
  return { people, alternatives: people.length, robots: [], steps: [step], assumed };
}

function quorum(route: Quorum['route'], paths: readonly QuorumPath[]): Quorum {
  const alone = { people: [], robots: [] };
  return { target: 'production', route, effect: 'workload', atLeast: 0, atMost: 1, alone, paths, open: [] };
}

const shown = (...quorums: readonly Quorum[]): readonly string[] =>
  strongest(quorums).map(
    ({ path: { steps, people } }) =>
      `${steps[0]?.from ?? ''}: ${people.map((set) => set.map(nameOf).join()).join(' | ')}`,
  );

test('delivery comes first, then fewer people, then fewer assumptions', () => {
  expect(
    shown(
      quorum('administration', [path('root', [['olga']])]),
      quorum('delivery', [
        path('two', [['ann', 'ben']]),
        path('if', [['ann']], ['it is open']),
        path('one', [['ann']]),
      ]),
    ),
  ).toEqual(['one: ann', 'if: ann', 'two: ann,ben', 'root: olga']);
});

test('what begins alike is shown once, unless other people can do it alone', () => {
  expect(
    shown(
      quorum('delivery', [
        path('a branch', [['ann']]),
        path('a branch', [['ann']]),
        path('a branch', [['ben'], ['cho']]),
        path('a pull request', [['ann', 'ben']]),
        path('a pull request', [['ben', 'cho']]),
      ]),
    ),
  ).toEqual(['a branch: ann', 'a branch: ben | cho', 'a pull request: ann,ben']);
});
