import type { PullRequest } from '../../model/evidence.ts';
import type { Fact } from '../../model/fact.ts';
import type { Actor, Duty, GraphEdge, Guard } from '../../model/graph.ts';
import type { EffectiveRule } from '../../stages/2-review/rules.ts';
import { bypassEdges } from './bypass.ts';
import { type Demand, type LandingContext, landedNode, one, shortRef } from './landing-context.ts';

const SEPARATE: Guard['apart'] = [
  ['author', 'approver'],
  ['author', 'owner'],
  ['author', 'team'],
];

/** Every way by which a change of the demanded paths comes to lie on the ref. */
export function landingEdges(context: LandingContext, demand: Demand): readonly GraphEdge[] {
  const { rule } = context;
  if (!rule.observed || context.members === undefined || !context.members.observed)
    return unobserved(context, demand);
  const { writers } = context.members;
  const edges: GraphEdge[] = [];
  if (!rule.requirePullRequest) edges.push(directPush(context, demand, writers));
  else {
    edges.push(reviewed(context, demand, writers));
    edges.push(...altered(context, demand, writers));
    if (rule.approvals > 0) {
      edges.push(...stale(context, demand, writers), ...byRobotApproval(context, demand, writers));
      edges.push(...bySecondAccount(context, demand, writers));
    }
    edges.push(...bypassEdges(context, demand));
  }
  return edges;
}

interface StepText {
  readonly from: string;
  readonly why: string;
  readonly robots?: readonly string[];
  readonly assumed?: string;
  readonly rests?: readonly Fact[];
}

function makeEdge(
  context: LandingContext,
  demand: Demand,
  id: string,
  guard: Guard,
  step: StepText,
): GraphEdge {
  const node = landedNode(context, demand);
  return {
    id: `${node}<-${id}`,
    needs: [],
    to: node,
    guard,
    robots: step.robots ?? [],
    step: {
      stage: 'review',
      from: step.from,
      to: `${context.repository} ${shortRef(context.ref)}`,
      why: step.why,
    },
    ...(step.assumed === undefined ? {} : { assumed: step.assumed }),
    ...(step.rests === undefined ? {} : { rests: step.rests }),
  };
}

function unobserved(context: LandingContext, demand: Demand): readonly GraphEdge[] {
  const somebody = context.cast.unnamed(`somebody with write access to ${context.repository}`);
  const branch = shortRef(context.ref);
  const what = context.rule.observed ? 'members' : 'settings';
  return [
    makeEdge(
      context,
      demand,
      'unobserved',
      { duties: [one('pusher', [somebody])], apart: [] },
      {
        from: somebody.id.slice('unnamed:'.length),
        why: `${what} of ${context.repository} were not observed, so nothing shows that a second person is needed`,
        assumed: `\`${branch}\` of ${context.repository} is not protected: ${what} not observed`,
      },
    ),
  ];
}

function directPush(context: LandingContext, demand: Demand, writers: readonly Actor[]): GraphEdge {
  const allowed = context.rule.pushAllowed;
  const pushers = allowed === undefined ? writers : allowedPushers(context, allowed);
  return makeEdge(
    context,
    demand,
    'push',
    { duties: [one('pusher', pushers)], apart: [] },
    {
      from: 'anyone who may push',
      why: context.rule.protected
        ? `no rule demands a pull request for ${shortRef(context.ref)}`
        : `no active rule protects ${shortRef(context.ref)}`,
      rests: [
        allowed === undefined ? writersOf(context) : { kind: 'pushers', repository: context.repository },
      ],
    },
  );
}

/** Whoever may write to the repository. */
function writersOf({ repository }: LandingContext): Fact {
  return { kind: 'rights', repository, least: 'write' };
}

function allowedPushers(context: LandingContext, allowed: readonly string[]): readonly Actor[] {
  const members = context.members;
  if (members === undefined) return [];
  return allowed.flatMap((name) => members.team(name) ?? [members.login(name)]);
}

function demanded(demand: Demand, rule: EffectiveRule): readonly Duty[] {
  const owners = rule.codeOwners && demand.owners !== undefined ? [one('owner', demand.owners)] : [];
  return [
    ...owners,
    ...demand.teams.map((team) => ({ role: 'team', count: team.count, from: team.members })),
  ];
}

function reviewed(context: LandingContext, demand: Demand, writers: readonly Actor[]): GraphEdge {
  const { rule } = context;
  const duties = [
    one('author', writers),
    ...approvals(rule.approvals, writers),
    ...demanded(demand, rule),
    one('merger', writers),
  ];
  return makeEdge(
    context,
    demand,
    'pull-request',
    { duties, apart: SEPARATE },
    {
      from: 'a pull request',
      why: `${describe(rule, demand)}, none of them the author's`,
      rests: [writersOf(context)],
    },
  );
}

function describe(rule: EffectiveRule, demand: Demand): string {
  const parts = [`${rule.approvals} approval${rule.approvals === 1 ? '' : 's'}`];
  if (rule.codeOwners && demand.owners !== undefined) parts.push(`a code owner's of ${demand.path}`);
  for (const team of demand.teams) parts.push(`${team.count} of ${team.team}`);
  return parts.join(' and ');
}

