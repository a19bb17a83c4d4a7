import type { MainwardEvidence } from '../../src/model/mainward-evidence.ts';
import type { Requirement } from '../../src/model/policy.ts';
import { evidence, fluxRepository, members, person, roster, rule, type Scenario } from './setup.ts';

const AT = { path: 'requirements.yaml', line: 1, column: 1, endLine: 1, endColumn: 1 };

function requirement(name: string, over: Partial<Requirement> = {}): Requirement {
  return { name, paths: [], kinds: [], approvals: [], signed: true, at: AT, ...over };
}

const TWO = requirement('two', { approvals: [{ group: 'sec', count: 2 }] });

/** Ann and Ben develop; Cho, Dee and Eve are the security team; Max administers Mainward, and Oz has its host. */
const PEOPLE = roster([
  person('ann'),
  person('ben'),
  person('cho', ['sec']),
  person('dee', ['sec']),
  person('eve', ['sec']),
  person('max', ['mainward-admins']),
  person('oz', ['platform']),
]);

export const MAINWARD: MainwardEvidence = {
  schema: 'mainward.dev/mainward-evidence/v1',
  source: 'written by hand',
  observedAt: '2026-11-20T00:00:00Z',
  administrators: { groups: ['mainward-admins'], people: [] },
  operators: { groups: ['platform'], people: [] },
  sources: [
    {
      repository: 'infra',
      ref: 'refs/heads/main',
      cluster: 'production',
      namespace: 'flux-system',
      name: 'infrastructure',
    },
  ],
  accounts: [],
};

/** As `flux bootstrap` makes it, but that Flux gets what Mainward hands over. */
export const FOLLOWING_MAINWARD: Readonly<Record<string, string>> = {
  ...fluxRepository(),
  'clusters/production/flux-system/gotk-sync.yaml': `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: flux-system, namespace: flux-system}
spec:
  interval: 10m
  path: ./clusters/production
  prune: true
  sourceRef: {kind: ExternalArtifact, name: infrastructure}
`,
};

const BROKER = `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: broker, namespace: pipelines}
rules:
  - apiGroups: ['']
    resources: [serviceaccounts/token]
    resourceNames: [deployer]
    verbs: [create]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: broker, namespace: pipelines}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: broker}
subjects: [{kind: ServiceAccount, name: broker, namespace: mainward}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: deploys}
rules:
  - apiGroups: [apps]
    resources: [deployments]
    verbs: [create, patch]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: deploys}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: deploys}
subjects: [{kind: ServiceAccount, name: deployer, namespace: pipelines}]
`;

/** Anybody who may write may push to main: the forge demands nothing at all. */
const OPEN_FORGE = evidence('infra', {
  rules: [],
  members: members('ann', 'ben', 'cho', 'dee', 'eve'),
});

const base = {
  repositories: { infra: FOLLOWING_MAINWARD },
  evidence: [OPEN_FORGE],
  roster: PEOPLE,
  mainward: MAINWARD,
} as const;

