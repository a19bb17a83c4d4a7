import type { AccessPolicy } from '../../src/model/access-grant.ts';
import type { System } from '../../src/model/policy.ts';
import { FOLLOWING_MAINWARD, MAINWARD } from './mainward.ts';
import { evidence, fluxRepository, members, person, robot, roster, type Scenario } from './setup.ts';

const AT = { path: '.mainward/access.yaml', line: 1, column: 1, endLine: 1, endColumn: 1 };

/** Break-glass is what policies say, and nothing else. */
const SYSTEM: System = {
  name: 'acme',
  repositories: [],
  clusters: [],
  environments: [{ name: 'production', clusters: ['production'] }],
  breakGlass: [{ environment: 'production', groups: [] }],
  at: AT,
};

function policy(role: string, over: Partial<AccessPolicy> = {}): AccessPolicy {
  return {
    name: 'emergency',
    cluster: 'production',
    offers: [{ role: { kind: 'ClusterRole', name: role } }],
    eligible: ['developers'],
    minutes: { longest: 120, usual: 60 },
    approvals: [{ group: 'leads', count: 1 }],
    reasonPrefixes: [],
    pendingMinutes: 60,
    folder: 'clusters/production/access',
    breakGlass: {
      eligible: ['on-call'],
      longestMinutes: 60,
      reviewers: ['security'],
      reviewWithinMinutes: 1440,
      committer: 'mainward',
    },
    at: AT,
    ...over,
  };
}

const base = {
  repositories: { infra: fluxRepository() },
  evidence: [evidence('infra')],
  system: SYSTEM,
  roster: roster(
    [
      person('ann', ['developers']),
      person('ben', ['leads']),
      person('cho'),
      person('dan', ['on-call']),
      person('olga'),
    ],
    [robot('mainward', ['olga'])],
  ),
} as const;
const { breakGlass: _, ...AGREED_TO } = policy('cluster-admin');
const LOOKS: AccessPolicy = { ...AGREED_TO, offers: [{ role: { kind: 'ClusterRole', name: 'view' } }] };

/** The forge demands nothing, and Mainward hands over what two of the leads agreed to. */
const VERIFIED = {
  repositories: { infra: FOLLOWING_MAINWARD },
  evidence: [evidence('infra', { rules: [], members: members('ann', 'ben', 'cho', 'dan', 'eve') })],
  mainward: MAINWARD,
  requirements: [
    { name: 'two', paths: [], kinds: [], approvals: [{ group: 'leads', count: 2 }], signed: true, at: AT },
  ],
  roster: roster([
    person('ann', ['developers']),
    person('ben', ['leads']),
    person('cho'),
    person('dan'),
    person('eve', ['leads']),
  ]),
} as const;

/** Temporary access that policies of the repository give without agreement. */
export const ACCESS_SCENARIOS: readonly Scenario[] = [
  {
    ...base,
    name: 'a policy that gives cluster-admin without agreement lets one person change everything',
    why: 'Dan is on call and has it at once; Olga commands the robot whose signature is all that it takes.',
    accessPolicies: [policy('cluster-admin')],
    expect: [
      {
        route: 'break-glass',
        effect: 'access',
        atLeast: 1,
        atMost: 1,
        alone: ['dan', 'olga'],
        robots: ['mainward'],
      },
      { route: 'break-glass', effect: 'workload', atLeast: 1, atMost: 1, alone: ['dan', 'olga'] },
    ],
  },
  {
    ...base,
    name: 'a policy gives what its roles let do, and no more',
    why: 'Who has edit in one namespace changes what runs there, and not who may do what beyond that.',
    accessPolicies: [
      policy('edit', { offers: [{ namespace: 'shop', role: { kind: 'ClusterRole', name: 'edit' } }] }),
    ],
    expect: [{ route: 'break-glass', effect: 'workload', atLeast: 1, atMost: 1, alone: ['dan', 'olga'] }],
  },
  {
    ...base,
    name: 'who may only look changes nothing',
    why: 'The role view lets nobody write.',
    accessPolicies: [policy('view')],
    expect: [
      { route: 'break-glass', effect: 'workload', atLeast: 5, atMost: null },
      { route: 'break-glass', effect: 'access', atLeast: 5, atMost: null },
    ],
  },
  {
    ...base,
    name: 'a role that is not in view may be a powerful one',
    why: 'Nothing in view defines it, so that no number is certain.',
    accessPolicies: [policy('unheard-of')],
    expect: [
      {
        route: 'break-glass',
        effect: 'access',
        atLeast: 1,
        atMost: null,
        assumed: 'not all of its roles are in view',
      },
    ],
  },
  {
    ...base,
    name: 'a policy for a cluster of which nobody says where it belongs is not passed over',
    why: 'It may be one of production under another name.',
    accessPolicies: [policy('cluster-admin', { cluster: 'elsewhere' })],
    expect: [{ route: 'break-glass', effect: 'access', atLeast: 0, atMost: null }],
  },
  {
    ...base,
    name: 'a robot that nobody is known to command may be commanded by anybody',
    why: 'Dan has it at once; whoever else has the key of the robot was not told.',
    roster: roster(base.roster.people),
    accessPolicies: [policy('cluster-admin')],
    expect: [{ route: 'break-glass', effect: 'access', atLeast: 0, atMost: 1, alone: ['dan'] }],
  },
  {
    ...base,
    name: 'a policy without break-glass gives nothing without agreement',
    why: 'Its approvals stand in the way.',
    accessPolicies: [AGREED_TO],
    expect: [{ route: 'break-glass', effect: 'access', atLeast: 5, atMost: null }],
  },
  {
    ...base,
    ...VERIFIED,
    name: 'what Mainward hands over may be a grant, which takes whom its policy takes',
    why: 'Any other change takes two of the leads. Ann may ask for cluster-admin, and one of them agrees: then she may change everything.',
    accessPolicies: [AGREED_TO],
    expect: [
      {
        effect: 'access',
        atLeast: 2,
        atMost: 2,
        people: [
          ['ann', 'ben'],
          ['ann', 'eve'],
        ],
      },
      {
        effect: 'workload',
        atLeast: 2,
        atMost: 2,
        people: [
          ['ann', 'ben'],
          ['ann', 'eve'],
        ],
      },
    ],
  },
  {
    ...base,
    ...VERIFIED,
    name: 'a grant of what changes nothing is no way',
    why: 'Two of the leads agree to what anybody else made; view changes nothing.',
    accessPolicies: [LOOKS],
    expect: [{ effect: 'access', atLeast: 3, atMost: 3 }],
  },
];
