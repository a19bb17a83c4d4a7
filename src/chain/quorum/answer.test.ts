import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type {
  Actor,
  Duty,
  Gap,
  GraphEdge,
  Guard,
  IdentityGraph,
  PersonKey,
  Target,
} from '../../model/graph.ts';
import { quorumOf } from './answer.ts';
import { derivations } from './derive.ts';
import { price } from './price.ts';
import { reaches, smallest } from './reach.ts';

const PEOPLE = ['ann', 'ben', 'cho', 'dan', 'eve'];
const TARGET: Target = { name: 'production', route: 'delivery', effect: 'workload', node: 'target' };

function self(...people: string[]): readonly Actor[] {
  return people.map((person) => ({ id: person, commandedBy: [person] }));
}

function edge(
  id: string,
  needs: readonly string[],
  to: string,
  duties: readonly Duty[],
  extra: Partial<GraphEdge> = {},
): GraphEdge {
  const apart: Guard['apart'] = [['author', 'approver']];
  return {
    id,
    needs,
    to,
    guard: { duties, apart },
    robots: [],
    step: { stage: 'review', from: id, to, why: id },
    ...extra,
  };
}

function graph(
  edges: readonly GraphEdge[],
  extra: { identified?: boolean; gaps?: readonly Gap[] } = {},
): IdentityGraph {
  const keys = new Set(
    edges.flatMap((one) =>
      one.guard.duties.flatMap((duty) => duty.from.flatMap((actor) => actor.commandedBy)),
    ),
  );
  const people = new Map([...keys].map((key) => [key, { key, ref: key, kind: 'person' as const }]));
  return { people, edges, targets: [TARGET], gaps: extra.gaps ?? [], identified: extra.identified ?? true };
}

describe('the quorum of a target', () => {
  test('is the size of the union: whoever can do two steps counts once', () => {
    const answer = quorumOf(
      graph([
        edge('merge', [], 'landed', [{ role: 'merger', count: 1, from: self('ann', 'ben') }]),
        edge('sync', ['landed'], 'target', [{ role: 'operator', count: 1, from: self('ben', 'cho') }]),
      ]),
      TARGET,
    );
    expect(answer.atLeast).toBe(1);
    expect(answer.atMost).toBe(1);
    expect(answer.paths[0]?.people).toEqual([['ben']]);
    expect(answer.alone.people).toEqual(['ben']);
  });

  test('keeps author and approver apart', () => {
    const answer = quorumOf(
      graph([
        edge('review', [], 'target', [
          { role: 'author', count: 1, from: self('ann', 'ben') },
          { role: 'approver', count: 1, from: self('ann', 'ben') },
        ]),
      ]),
      TARGET,
    );
    expect([answer.atLeast, answer.atMost]).toEqual([2, 2]);
    expect(answer.paths[0]?.people).toEqual([['ann', 'ben']]);
  });

  test('lets one person with two accounts be author and approver', () => {
    const second: Actor = { id: 'ann-admin', commandedBy: ['ann'] };
    const answer = quorumOf(
      graph([
        edge('review', [], 'target', [
          { role: 'author', count: 1, from: self('ann', 'ben') },
          { role: 'approver', count: 1, from: [...self('ben'), second] },
        ]),
      ]),
      TARGET,
    );
    expect(answer.atMost).toBe(1);
    expect(answer.paths[0]?.people).toEqual([['ann']]);
  });

  test('takes assumed steps into atLeast but never into atMost', () => {
    const answer = quorumOf(
      graph([
        edge('push', [], 'target', [{ role: 'pusher', count: 1, from: self('ann') }], {
          assumed: 'main is not protected',
        }),
        edge('review', [], 'target', [
          { role: 'author', count: 1, from: self('ann', 'ben') },
          { role: 'approver', count: 1, from: self('ann', 'ben') },
        ]),
      ]),
      TARGET,
    );
    expect([answer.atLeast, answer.atMost]).toEqual([1, 2]);
    expect(answer.alone.people).toEqual([]);
    expect(answer.paths[0]?.assumed).toEqual(['main is not protected']);
  });

  test('claims nothing from below where something was not seen', () => {
    const gaps: readonly Gap[] = [
      { route: 'delivery', what: 'settings of app not observed', provide: 'forge evidence' },
    ];
    const answer = quorumOf(
      graph([edge('push', [], 'target', [{ role: 'pusher', count: 2, from: self('ann', 'ben') }])], { gaps }),
      TARGET,
    );
    expect([answer.atLeast, answer.atMost]).toEqual([0, 2]);
    expect(answer.open).toEqual(['settings of app not observed: forge evidence']);
  });

  test('never claims more than one without a roster', () => {
    const edges = [edge('push', [], 'target', [{ role: 'pusher', count: 2, from: self('ann', 'ben') }])];
    expect(quorumOf(graph(edges, { identified: false }), TARGET).atLeast).toBe(1);
  });

  test('is zero where no duty stands in the way, and lists who can do it alone beside that', () => {
    const answer = quorumOf(
      graph([
        edge('fork', [], 'target', []),
        edge('push', [], 'target', [{ role: 'pusher', count: 1, from: self('ann') }]),
      ]),
      TARGET,
    );
    expect([answer.atLeast, answer.atMost]).toEqual([0, 0]);
    expect(answer.alone.people).toEqual(['ann']);
  });

  test('leaves out a way that ends differently only by resting on more', () => {
    const land = edge('push', [], 'landed', [{ role: 'pusher', count: 1, from: self('ann') }]);
    const feed = (id: string, assumed: string): GraphEdge => edge(id, ['landed'], 'target', [], { assumed });
    const answer = quorumOf(graph([land, feed('a', 'x'), feed('b', 'x; y'), feed('c', 'z')]), TARGET);
    expect(answer.paths.map((path) => path.assumed)).toEqual([['x'], ['z']]);
  });

  test('counts all alternatives and spells out twenty', () => {
    const many = Array.from({ length: 12 }, (_, index) => `p${String(index).padStart(2, '0')}`);
    const edges = [
      edge('review', [], 'target', [
        { role: 'author', count: 1, from: self(...many) },
        { role: 'approver', count: 1, from: self(...many) },
      ]),
    ];
    const [path] = quorumOf(graph(edges), TARGET).paths;
    expect(path?.alternatives).toBe(66);
    expect(path?.people).toHaveLength(20);
    expect(path?.people[0]).toEqual(['p00', 'p01']);
  });
});

