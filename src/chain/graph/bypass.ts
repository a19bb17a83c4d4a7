import type { BypassActor } from '../../model/evidence.ts';
import type { Actor, GraphEdge } from '../../model/graph.ts';
import { type Demand, type LandingContext, landedNode, one, shortRef } from './landing-context.ts';

/** Who may pass over the rules that demand a review. */
export function bypassEdges(context: LandingContext, demand: Demand): readonly GraphEdge[] {
  const { bypass } = context.rule;
  const node = landedNode(context, demand);
  const to = `${context.repository} ${shortRef(context.ref)}`;
  if (bypass === 'unobservable') {
    const somebody = context.cast.unnamed(`somebody who may bypass the rules of ${context.repository}`);
    return [
      {
        id: `${node}<-bypass-unobservable`,
        needs: [],
        to: node,
        guard: { duties: [one('bypasser', [somebody])], apart: [] },
        robots: [],
        step: {
          stage: 'review',
          from: 'a bypass actor',
          to,
          why: 'who may bypass the rules could not be observed',
        },
        assumed: `somebody may bypass the rules of \`${shortRef(context.ref)}\`: bypass actors not observable`,
      },
    ];
  }
  return bypass
    .filter((actor) => !isWorkflows(actor))
    .map((actor) => {
      const { actors, robot } = resolve(context, actor);
      return {
        id: `${node}<-bypass-${actor.kind}-${actor.name}`,
        needs: [],
        to: node,
        guard: { duties: [one('bypasser', actors)], apart: [] },
        robots: robot === undefined ? [] : [robot],
        step: { stage: 'review', from: `${actor.kind} ${actor.name}`, to, why: describe(actor) },
        rests: [
          { kind: 'bypass', repository: context.repository, actor: actor.kind, name: actor.name },
          ...(robot === undefined ? [] : [{ kind: 'owners' as const, robot }]),
        ],
      };
    });
}

/** The app as which every workflow's own token acts: whoever steers a workflow commands it, which is told apart. */
export function isWorkflows(actor: BypassActor): boolean {
  return actor.kind === 'app' && actor.name.startsWith('github-actions');
}

function describe(actor: BypassActor): string {
  const how = {
    always: 'may bypass the rules by a push',
    'pull-request': 'may merge without the demanded approvals',
    exempt: 'is exempt from the rules, and no bypass is recorded',
  }[actor.mode];
  return `${actor.kind} ${actor.name} ${how}`;
}

function resolve(context: LandingContext, actor: BypassActor): { actors: readonly Actor[]; robot?: string } {
  const { members, cast, evidence } = context;
  if (members === undefined || evidence === undefined) return { actors: [] };
  switch (actor.kind) {
    case 'user':
      return { actors: [members.login(actor.name)] };
    case 'team':
      return { actors: members.team(actor.name) ?? [cast.unnamed(`a member of ${actor.name}`)] };
    case 'role':
      return { actors: actor.name === 'admin' ? members.admins : members.writers };
    case 'organization-owner':
      return { actors: (evidence.owners ?? []).map((login) => members.login(login)) };
    case 'app':
      return robot(cast.account(evidence.forge, actor.name, 'app'), actor.name);
    case 'deploy-key':
      return robot(cast.account(evidence.forge, `deploy-key:${actor.name}`, 'bot'), actor.name);
  }
}

function robot(actor: Actor, name: string): { actors: readonly Actor[]; robot: string } {
  return { actors: [actor], robot: actor.robot ?? name };
}
