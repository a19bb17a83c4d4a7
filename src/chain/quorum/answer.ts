import type {
  Gap,
  GraphEdge,
  IdentityGraph,
  PersonKey,
  Quorum,
  QuorumPath,
  Target,
} from '../../model/graph.ts';
import type { PersonRef } from '../../model/person.ts';
import { derivations } from './derive.ts';
import { type Price, price } from './price.ts';
import { SEARCHED_UP_TO, slice, smallest } from './reach.ts';

/** How many paths of one target are reported. */
const MOST_PATHS = 40;

interface PricedWay {
  readonly way: readonly GraphEdge[];
  readonly price: Price;
}

/** A quorum, and of each of its paths the edges that it is made of. */
export interface Explained {
  readonly quorum: Quorum;
  /** In the order of the quorum's paths. */
  readonly ways: readonly (readonly GraphEdge[])[];
}

/** The quorum of every target of the graph. */
export function quorums(graph: IdentityGraph): readonly Quorum[] {
  return graph.targets.map((target) => quorumOf(graph, target));
}

export function quorumOf(graph: IdentityGraph, target: Target): Quorum {
  return explain(graph, target).quorum;
}

/**
 * The smallest number of distinct people who can change a target. `atMost` rests on witnessed steps only;
 * `atLeast` counts assumed steps too, is 0 where something was not seen, and never exceeds 1 without a roster.
 */
export function explain(graph: IdentityGraph, target: Target): Explained {
  const edges = slice(graph.edges, target.node);
  const open = openPoints(graph.gaps, target);
  const witnessed = edges.filter((edge) => edge.assumed === undefined);
  const priced = pricedWays(edges, target);
  const atMost = smallest(witnessed, target.node) ?? null;
  const shown = distinct(priced).slice(0, MOST_PATHS);
  return {
    quorum: {
      target: target.name,
      route: target.route,
      effect: target.effect,
      atLeast: open.length > 0 ? 0 : lowerBound(graph, edges, target),
      atMost,
      alone: alone(graph, priced),
      paths: shown.map((one) => toPath(graph, one)),
      open,
    },
    ways: shown.map(({ way }) => way),
  };
}

function lowerBound(graph: IdentityGraph, edges: readonly GraphEdge[], target: Target): number {
  const least = smallest(edges, target.node) ?? SEARCHED_UP_TO + 1;
  return graph.identified ? least : Math.min(least, 1);
}

function openPoints(gaps: readonly Gap[], target: Target): readonly string[] {
  const concerning = gaps.filter(
    (gap) =>
      (gap.route === 'all' || gap.route === target.route) &&
      (gap.target === undefined || gap.target === target.name) &&
      (gap.effect === undefined || gap.effect === target.effect),
  );
  return [...new Set(concerning.map((gap) => `${gap.what}: ${gap.provide}`))];
}

function pricedWays(edges: readonly GraphEdge[], target: Target): readonly PricedWay[] {
  const priced: PricedWay[] = [];
  for (const way of derivations(edges, target.node).ways) {
    const cost = price(way.map((edge) => edge.guard));
    if (cost !== undefined) priced.push({ way, price: cost });
  }
  return priced.sort(
    (a, b) =>
      a.price.size - b.price.size ||
      assumptions(a.way).length - assumptions(b.way).length ||
      Number(isGuess(a.way)) - Number(isGuess(b.way)) ||
      a.way.length - b.way.length ||
      compare(a.way.map((edge) => edge.id).join(), b.way.map((edge) => edge.id).join()),
  );
}

/** Only assumed, and past the branch: what lands on a branch is open to more people than a group of the agent's. */
function isGuess(way: readonly GraphEdge[]): boolean {
  return assumptions(way).length > 0 && !way.some((edge) => edge.step.stage === 'review');
}

/**
 * Without the ways that tell nothing new: those that differ from a way before them in the last step alone, take the same
 * people and rest on more.
 */
function distinct(priced: readonly PricedWay[]): readonly PricedWay[] {
  const known = new Map<string, (readonly string[])[]>();
  return priced.filter(({ way, price: cost }) => {
    const key = JSON.stringify([way.slice(0, -1).map((edge) => edge.id), robotsOf(way), cost.sets]);
    const assumed = assumptions(way);
    const before = known.get(key) ?? [];
    known.set(key, [...before, assumed]);
    return !before.some(
      (other) => other.length < assumed.length && other.every((one) => assumed.includes(one)),
    );
  });
}

function assumptions(way: readonly GraphEdge[]): readonly string[] {
  return [...new Set(way.flatMap((edge) => edge.assumed?.split('; ') ?? []))];
}

function alone(graph: IdentityGraph, priced: readonly PricedWay[]): Quorum['alone'] {
  const people = new Set<PersonKey>();
  const robots = new Set<string>();
  for (const { way, price: cost } of priced) {
    if (cost.size > 1 || assumptions(way).length > 0) continue;
    for (const robot of robotsOf(way)) robots.add(robot);
    for (const member of cost.members) people.add(member);
  }
  return { people: [...people].sort().map((key) => refOf(graph, key)), robots: [...robots].sort() };
}

function robotsOf(way: readonly GraphEdge[]): readonly string[] {
  return [...new Set(way.flatMap((edge) => edge.robots))].sort();
}

function toPath(graph: IdentityGraph, { way, price: cost }: PricedWay): QuorumPath {
  return {
    people: cost.sets.map((set) => set.map((key) => refOf(graph, key))),
    alternatives: cost.count,
    robots: robotsOf(way),
    steps: way.map((edge) => ({
      ...edge.step,
      evidence: edge.assumed === undefined ? 'witnessed' : 'assumed',
    })),
    assumed: assumptions(way),
  };
}

function refOf(graph: IdentityGraph, key: PersonKey): PersonRef {
  return graph.people.get(key)?.ref ?? { account: key, identified: false };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
