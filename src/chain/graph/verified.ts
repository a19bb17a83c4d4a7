import { matchGlob } from '../../formats/glob/match.ts';
import type { Answered, Feed } from '../../model/agent.ts';
import {
  type Actor,
  type Duty,
  EFFECTS,
  type Effect,
  type GraphEdge,
  type NodeId,
} from '../../model/graph.ts';
import type { Requirement } from '../../model/policy.ts';
import { joinWords } from './asked.ts';
import type { Cast } from './cast.ts';
import { assumptions, targetNode } from './feeds.ts';
import { one, shortRef } from './landing-context.ts';

/** One way to have a change handed over: what lands, and what `verify` asks for it. */
export interface VerifiedWay {
  /** Everything that has to lie on the ref. */
  readonly needs: readonly NodeId[];
  /** Never empty: a change of which nothing is demanded does not pass, and is not handed over. */
  readonly asks: readonly Requirement[];
  /** The file of the policy that is changed first, where one is. */
  readonly policy?: string;
  /** Groups of whom one makes the change; absent = anybody may. */
  readonly makers?: readonly string[];
  readonly assumed?: string;
}

/** A feed that gets its content through Mainward. */
export interface VerifiedReach {
  readonly feed: Feed;
  readonly environment: string;
  readonly repository: string;
  readonly ref: string;
  /** Were the forge's rules and members observed? Otherwise whoever makes a change is taken to be able to have it landed. */
  readonly observed: boolean;
  readonly effects: Readonly<Record<Effect, Answered>>;
  readonly ways: Readonly<Record<Effect, readonly VerifiedWay[]>>;
}

/** Kinds of objects of which a change has each effect. Whoever wants the effect chooses the kind that demands least. */
const KINDS: Readonly<Record<Effect, readonly string[]>> = {
  workload: ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Pod', 'Job', 'CronJob'],
  access: ['RoleBinding', 'ClusterRoleBinding', 'Role', 'ClusterRole'],
};

/** Stands for a further file of the policy. */
const NEW_POLICY = '.mainward/new.yaml';

/**
 * The ways to have a change of these paths handed over. What nobody demands anything of does not pass; whoever changes it
 * adds a change of which something is demanded. And whoever can have the policy changed changes it first.
 */
export function waysThrough(
  effect: Effect,
  { paths, policies }: { readonly paths: readonly string[]; readonly policies: readonly string[] },
  requirements: readonly Requirement[],
  landed: (path: string) => readonly NodeId[],
): readonly VerifiedWay[] {
  const demanding = requirements.filter(({ approvals, signed }) => approvals.length > 0 || signed);
  const asked = (path: string, kind: string | undefined): readonly (readonly Requirement[])[] => {
    const own = demanding.filter((requirement) => concerns(requirement, path, kind));
    return own.length > 0 ? [own] : demanding.map((requirement) => [requirement]);
  };
  const [first = ''] = paths;
  const ways = [
    ...paths.flatMap((path) =>
      KINDS[effect].flatMap((kind) =>
        asked(path, kind).map((asks): VerifiedWay => ({ needs: landed(path), asks })),
      ),
    ),
    ...[...policies, NEW_POLICY].flatMap((path) =>
      asked(path, undefined).map(
        (asks): VerifiedWay => ({ needs: [...landed(path), ...landed(first)], asks, policy: path }),
      ),
    ),
  ];
  return [...new Map(ways.map((way) => [keyOf(way), way])).values()];
}

function keyOf({ needs, asks, policy }: VerifiedWay): string {
  return [...new Set(needs), ...asks.map(({ name }) => name), policy === undefined ? '' : 'policy'].join(
    '\n',
  );
}

/** Does it demand something of a change of this path, and of this kind where one is told? */
export function concerns({ paths, kinds }: Requirement, path: string, kind: string | undefined): boolean {
  const touched = paths.length === 0 || paths.some((glob) => matchGlob(glob, path, { separator: '/' }));
  return touched && (kinds.length === 0 || (kind !== undefined && kinds.includes(kind)));
}

/** From landed to live where Mainward hands over: `verify` must pass what landed, so its demands are met by people. */
export function verifiedEdges(cast: Cast, reaches: readonly VerifiedReach[]): readonly GraphEdge[] {
  return reaches.flatMap((reach) => {
    if (reach.feed.suspended.answer === 'yes') return [];
    return EFFECTS.filter((effect) => reach.effects[effect].answer !== 'no').flatMap((effect) =>
      reach.ways[effect].flatMap((way) => edgesOf(cast, reach, effect, way)),
    );
  });
}

/** Where commits need no signature, one may bear another's name; then its maker's approval may count. */
const ANOTHERS_NAME =
  'a commit may bear another’s name: no signature is demanded, and who pushed it is not told';

function edgesOf(cast: Cast, reach: VerifiedReach, effect: Effect, way: VerifiedWay): readonly GraphEdge[] {
  const { feed, repository, ref, environment } = reach;
  const approvals = approvalsOf(cast, way.asks);
  const to = targetNode(environment, effect);
  const assumed = [
    ...assumptions(reach, effect),
    ...(way.assumed === undefined ? [] : [way.assumed]),
    ...(reach.observed
      ? []
      : [`whoever makes a change of ${repository} can have it landed: settings not observed`]),
  ];
  const first = way.policy === undefined ? '' : ', once the policy was changed, which takes as much';
  const edge: GraphEdge = {
    id: `${to}<-verified:${feed.id}:${keyOf(way)}`,
    needs: way.needs,
    to,
    guard: {
      duties: [one('author', makersOf(cast, way)), ...approvals],
      apart: approvals.length === 0 ? [] : [['author', 'approver']],
    },
    robots: [],
    step: {
      stage: 'agent',
      from: `${repository} ${shortRef(ref)}`,
      to: environment,
      why: `${feed.kind} ${feed.namespace}/${feed.name} follows Mainward, which hands over what \`verify\` passes: ${joinWords(way.asks)}, none of them the author’s${first}`,
      location: feed.at,
    },
    rests: [{ kind: 'object', at: feed.at }],
    ...(assumed.length === 0 ? {} : { assumed: assumed.join('; ') }),
  };
  if (way.asks.some(({ signed }) => signed) || approvals.length === 0) return [edge];
  const forged: GraphEdge = {
    ...edge,
    id: `${edge.id}:anothers-name`,
    guard: { duties: approvals, apart: [] },
    assumed: [...assumed, ANOTHERS_NAME].join('; '),
  };
  return [edge, forged];
}

function makersOf(cast: Cast, { makers }: VerifiedWay): readonly Actor[] {
  return makers === undefined ? cast.everybody() : makers.flatMap((group) => cast.group(group));
}

/** Approvals of one group count for every requirement that asks for some. */
function approvalsOf(cast: Cast, asks: readonly Requirement[]): readonly Duty[] {
  const counts = new Map<string, number>();
  for (const { group, count } of asks.flatMap(({ approvals }) => approvals))
    counts.set(group, Math.max(count, counts.get(group) ?? 0));
  return [...counts].map(([group, count]) => ({ role: 'approver', count, from: cast.group(group) }));
}
