import type { Facts } from '../chain/facts.ts';
import type { Location } from '../model/location.ts';
import type { Binding, ClusterObjects, ClusterUnknown, PolicyRule, Role } from '../model/rbac.ts';
import { SEVERITIES, type Severity } from '../model/verdict.ts';
import { nameOf, subjectText } from '../stages/5-cluster/ask/names.ts';
import { Authorizer } from '../stages/5-cluster/authorizer.ts';
import { withDefaults } from '../stages/5-cluster/compose.ts';
import { defaultPolicy } from '../stages/5-cluster/defaults.ts';
import type { Surroundings } from '../stages/5-cluster/escalation/primitive.ts';
import { surroundingsOf } from '../stages/5-cluster/escalation/surroundings.ts';
import { type Holder, Holders } from '../stages/5-cluster/holders.ts';

/** One cluster as its controls see it: with default roles, and with who holds what. */
export interface ClusterView {
  readonly cluster: ClusterObjects;
  readonly authorizer: Authorizer;
  readonly holders: Holders;
  readonly surroundings: Surroundings;
  /** Rules of its own roles that count; those of a role that aggregates are replaced, unless it gathers nothing. */
  readonly ownRules: readonly { readonly role: Role; readonly rule: PolicyRule }[];
}

const RELEASE = '1.35';
const views = new WeakMap<Facts, readonly ClusterView[]>();

export function clusterViews(facts: Facts): readonly ClusterView[] {
  const known = views.get(facts);
  if (known !== undefined) return known;
  const accounts = facts.feeds.flatMap(({ feed }) => feed.identity.serviceAccount ?? []);
  const agents = new Set(accounts.map(({ namespace, name }) => `${namespace}/${name}`));
  const made = facts.clusters.map((cluster) => viewOf(cluster, agents));
  views.set(facts, made);
  return made;
}

/** Says how the one cluster of some facts is seen, where its agents are known without their feeds. */
export function seeCluster(facts: Facts, cluster: ClusterObjects, agents: ReadonlySet<string>): void {
  views.set(facts, [viewOf(cluster, agents)]);
}

function viewOf(cluster: ClusterObjects, agents: ReadonlySet<string>): ClusterView {
  const defaults = defaultPolicy(RELEASE);
  const authorizer = new Authorizer(defaults === undefined ? cluster : withDefaults(cluster, defaults));
  return {
    cluster,
    authorizer,
    holders: new Holders(authorizer, agents),
    surroundings: surroundingsOf(authorizer),
    ownRules: cluster.roles.flatMap((role) =>
      role.rules
        .filter(
          (rule) =>
            role.aggregates === undefined || authorizer.clusterRole(role.name)?.rules.includes(rule) === true,
        )
        .map((rule) => ({ role, rule })),
    ),
  };
}

/** Something of one cluster that violates a control, before the same of several clusters is put together. */
export interface ClusterFinding {
  readonly subject: string;
  readonly message: string;
  readonly location: Location;
  readonly severity: Severity;
  readonly related?: readonly Location[];
  readonly holders: readonly Holder[];
  readonly context?: string;
}

/** `ClusterRole name`, `RoleBinding namespace/name`: what a finding is about. */
export function subjectOf(object: Role | Binding): string {
  return nameOf(object);
}

/** How much it weighs that these hold something; `undefined` where only agents do, which their own controls judge. */
export function weight(base: Severity, holders: readonly Holder[]): Severity | undefined {
  if (holders.length === 0) return 'low';
  const kinds = new Set(holders.map(({ kind }) => kind));
  if (kinds.has('everyone') || kinds.has('people')) return base;
  if (kinds.has('account')) return lower(base);
  if (kinds.has('platform')) return 'low';
  return undefined;
}

export function lower(severity: Severity): Severity {
  return SEVERITIES[Math.min(SEVERITIES.indexOf(severity) + 1, SEVERITIES.indexOf('low'))] ?? 'low';
}

export function graver(one: Severity, other: Severity): Severity {
  return SEVERITIES.indexOf(one) <= SEVERITIES.indexOf(other) ? one : other;
}

const MOST_NAMED = 3;

/** Who they are, in words. */
export function holdersText(holders: readonly Holder[]): string {
  const names = [...new Set(holders.map(({ who, namespace }) => `${subjectText(who)}${place(namespace)}`))];
  if (names.length === 0) return 'nobody in view';
  const more = names.length - MOST_NAMED;
  const shown = names.slice(0, MOST_NAMED).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}

function place(namespace: string | null): string {
  return namespace === null ? '' : ` in namespace ${namespace}`;
}

/** How they hold it, one line a binding. */
export function chainTo(cluster: string, holders: readonly Holder[]): readonly string[] {
  const lines = new Set(
    holders.map(
      ({ binding, role, who }) =>
        `${subjectText(who)} → ${nameOf(binding)} → ${nameOf(role)} → cluster ${cluster}`,
    ),
  );
  const all = [...lines];
  return all.length > MOST_NAMED ? [...all.slice(0, MOST_NAMED), `and ${all.length - MOST_NAMED} more`] : all;
}

/** What of a cluster was not read and may hold an object of one of these kinds. */
export function unreadOf(cluster: ClusterObjects, kinds: readonly string[]): readonly ClusterUnknown[] {
  return cluster.unknown.filter(
    ({ mayConcern }) => mayConcern === undefined || mayConcern.some((kind) => kinds.includes(kind)),
  );
}
