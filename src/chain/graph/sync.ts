import type { ArgoActor, ArgoSyncPower } from '../../model/argocd.ts';
import { type Actor, EFFECTS, type Gap, type GraphEdge, type Guard, NOBODY } from '../../model/graph.ts';
import type { FeedFacts } from '../facts.ts';
import { administrationNode } from './administration.ts';
import type { Cast } from './cast.ts';
import { targetNode } from './feeds.ts';
import { one } from './landing-context.ts';

/** What users of Argo CD can apply past the reviewed revision, and who may redefine what is applied. */
export function syncEdges(
  cast: Cast,
  feeds: readonly FeedFacts[],
  powers: ReadonlyMap<string, ArgoSyncPower>,
): readonly GraphEdge[] {
  return feeds.flatMap((facts) => {
    const power = powers.get(facts.feed.id);
    if (power === undefined || facts.feed.suspended.answer === 'yes') return [];
    const repository = facts.feed.source.repository;
    return [
      ...(repository === undefined
        ? []
        : edges(cast, facts, power.anyRevision, {
            kind: 'any-revision',
            node: targetNode,
            needs: [`push:${repository}`],
            why: 'may sync any revision, also one that nobody reviewed',
          })),
      ...edges(cast, facts, power.localManifests, {
        kind: 'local-manifests',
        node: targetNode,
        needs: [],
        why: 'may sync manifests of their own that are in no repository',
      }),
      ...edges(cast, facts, power.redefine, {
        kind: 'redefine',
        node: administrationNode,
        needs: [],
        why: 'may change the application, and with it what is applied',
      }),
    ];
  });
}

interface Kind {
  readonly kind: string;
  readonly node: typeof targetNode;
  readonly needs: readonly string[];
  readonly why: string;
}

function edges(cast: Cast, facts: FeedFacts, actors: readonly ArgoActor[], kind: Kind): readonly GraphEdge[] {
  return actors.flatMap((actor) => {
    if (kind.node === targetNode && isAdministrator(actor)) return [];
    const found = guardOf(cast, actor);
    const [at] = actor.because;
    return EFFECTS.filter((effect) => facts.effects[effect].answer !== 'no').map((effect): GraphEdge => {
      const to = kind.node(facts.environment, effect);
      const assumed = [
        ...(found.assumed === undefined ? [] : [found.assumed]),
        ...(facts.effects[effect].answer === 'unknown' ? [facts.effects[effect].why] : []),
      ];
      return {
        id: `${to}<-${kind.kind}-${actor.subject}-${kind.needs.join()}`,
        needs: kind.needs,
        to,
        guard: found.guard,
        robots: [],
        step: {
          stage: 'agent',
          from: `${actor.subject} in Argo CD`,
          to: facts.environment,
          why: `${kind.why} (${facts.feed.kind} ${facts.feed.name})`,
          ...(at === undefined ? {} : { location: at }),
        },
        ...(assumed.length === 0 ? {} : { assumed: assumed.join('; ') }),
        rests: [
          ...actor.because.map((place) => ({ kind: 'line' as const, at: place })),
          ...(cast.hasGroup(actor.subject) ? [{ kind: 'group' as const, name: actor.subject }] : []),
        ],
      };
    });
  });
}

/** Whoever holds the built-in account administers Argo CD, which is another route than delivery. */
function isAdministrator(actor: ArgoActor): boolean {
  return actor.kind === 'local-account' && actor.subject === 'admin';
}

function guardOf(cast: Cast, actor: ArgoActor): { guard: Guard; assumed?: string } {
  const by = (actors: readonly Actor[]): Guard => ({ duties: [one('operator', actors)], apart: [] });
  switch (actor.kind) {
    case 'anyone':
      return { guard: NOBODY };
    case 'everyone-signed-in': {
      const everybody = cast.everybody();
      if (everybody.length > 0) return { guard: by(everybody) };
      return {
        guard: by([cast.unnamed('somebody who may sign in to Argo CD')]),
        assumed: 'somebody may sign in to Argo CD: no roster',
      };
    }
    case 'account-or-group':
      if (cast.hasGroup(actor.subject)) return { guard: by(cast.group(actor.subject)) };
      if (cast.hasUser(actor.subject)) return { guard: by([cast.user(actor.subject)]) };
      return {
        guard: by([cast.unnamed(`a member of ${actor.subject}`)]),
        assumed: `${actor.subject} of Argo CD has a member: members not observed`,
      };
    case 'project-token':
    case 'local-account':
      return {
        guard: by([cast.unnamed(`the holder of ${actor.subject}`)]),
        assumed: `somebody holds the credential of ${actor.subject}: holders not observed`,
      };
  }
}

/** Where it could not be told who may sync. */
export function syncGaps(
  feeds: readonly FeedFacts[],
  powers: ReadonlyMap<string, ArgoSyncPower>,
): readonly Gap[] {
  const gaps = new Map<string, Gap>();
  for (const facts of feeds) {
    const power = powers.get(facts.feed.id);
    if (power === undefined || power.answer !== 'unknown') continue;
    gaps.set(`${facts.environment} ${power.why}`, {
      route: 'delivery',
      target: facts.environment,
      what: `who may sync in Argo CD is not known: ${power.why}`,
      provide: 'argocd-cm and argocd-rbac-cm in view, or rendered',
    });
  }
  return [...gaps.values()];
}
