import type { AccessPolicy, BreakGlassRule } from '../../model/access-grant.ts';
import {
  type Actor,
  EFFECTS,
  type Effect,
  type Gap,
  type GraphEdge,
  type NodeId,
} from '../../model/graph.ts';
import type { Binding, ClusterObjects } from '../../model/rbac.ts';
import { Authorizer } from '../../stages/5-cluster/authorizer.ts';
import { withDefaults } from '../../stages/5-cluster/compose.ts';
import { defaultPolicy } from '../../stages/5-cluster/defaults.ts';
import { powersOf } from '../../stages/5-cluster/powers.ts';
import { manifestPath, recordPath } from '../access/bundle.ts';
import type { RepositoryFacts } from '../facts.ts';
import { breakGlassNode } from './break-glass.ts';
import type { Cast } from './cast.ts';
import { one } from './landing-context.ts';
import type { ChainMaterial } from './material.ts';
import { concerns, type VerifiedWay } from './verified.ts';

/** What an AccessPolicy offers lets its holder do, where it is known. */
interface Offered {
  readonly effect: Effect;
  readonly assumed?: string;
}

/**
 * Break-glass that AccessPolicies give without agreement: to whoever is eligible, and by whoever commands the robot that
 * brings it in, because its signature is all that is asked.
 */
export function accessPolicyEdges(cast: Cast, material: ChainMaterial): readonly GraphEdge[] {
  return breakable(material).flatMap(({ policy, rule }) => {
    const environment = environmentOf(policy, material);
    if (environment === undefined) return [];
    return offeredBy(policy, material).flatMap((offered) => [
      usedBy(cast, policy, rule, environment, offered),
      givenBy(cast, material, policy, rule, environment, offered),
    ]);
  });
}

/** Break-glass of which nobody can tell in which environment it is, or who has the robot that brings it in. */
export function accessPolicyGaps(cast: Cast, material: ChainMaterial): readonly Gap[] {
  return breakable(material).flatMap(({ policy, rule: { committer } }): readonly Gap[] => {
    const { name, cluster, at } = policy;
    const environment = environmentOf(policy, material);
    const shared = { route: 'break-glass' as const, location: at };
    if (environment === undefined)
      return [
        {
          ...shared,
          what: `to which environment ${cluster} belongs, in which AccessPolicy ${name} has break-glass, is not told`,
          provide: 'a System whose environments name the cluster, in .mainward/ or with --policy DIR',
        },
      ];
    if (ownersOf(cast, material, committer).length > 0) return [];
    return [
      {
        ...shared,
        target: environment,
        what: `who commands robot ${committer}, which brings in break-glass of AccessPolicy ${name}, is not known`,
        provide: 'name its owners in the roster',
      },
    ];
  });
}

/** Ways to have access by delivery for a while: of a grant `verify` asks what its policy does, in place of the Requirements. */
export function grantWays(
  effect: Effect,
  environment: string,
  { accessPolicies = [], requirements }: Pick<RepositoryFacts, 'accessPolicies' | 'requirements'>,
  material: ChainMaterial,
  landed: (path: string) => readonly NodeId[],
): readonly VerifiedWay[] {
  return accessPolicies
    .filter((policy) => environmentOf(policy, material) === environment)
    .flatMap((policy) => {
      const offered = offeredBy(policy, material).find((one) => one.effect === effect);
      if (offered === undefined) return [];
      const path = manifestPath('new', policy);
      const signed = requirements.some(
        (one) =>
          one.signed && (concerns(one, recordPath('new'), undefined) || concerns(one, path, 'RoleBinding')),
      );
      const { name, approvals, eligible, at } = policy;
      const asked = { name: `AccessPolicy ${name}`, paths: [], kinds: [], approvals, signed, at };
      const { assumed } = offered;
      return [
        {
          needs: landed(path),
          asks: [asked],
          makers: eligible,
          ...(assumed === undefined ? {} : { assumed }),
        },
      ];
    });
}

interface Breakable {
  readonly policy: AccessPolicy;
  readonly rule: BreakGlassRule;
}

function breakable({ repositories }: ChainMaterial): readonly Breakable[] {
  return repositories.flatMap(({ accessPolicies = [] }) =>
    accessPolicies.flatMap((policy) =>
      policy.breakGlass === undefined ? [] : [{ policy, rule: policy.breakGlass }],
    ),
  );
}

function environmentOf({ cluster }: AccessPolicy, { feeds, system }: ChainMaterial): string | undefined {
  return (
    feeds.find((facts) => facts.cluster === cluster)?.environment ??
    system?.environments.find(({ clusters }) => clusters.includes(cluster))?.name
  );
}

