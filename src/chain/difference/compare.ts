import type {
  AccessChange,
  AccessDiff,
  EscalationChange,
  QuorumSide,
  UnreadChange,
} from '../../model/access-diff.ts';
import type { Quorum } from '../../model/graph.ts';
import type { Roster } from '../../model/person.ts';
import type { ClusterObjects } from '../../model/rbac.ts';
import { SEVERITIES } from '../../model/verdict.ts';
import { escalationOf, viaOf } from '../../stages/5-cluster/ask/documents.ts';
import { subjectKey } from '../../stages/5-cluster/ask/names.ts';
import { Authorizer } from '../../stages/5-cluster/authorizer.ts';
import { withDefaults } from '../../stages/5-cluster/compose.ts';
import type { DefaultPolicy } from '../../stages/5-cluster/defaults.ts';
import { accessDifference, type GrantDifference } from '../../stages/5-cluster/difference/access.ts';
import { breadthOf, dangerOf } from '../../stages/5-cluster/difference/danger.ts';
import { type WayDifference, waysDifference } from '../../stages/5-cluster/difference/escalations.ts';
import type { Surroundings } from '../../stages/5-cluster/escalation/primitive.ts';
import { peopleMeant } from './people.ts';
import type { Side } from './side.ts';
import { dangling, type Touched, unreadOfBoth } from './unread.ts';
import { fedOtherwise, isUntold, touchedFolders, unapplied, untoldOfBoth } from './untold.ts';

export interface Comparison {
  readonly before: Side;
  readonly after: Side;
  readonly defaults: DefaultPolicy;
  readonly touched: Touched;
  readonly roster?: Roster;
  /** RFC 3339 UTC. */
  readonly now: string;
}

/** What a change makes of who may do what, in every cluster of either side. */
export function compareAccess(comparison: Comparison): AccessDiff {
  const { before, after } = comparison;
  const named = [...new Set([...before.clusters, ...after.clusters].map(({ name }) => name))];
  const fed = named.map((name) => compareCluster(name, comparison));
  const folders = touchedFolders(comparison)
    .map((name) => compareCluster(name, comparison))
    .filter(differs);
  const untold = isUntold(comparison);
  const clusters = [...fed, ...(untold ? folders : [])];
  const gained = clusters.flatMap((one) => one.gained).sort(gravestFirst);
  const lost = clusters.flatMap((one) => one.lost).sort(gravestFirst);
  const escalations = {
    gained: clusters.flatMap((one) => one.ways.gained).sort(bySeverity),
    lost: clusters.flatMap((one) => one.ways.lost).sort(bySeverity),
  };
  const concerned = folders.map(({ name }) => name);
  const unknown = [
    ...clusters.flatMap((one) => one.unknown),
    ...fedOtherwise(comparison),
    ...untoldOfBoth(comparison, concerned),
  ].sort((one, other) => Number(other.changed) - Number(one.changed));
  return {
    gained,
    lost,
    escalations,
    quorum: { before: before.quorums.map(quorumSide), after: after.quorums.map(quorumSide) },
    effective: clusters.some(differs) || unknown.some(({ changed }) => changed),
    unknown,
    notes: untold || concerned.length === 0 ? [] : [unapplied(concerned)],
  };
}

function differs({ gained, lost, ways, unknown }: ComparedCluster): boolean {
  const told = [gained, lost, ways.gained, ways.lost].some((list) => list.length > 0);
  return told || unknown.some(({ changed }) => changed);
}

interface ComparedCluster {
  readonly name: string;
  readonly gained: readonly AccessChange[];
  readonly lost: readonly AccessChange[];
  readonly ways: AccessDiff['escalations'];
  readonly unknown: readonly UnreadChange[];
}

function compareCluster(name: string, comparison: Comparison): ComparedCluster {
  const { touched } = comparison;
  const [before, after] = [comparison.before, comparison.after].map(
    (side) => new Authorizer(withDefaults(clusterOf(side, name), comparison.defaults)),
  );
  if (before === undefined || after === undefined)
    return { name, gained: [], lost: [], ways: { gained: [], lost: [] }, unknown: [] };
  const { gained, lost } = accessDifference(before, after);
  const { around, ...ways } = waysDifference(before, after);
  const changes = (list: readonly GrantDifference[], surroundings: Surroundings): readonly AccessChange[] =>
    list.map((one) => changeOf(one, name, surroundings, comparison));
  const opened = (list: readonly WayDifference[]): readonly EscalationChange[] =>
    list.map(({ subject, ...way }) => ({ ...escalationOf(way), subject, cluster: name }));
  return {
    name,
    gained: changes(gained, around.after),
    lost: changes(lost, around.before),
    ways: { gained: opened(ways.gained), lost: opened(ways.lost) },
    unknown: [...dangling(before, after), ...unreadOfBoth(before, after, touched)],
  };
}

function clusterOf(side: Side, name: string): ClusterObjects {
  const all = [...side.clusters, ...side.folders.map(({ cluster }) => cluster)];
  const found = all.find((cluster) => cluster.name === name);
  return found ?? { name, roles: [], bindings: [], serviceAccounts: [], namespaces: [], unknown: [] };
}

function changeOf(
  { subject, via, except, ...rights }: GrantDifference,
  cluster: string,
  around: Surroundings,
  { roster, now }: Comparison,
): AccessChange {
  const people = peopleMeant(subject, roster, now);
  return {
    subject,
    cluster,
    ...rights,
    ...dangerOf({ ...rights, via }, around),
    ...(except.length === 0 ? {} : { except }),
    ...(people === undefined ? {} : { people }),
    via: via.map(viaOf),
  };
}

function gravestFirst(one: AccessChange, other: AccessChange): number {
  return (
    SEVERITIES.indexOf(one.danger) - SEVERITIES.indexOf(other.danger) ||
    breadthOf(other) - breadthOf(one) ||
    compareText(
      `${one.cluster} ${subjectKey(one.subject)}`,
      `${other.cluster} ${subjectKey(other.subject)}`,
    ) ||
    compareText(one.namespace ?? '', other.namespace ?? '')
  );
}

function bySeverity(one: EscalationChange, other: EscalationChange): number {
  return (
    SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity) ||
    compareText(`${one.cluster} ${subjectKey(one.subject)}`, `${other.cluster} ${subjectKey(other.subject)}`)
  );
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function quorumSide({ target, route, effect, atLeast, atMost, alone, open }: Quorum): QuorumSide {
  return { target, route, effect, atLeast, atMost, alone, open };
}