export const MAINWARD_SCENARIOS: readonly Scenario[] = [
  {
    ...base,
    name: 'what Mainward hands over takes whom the policy takes, though the forge takes nobody',
    why: 'Whoever may push lands anything, and verify passes only what two of the security team agreed to who did not make it. The author may push: three people, of whom two are of sec. An author of sec needs the two others.',
    requirements: [TWO],
    expect: [
      {
        atLeast: 3,
        atMost: 3,
        people: [
          ['ann', 'cho', 'dee'],
          ['ann', 'cho', 'eve'],
          ['ann', 'dee', 'eve'],
          ['ben', 'cho', 'dee'],
          ['ben', 'cho', 'eve'],
          ['ben', 'dee', 'eve'],
          ['cho', 'dee', 'eve'],
          ['cho', 'dee', 'max'],
          ['cho', 'dee', 'oz'],
          ['cho', 'eve', 'max'],
          ['cho', 'eve', 'oz'],
          ['dee', 'eve', 'max'],
          ['dee', 'eve', 'oz'],
        ],
      },
      { effect: 'access', atLeast: 3, atMost: 3 },
      { route: 'administration', atLeast: 0, atMost: 1, alone: ['max', 'oz'] },
    ],
  },
  {
    ...base,
    name: 'without Mainward in the evidence nobody knows what the agent follows',
    why: 'The ExternalArtifact is not in view, and nothing says who fills it.',
    mainward: { ...MAINWARD, sources: [] },
    requirements: [TWO],
    expect: [{ atLeast: 0, atMost: null }],
  },
  {
    ...base,
    name: 'an artifact of that name in another cluster is not Mainward’s',
    why: 'Mainward serves staging, and the agent runs in production.',
    mainward: { ...MAINWARD, sources: MAINWARD.sources.map((one) => ({ ...one, cluster: 'staging' })) },
    requirements: [TWO],
    expect: [{ atLeast: 0, atMost: null }],
  },
  {
    ...base,
    name: 'the kind that demands least decides, for each effect',
    why: 'Only bindings need two of sec; whatever else needs one of them. Access can also be changed by a Role, which needs one: Ann writes a Role, Cho agrees.',
    requirements: [
      requirement('bindings', {
        kinds: ['RoleBinding', 'ClusterRoleBinding'],
        approvals: [{ group: 'sec', count: 2 }],
      }),
      requirement('all', { approvals: [{ group: 'sec', count: 1 }] }),
    ],
    expect: [
      { atLeast: 2, atMost: 2 },
      { effect: 'access', atLeast: 2, atMost: 2 },
    ],
  },
  {
    ...base,
    name: 'all kinds that change access need two, what runs needs one',
    why: 'Ann and one of sec change what runs. For access two of sec are needed beside the author, and nothing goes round them: the policy itself takes two.',
    requirements: [
      requirement('access', {
        kinds: ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'],
        approvals: [{ group: 'sec', count: 2 }],
      }),
      requirement('policy', { paths: ['.mainward/**'], approvals: [{ group: 'sec', count: 2 }] }),
      requirement('all', { paths: ['clusters/**'], approvals: [{ group: 'sec', count: 1 }] }),
    ],
    expect: [
      { atLeast: 2, atMost: 2 },
      { effect: 'access', atLeast: 3, atMost: 3 },
    ],
  },
  {
    ...base,
    name: 'a policy that is changed more easily than anything else is changed first',
    why: 'Two of sec for the cluster, but the policy takes only one of them: Ann and Cho change the policy, then nothing is in the way.',
    requirements: [
      requirement('cluster', { paths: ['clusters/**'], approvals: [{ group: 'sec', count: 2 }] }),
      requirement('policy', { paths: ['.mainward/**'], approvals: [{ group: 'sec', count: 1 }] }),
    ],
    expect: [{ atLeast: 2, atMost: 2 }],
  },
  {
    ...base,
    name: 'where nothing is demanded, nothing is handed over, but for what comes along with something that is',
    why: 'Nothing speaks of the cluster, so that a change of it alone is undecided and stays. Together with a document, whose makers must sign, it passes: anybody alone.',
    requirements: [requirement('documents', { paths: ['docs/**'] })],
    expect: [{ atLeast: 1, atMost: 1 }],
  },
  {
    ...base,
    name: 'without any demand nobody changes anything by delivery',
    why: 'verify passes nothing of which nothing is demanded.',
    requirements: [],
    expect: [{ atLeast: 5, atMost: null }],
  },
  {
    ...base,
    name: 'commits that need no signature may bear another’s name',
    why: 'Cho writes a commit as Ann, and agrees to it: if nobody recorded who pushed it, she and Dee are enough.',
    requirements: [requirement('two', { approvals: [{ group: 'sec', count: 2 }], signed: false })],
    expect: [{ atLeast: 2, atMost: 3, assumed: 'a commit may bear another’s name' }],
  },
  {
    ...base,
    name: 'the forge’s own rules come on top where they were observed',
    why: 'A pull request with an approval is needed to land, and two of sec agree: with Cho for the forge as well, three people.',
    evidence: [evidence('infra', { rules: [rule()], members: members('ann', 'ben', 'cho') })],
    requirements: [TWO],
    expect: [{ atLeast: 3, atMost: 3 }],
  },
  {
    ...base,
    name: 'where settings were not observed, whoever makes a change is taken to be able to have it landed',
    why: 'Three people are needed for that all the same, but pipelines may lead elsewhere, so that no number is certain.',
    evidence: [],
    requirements: [TWO],
    expect: [{ atLeast: 0, atMost: null, assumed: 'can have it landed' }],
  },
  {
    ...base,
    name: 'who administers the forge may not pass over what Mainward asks',
    why: 'Olga may switch off all rules of the forge; nothing is handed over for that. Who has Mainward may do as they like.',
    evidence: [{ ...OPEN_FORGE, owners: ['olga'] }],
    roster: roster([...PEOPLE.people, person('olga')]),
    requirements: [TWO],
    expect: [{ route: 'administration', atLeast: 0, atMost: 1, alone: ['max', 'oz'] }],
  },
  {
    ...base,
    name: 'whoever administers Mainward commands its accounts, and what these may mint',
    why: 'The broker may only make tokens of the deployer, and the deployer may change what runs, but not who may do what.',
    repositories: { infra: { ...fluxRepository(), 'clusters/production/broker.yaml': BROKER } },
    evidence: [evidence('infra', { members: members('ann', 'ben', 'cho') })],
    mainward: {
      ...MAINWARD,
      sources: [],
      accounts: [{ cluster: 'production', namespace: 'mainward', name: 'broker', power: 'broker' }],
    },
    requirements: [TWO],
    expect: [
      {
        route: 'administration',
        atLeast: 0,
        atMost: 1,
        alone: ['max', 'oz'],
        robots: ['service account mainward/broker of Mainward'],
      },
      { route: 'administration', effect: 'access', atLeast: 0, atMost: null },
    ],
  },
  {
    ...base,
    name: 'a group that the roster does not know has a member, as is assumed',
    why: 'Somebody administers Mainward; who that is was not told, and neither who has its host.',
    mainward: {
      schema: MAINWARD.schema,
      source: MAINWARD.source,
      observedAt: MAINWARD.observedAt,
      administrators: { groups: ['strangers'], people: [] },
      sources: MAINWARD.sources,
      accounts: [],
    },
    requirements: [TWO],
    expect: [{ route: 'administration', atLeast: 0, atMost: null, assumed: 'group strangers has a member' }],
  },
];