const actors: readonly Actor[] = [
  ...self(...PEOPLE),
  { id: 'bot', commandedBy: ['ann', 'cho'] },
  { id: 'ben-2', commandedBy: ['ben'] },
];
const duty = fc.record({
  role: fc.constantFrom('author', 'approver', 'merger'),
  count: fc.integer({ min: 1, max: 2 }),
  from: fc.subarray([...actors], { minLength: 1 }),
});
const edges = fc
  .array(
    fc.record({
      needs: fc.subarray(['a', 'b', 'c'], { maxLength: 2 }),
      to: fc.constantFrom('a', 'b', 'c', 'target'),
      duties: fc.uniqueArray(duty, { maxLength: 2, selector: (one) => one.role }),
    }),
    { maxLength: 9 },
  )
  .map((list) => list.map((one, index) => edge(`e${index}`, one.needs, one.to, one.duties)));

function subsets(): readonly ReadonlySet<PersonKey>[] {
  const all: Set<PersonKey>[] = [];
  for (let bits = 0; bits < 2 ** PEOPLE.length; bits += 1)
    all.push(new Set(PEOPLE.filter((_, index) => bits & (1 << index))));
  return all.sort((a, b) => a.size - b.size);
}

describe('the search', () => {
  test('finds the same size as trying every set of people', () => {
    fc.assert(
      fc.property(edges, (list) => {
        const brute = subsets().find((people) => people.size <= 4 && reaches(list, 'target', people))?.size;
        expect(smallest(list, 'target')).toBe(brute);
      }),
      { numRuns: 400 },
    );
  });

  test('agrees with the cheapest of the enumerated ways', () => {
    fc.assert(
      fc.property(edges, (list) => {
        const ways = derivations(list, 'target');
        fc.pre(ways.complete);
        const sizes = ways.ways
          .map((way) => price(way.map((one) => one.guard))?.size)
          .filter((size) => size !== undefined);
        expect(sizes.length === 0 ? undefined : Math.min(...sizes)).toBe(smallest(list, 'target'));
      }),
      { numRuns: 400 },
    );
  });
});
