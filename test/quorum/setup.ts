import type { AccessPolicy } from '../../src/model/access-grant.ts';
import type { BranchRule, ForgeEvidence, ForgeMember, PullRequest } from '../../src/model/evidence.ts';
import type { Effect, Route } from '../../src/model/graph.ts';
import type { MainwardEvidence } from '../../src/model/mainward-evidence.ts';
import type { Roster, RosterPerson, RosterRobot } from '../../src/model/person.ts';
import type { Requirement, System } from '../../src/model/policy.ts';
import type { Trust } from '../../src/model/trust.ts';

/** A small set-up and the answer that was thought out by hand for it. */
export interface Scenario {
  readonly name: string;
  /** The reasoning, for whoever doubts the number. */
  readonly why: string;
  /** Repository name -> path -> text. */
  readonly repositories: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly evidence: readonly ForgeEvidence[];
  readonly roster?: Roster;
  readonly trusts?: readonly Trust[];
  readonly system?: System;
  readonly mainward?: MainwardEvidence;
  /** In force in every repository. */
  readonly requirements?: readonly Requirement[];
  /** In force in every repository. */
  readonly accessPolicies?: readonly AccessPolicy[];
  readonly expect: readonly Expected[];
}

export interface Expected {
  readonly target?: string;
  readonly route?: Route;
  readonly effect?: Effect;
  readonly atLeast: number;
  readonly atMost: number | null;
  /** Smallest witnessed sets of people, sorted; names of accounts where nobody is identified. */
  readonly people?: readonly (readonly string[])[];
  readonly alone?: readonly string[];
  readonly robots?: readonly string[];
  /** Words that the cheapest assumed path must contain. */
  readonly assumed?: string;
}

const AT = { path: 'roster.yaml', line: 1, column: 1, endLine: 1, endColumn: 1 };

export function person(
  id: string,
  groups: readonly string[] = [],
  logins: readonly string[] = [id],
): RosterPerson {
  const accounts = logins.map((login) => ({ system: 'github', login }));
  return { kind: 'person', id, accounts, keys: [], emails: [`${id}@example.org`], groups, at: AT };
}

export function robot(id: string, owners: readonly string[]): RosterRobot {
  return {
    kind: 'robot',
    id,
    owners,
    accounts: [{ system: 'github', login: id }],
    keys: [],
    emails: [],
    at: AT,
  };
}

export function roster(people: readonly RosterPerson[], robots: readonly RosterRobot[] = []): Roster {
  return { people, robots, at: AT };
}

/** Ann, Ben and Cho develop; Olga owns the organisation. */
export const TEAM: Roster = roster([person('ann'), person('ben'), person('cho'), person('olga')]);

export function members(...logins: readonly string[]): readonly ForgeMember[] {
  return logins.map((login) => ({ login, kind: 'human', permission: 'write' }));
}

/** A strict rule: one approval that dies with the next push, by somebody else than the last pusher. */
export function rule(change: Partial<BranchRule> = {}): BranchRule {
  return {
    name: 'protect main',
    enforcement: 'active',
    include: ['~DEFAULT_BRANCH'],
    exclude: [],
    requirePullRequest: true,
    approvals: 1,
    codeOwners: false,
    dismissStale: true,
    lastPushApproval: true,
    signedCommits: false,
    blockForcePush: true,
    blockDeletion: true,
    bypass: [],
    ...change,
  };
}

/** Everything about a repository was observed, and there is nothing weak in it. */
export function evidence(repository: string, change: Partial<ForgeEvidence> = {}): ForgeEvidence {
  return {
    schema: 'mainward.dev/forge-evidence/v1',
    forge: 'github',
    repository,
    fullName: `acme/${repository}`,
    urls: [`https://github.com/acme/${repository}.git`],
    source: 'written by hand',
    observedAt: '2026-11-20T00:00:00Z',
    settings: {
      defaultBranch: 'main',
      visibility: 'private',
      forks: false,
      defaultWorkflowPermissions: 'read',
      workflowsMayApprove: false,
      forkPullRequestsGetSecrets: false,
      immutableSubject: true,
    },
    rules: [rule()],
    members: members('ann', 'ben', 'cho'),
    teams: [],
    owners: [],
    deployKeys: [],
    apps: [],
    secrets: [],
    environments: [],
    pullRequests: { openComplete: true, items: [] },
    pushes: [],
    ...change,
  };
}

/** An open pull request whose branch lies in the same repository. */
export function openPull(login: string, change: Partial<PullRequest> = {}): PullRequest {
  return {
    number: 7,
    state: 'open',
    author: { login, kind: 'human' },
    base: 'refs/heads/main',
    head: { sha: 'a'.repeat(40), ref: 'refs/heads/feature', fork: false },
    createdAt: '2026-11-19T00:00:00Z',
    reviews: [],
    ...change,
  };
}

/** A repository that Flux applies to production as cluster-admin, as `flux bootstrap` makes it. */
export function fluxRepository(url = 'https://github.com/acme/infra.git'): Readonly<Record<string, string>> {
  return {
    'clusters/production/flux-system/gotk-components.yaml': `apiVersion: v1
kind: ServiceAccount
metadata: {name: kustomize-controller, namespace: flux-system}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: cluster-reconciler}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects: [{kind: ServiceAccount, name: kustomize-controller, namespace: flux-system}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: kustomize-controller, namespace: flux-system}
spec:
  selector: {matchLabels: {app: kustomize-controller}}
  template:
    metadata: {labels: {app: kustomize-controller}}
    spec:
      serviceAccountName: kustomize-controller
      containers:
        - name: manager
          image: ghcr.io/fluxcd/kustomize-controller:v1.9.6
          args: [--watch-all-namespaces=true]
`,
    'clusters/production/flux-system/gotk-sync.yaml': `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system, namespace: flux-system}
spec:
  interval: 1m
  url: ${url}
  ref: {branch: main}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: flux-system, namespace: flux-system}
spec:
  interval: 10m
  path: ./clusters/production
  prune: true
  sourceRef: {kind: GitRepository, name: flux-system}
`,
  };
}