function offeredBy(policy: AccessPolicy, { clusters }: ChainMaterial): readonly Offered[] {
  const cluster = clusters.find(({ name }) => name === policy.cluster);
  const holder = { kind: 'User' as const, name: `whoever is given ${policy.name}` };
  if (cluster === undefined) return EFFECTS.map((effect) => ({ effect, assumed: unseen(policy) }));
  const defaults = defaultPolicy('1.35');
  const whole = defaults === undefined ? cluster : withDefaults(cluster, defaults);
  const bindings = policy.offers.map(
    ({ namespace, role }, index): Binding => ({
      kind: namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding',
      name: `offer-${index}`,
      ...(namespace === undefined ? {} : { namespace }),
      roleRef: role,
      subjects: [{ ...holder, at: policy.at }],
      labels: {},
      annotations: {},
      at: policy.at,
    }),
  );
  const known = powersOf(new Authorizer({ ...whole, bindings }), holder);
  const isOpen = policy.offers.some((offer) => !isDefined(offer, whole));
  return EFFECTS.filter((effect) => isOpen || known.includes(effect)).map((effect) => ({
    effect,
    ...(known.includes(effect) ? {} : { assumed: unseen(policy) }),
  }));
}

function isDefined({ namespace, role }: AccessPolicy['offers'][number], { roles }: ClusterObjects): boolean {
  return roles.some(
    (found) =>
      found.kind === role.kind &&
      found.name === role.name &&
      (found.kind === 'ClusterRole' || found.namespace === namespace),
  );
}

function unseen({ name, cluster }: AccessPolicy): string {
  return `what AccessPolicy ${name} offers is powerful: not all of its roles are in view in ${cluster}`;
}

function usedBy(
  cast: Cast,
  policy: AccessPolicy,
  rule: BreakGlassRule,
  environment: string,
  offered: Offered,
): GraphEdge {
  const { eligible, longestMinutes, committer } = rule;
  return edgeOf(policy, environment, offered, {
    key: 'used',
    guard: {
      duties: [
        one(
          'holder',
          eligible.flatMap((group) => cast.group(group)),
        ),
      ],
      apart: [],
    },
    robots: [committer],
    from: `group ${eligible.join(', ')}`,
    why: `may have ${rolesOf(policy)} for ${longestMinutes} minutes without agreement, by AccessPolicy ${policy.name}`,
    rests: eligible.map((name) => ({ kind: 'group' as const, name })),
  });
}

/** People of the roster who command the robot. */
function ownersOf(cast: Cast, { roster, now }: ChainMaterial, committer: string): readonly Actor[] {
  const robot = roster?.robots.find(
    ({ id, until }) => id === committer && (until === undefined || now < until),
  );
  return (robot?.owners ?? []).filter((id) => cast.hasPerson(id)).map((id) => cast.person(id));
}

function givenBy(
  cast: Cast,
  material: ChainMaterial,
  policy: AccessPolicy,
  { committer, eligible }: BreakGlassRule,
  environment: string,
  offered: Offered,
): GraphEdge {
  const owners = ownersOf(cast, material, committer);
  return edgeOf(policy, environment, offered, {
    key: 'given',
    guard: { duties: [one('owner', owners)], apart: [] },
    robots: [committer],
    from: `owners of robot ${committer}`,
    why: `command the robot whose signature alone gives ${rolesOf(policy)} to anybody of ${eligible.join(', ')}, by AccessPolicy ${policy.name}`,
    rests: [{ kind: 'owners', robot: committer }],
  });
}

function edgeOf(
  { name, cluster, at }: AccessPolicy,
  environment: string,
  { effect, assumed }: Offered,
  edge: Pick<GraphEdge, 'guard' | 'robots' | 'rests'> & {
    readonly key: string;
    readonly from: string;
    readonly why: string;
  },
): GraphEdge {
  const { key, from, why, ...rest } = edge;
  const to = breakGlassNode(environment, effect);
  return {
    id: `${to}<-access-policy:${cluster}:${name}:${key}`,
    needs: [],
    to,
    ...rest,
    step: { stage: 'cluster', from, to: environment, why, location: at },
    ...(assumed === undefined ? {} : { assumed }),
  };
}

function rolesOf({ offers }: AccessPolicy): string {
  return offers
    .map(({ namespace, role }) =>
      namespace === undefined ? `${role.kind} ${role.name}` : `${role.kind} ${role.name} in ${namespace}`,
    )
    .join(', ');
}
