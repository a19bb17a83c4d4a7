import type { Fact } from '../../model/fact.ts';
import { type Actor, EFFECTS, type Effect, type Gap, type GraphEdge } from '../../model/graph.ts';
import type { Location } from '../../model/location.ts';
import type { Cast, RepositoryCast } from './cast.ts';
import { targetNode } from './feeds.ts';
import { one } from './landing-context.ts';

/** What one subject of a cluster may do there by itself, as RBAC in view says. */
export interface ClusterPower {
  readonly cluster: string;
  readonly environment: string;
  readonly subject: { readonly kind: 'User' | 'Group' | 'ServiceAccount'; readonly name: string };
  readonly effects: Readonly<Record<Effect, boolean>>;
  readonly why: string;
  readonly location?: Location;
}

/** A repository that feeds environments, and who may change its rules. */
export interface AdministeredRepository {
  readonly repository: string;
  readonly members: RepositoryCast | undefined;
  readonly feeds: readonly { readonly environment: string; readonly effect: Effect }[];
}

export function administrationNode(environment: string, effect: Effect): string {
  return `administration:${targetNode(environment, effect)}`;
}

/** Whoever may change the rules, or the cluster directly, needs no delivery. */
export function administrationEdges(
  cast: Cast,
  repositories: readonly AdministeredRepository[],
  powers: readonly ClusterPower[],
): readonly GraphEdge[] {
  return [...repositories.flatMap(ruleChanges), ...powers.flatMap((power) => clusterChanges(cast, power))];
}

function ruleChanges(administered: AdministeredRepository): readonly GraphEdge[] {
  const { members, repository } = administered;
  if (members === undefined || members.admins.length === 0) return [];
  const unique = new Map(
    administered.feeds.map((feed) => [administrationNode(feed.environment, feed.effect), feed]),
  );
  return [...unique].map(([node, feed]) => ({
    id: `${node}<-rules-of-${repository}`,
    needs: [],
    to: node,
    guard: { duties: [one('administrator', members.admins)], apart: [] },
    robots: [],
    step: {
      stage: 'review' as const,
      from: `an administrator of ${repository}`,
      to: feed.environment,
      why: `may switch off the rules of ${repository}, which feeds ${feed.environment}`,
    },
    rests: [{ kind: 'rights' as const, repository, least: 'admin' as const }],
  }));
}

function clusterChanges(cast: Cast, power: ClusterPower): readonly GraphEdge[] {
  const found = actorsOf(cast, power.subject);
  if (found === undefined) return [];
  return EFFECTS.filter((effect) => power.effects[effect]).map((effect) => {
    const node = administrationNode(power.environment, effect);
    return {
      id: `${node}<-${power.cluster}-${power.subject.kind}-${power.subject.name}`,
      needs: [],
      to: node,
      guard: { duties: [one('administrator', found.actors)], apart: [] },
      robots: [],
      step: {
        stage: 'cluster' as const,
        from: `${power.subject.kind} ${power.subject.name}`,
        to: power.environment,
        why: power.why,
        ...(power.location === undefined ? {} : { location: power.location }),
      },
      ...(found.assumed === undefined ? {} : { assumed: found.assumed }),
      rests: restsOf(cast, power),
    };
  });
}

function restsOf(cast: Cast, { subject, location }: ClusterPower): readonly Fact[] {
  return [
    ...(location === undefined
      ? []
      : [{ kind: 'subject' as const, at: location, of: subject.kind, name: subject.name }]),
    ...(subject.kind === 'Group' && cast.hasGroup(subject.name)
      ? [{ kind: 'group' as const, name: subject.name }]
      : []),
  ];
}

/** Service accounts are no people: who can act as one is a matter of the cluster's own escalations. */
function actorsOf(
  cast: Cast,
  subject: ClusterPower['subject'],
): { actors: readonly Actor[]; assumed?: string } | undefined {
  if (subject.kind === 'ServiceAccount') return undefined;
  if (subject.kind === 'User') return { actors: [cast.user(subject.name)] };
  if (cast.hasGroup(subject.name)) return { actors: cast.group(subject.name) };
  return {
    actors: [cast.unnamed(`a member of group ${subject.name}`)],
    assumed: `group ${subject.name} has a member: members not observed`,
  };
}

/** What keeps the answer about administration open, beyond what single sources say. */
export function administrationGaps(repositories: readonly AdministeredRepository[]): readonly Gap[] {
  const gaps: Gap[] = [
    {
      route: 'administration',
      what: 'who administers the identity provider was not observed',
      provide: 'nothing reads it yet; it stays open',
    },
  ];
  for (const { repository, members } of repositories) {
    if (members?.observed === true) continue;
    gaps.push({
      route: 'administration',
      what: `who administers ${repository} was not observed`,
      provide: `--evidence DIR with forge/${repository}.json (members, teams, owners)`,
    });
  }
  return gaps;
}
