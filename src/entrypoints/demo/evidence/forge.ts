import type {
  BranchRule,
  DeployKey,
  ForgeEvidence,
  ForgeMember,
  ForgeTeam,
} from '../../../model/evidence.ts';
import { type Calendar, rfc3339 } from '../calendar.ts';
import type { History } from '../history/replay.ts';
import type { People, Person } from '../organisation/people.ts';
import { CLUSTERS, repositoryOf, TEAMS, urlOf } from '../organisation/teams.ts';

/** What the forge would say about a repository, had nothing been planted in it. `team` is absent for `infrastructure`. */
export function forgeEvidence(
  repository: string,
  team: string | undefined,
  history: History,
  people: People,
  calendar: Calendar,
): ForgeEvidence {
  const teams = teamsOf(team, people);
  return {
    schema: 'mainward.dev/forge-evidence/v1',
    forge: 'github',
    repository,
    fullName: `acme/${repository}`,
    urls: [urlOf(repository), `git@github.com:acme/${repository}.git`],
    source: 'https://api.github.com, read by an administrator of acme',
    observedAt: calendar.now,
    settings: {
      defaultBranch: 'main',
      visibility: 'private',
      forks: false,
      defaultWorkflowPermissions: 'read',
      workflowsMayApprove: false,
      forkPullRequestsGetSecrets: false,
      immutableSubject: false,
    },
    rules: [mainRule(team)],
    members: membersOf(teams, people),
    teams,
    owners: logins(people.group('platform-admins')),
    deployKeys: deployKeysOf(team),
    apps: [],
    secrets: [],
    environments:
      team === undefined
        ? []
        : CLUSTERS.map((name) => ({
            name,
            reviewers: [`team:acme/team-${team}`],
            preventSelfReview: true,
            branches: ['main'],
            adminsMayBypass: false,
          })),
    pullRequests: {
      openComplete: true,
      landedSince: rfc3339(calendar.before(90)),
      items: history.pullRequests,
    },
    pushes: history.pushes,
  };
}

function mainRule(team: string | undefined): BranchRule {
  const shared = team === undefined;
  return {
    name: 'protect main',
    enforcement: 'active',
    include: ['~DEFAULT_BRANCH'],
    exclude: [],
    requirePullRequest: true,
    approvals: shared ? 2 : 1,
    codeOwners: true,
    dismissStale: true,
    lastPushApproval: true,
    requiredTeams: [
      {
        team: 'acme/platform-security',
        approvals: shared ? 2 : 1,
        paths: shared
          ? ['base/**', 'clusters/**', 'tenants/**', '.github/**', '.mainward/**']
          : ['.github/**'],
      },
    ],
    requiredChecks: [{ name: shared ? 'render' : 'test', app: 'github-actions' }],
    signedCommits: true,
    blockForcePush: true,
    blockDeletion: true,
    bypass: [],
    source: 'ruleset "protect main"',
  };
}

function teamsOf(team: string | undefined, people: People): readonly ForgeTeam[] {
  const writing = team === undefined ? ['platform', 'team-leads'] : [`team-${team}`];
  const make = (name: string, permission: 'write' | 'admin'): ForgeTeam => ({
    name: `acme/${name}`,
    members: logins(people.group(name)),
    permission,
  });
  return [
    ...writing.map((name) => make(name, 'write')),
    make('platform-security', 'write'),
    make('platform-admins', 'admin'),
  ];
}

/** Each member once, with the most that a team gives. */
function membersOf(teams: readonly ForgeTeam[], people: People): readonly ForgeMember[] {
  const admins = new Set(logins(people.group('platform-admins')));
  const names = new Set(teams.flatMap((team) => team.members));
  return [...names].sort().map((login) => ({
    login,
    kind: 'human',
    permission: admins.has(login) ? 'admin' : 'write',
  }));
}

/** Each cluster's agent has a key of its own, which may only read. */
function deployKeysOf(team: string | undefined): readonly DeployKey[] {
  const found = TEAMS.find(({ name }) => name === team);
  const argocd = found?.agent === 'argocd';
  const usedBy =
    found === undefined
      ? 'flux-system/flux-system'
      : argocd
        ? 'argocd'
        : `${found.name}/${repositoryOf(found.name)}`;
  return CLUSTERS.map((cluster) => ({
    title: `${argocd ? 'argocd' : 'flux'}-${cluster}`,
    readOnly: true,
    usedBy,
  }));
}

function logins(people: readonly Person[]): readonly string[] {
  return people.map((person) => person.login);
}