/** Somebody else's open pull request: its author costs nothing where the actor can push to its branch. */
function altered(context: LandingContext, demand: Demand, writers: readonly Actor[]): readonly GraphEdge[] {
  const { rule, evidence, members } = context;
  if (members === undefined || evidence === undefined) return [];
  if (rule.approvals === 0 && demanded(demand, rule).length === 0) return [];
  const open = (evidence.pullRequests?.items ?? []).filter(
    (pull) => pull.state === 'open' && pull.base === context.ref,
  );
  const usable = open.filter((pull) => !pull.head.fork || pull.head.maintainersMayPush === true);
  const edges = byAuthor(usable).map(({ pull, login }) => {
    const author = context.cast.account(evidence.forge, login, pull.author.kind);
    return takeOver(context, demand, writers, `open-${pull.number}`, author, {
      from: `pull request #${pull.number} of ${login}`,
      why: `${login}'s branch can be pushed to, and the forge still counts ${login} as the author`,
      rests: [{ kind: 'pull-request', repository: context.repository, number: pull.number }],
    });
  });
  if (evidence.pullRequests?.openComplete !== true) {
    edges.push(
      takeOver(context, demand, writers, 'open-unobserved', undefined, {
        from: "somebody else's open pull request",
        why: 'its branch can be pushed to, and the forge still counts its opener as the author',
        assumed: `somebody else has a pull request open in ${context.repository}: open pull requests not observed`,
      }),
    );
  }
  return edges;
}

function byAuthor(pulls: readonly PullRequest[]): readonly { pull: PullRequest; login: string }[] {
  return [
    ...new Map(
      pulls.map((pull) => [pull.author.login.toLowerCase(), { pull, login: pull.author.login }]),
    ).values(),
  ];
}

function takeOver(
  context: LandingContext,
  demand: Demand,
  writers: readonly Actor[],
  id: string,
  author: Actor | undefined,
  step: StepText,
): GraphEdge {
  const { rule } = context;
  const without = (actors: readonly Actor[]): readonly Actor[] =>
    actors.filter((actor) => actor.id !== author?.id);
  const duties: readonly Duty[] = [
    one('pusher', without(writers)),
    ...approvals(rule.approvals, writers),
    ...demanded(demand, rule),
    one('merger', writers),
  ].map((duty) => (duty.role === 'merger' ? duty : { ...duty, from: without(duty.from) }));
  if (!rule.lastPushApproval || rule.approvals === 0)
    return makeEdge(context, demand, id, { duties, apart: [] }, step);
  const another = one('another', without(writers));
  return makeEdge(
    context,
    demand,
    id,
    { duties: [...duties, another], apart: [['pusher', 'another']] },
    step,
  );
}

/** An approval that survives a later push was given for something else: its giver takes no part. */
function stale(context: LandingContext, demand: Demand, writers: readonly Actor[]): readonly GraphEdge[] {
  const { rule } = context;
  if (rule.dismissStale || rule.lastPushApproval) return [];
  return [
    makeEdge(
      context,
      demand,
      'stale-approval',
      { duties: [one('author', writers)], apart: [] },
      {
        from: 'a pull request approved before its last push',
        why: 'approvals are kept when the author pushes again, so what lands need not be what was approved',
        rests: [{ kind: 'setting', repository: context.repository, setting: 'stale-approvals' }],
      },
    ),
  ];
}

/** Workflows that may approve: the approval of a robot that any writer commands. */
function byRobotApproval(
  context: LandingContext,
  demand: Demand,
  writers: readonly Actor[],
): readonly GraphEdge[] {
  const may = context.evidence?.settings?.workflowsMayApprove;
  if (may === false) return [];
  const { rule } = context;
  const duties = [
    one('author', writers),
    ...approvals(rule.approvals - 1, writers),
    ...demanded(demand, rule),
    one('merger', writers),
  ];
  return [
    makeEdge(
      context,
      demand,
      'workflow-approval',
      { duties, apart: SEPARATE },
      {
        from: 'a workflow on a branch',
        why: 'workflows may approve pull requests, and whoever can push a branch can write one',
        robots: [`workflows of ${context.repository}`],
        ...(may === undefined
          ? { assumed: `workflows of ${context.repository} may approve pull requests: setting not observed` }
          : { rests: [{ kind: 'setting', repository: context.repository, setting: 'approving-workflows' }] }),
      },
    ),
  ];
}

/** Where outsiders may offer changes, an account outside the roster may be the approver's own. */
function bySecondAccount(
  context: LandingContext,
  demand: Demand,
  writers: readonly Actor[],
): readonly GraphEdge[] {
  const settings = context.evidence?.settings;
  if (settings?.visibility !== 'public' || settings.forks === false) return [];
  const { rule } = context;
  const duties = [...approvals(rule.approvals, writers), ...demanded(demand, rule), one('merger', writers)];
  return [
    makeEdge(
      context,
      demand,
      'outside-account',
      { duties, apart: [] },
      {
        from: 'a pull request from a fork',
        why: 'anyone may open one, also an approver under another account',
        assumed: "an account outside the roster may be the approver's own",
        rests: [{ kind: 'setting', repository: context.repository, setting: 'public' }],
      },
    ),
  ];
}

function approvals(count: number, from: readonly Actor[]): readonly Duty[] {
  return count > 0 ? [{ role: 'approver', count, from }] : [];
}
