import {
  evidence,
  fluxRepository,
  members,
  openPull,
  person,
  robot,
  roster,
  rule,
  type Scenario,
  TEAM,
} from './setup.ts';

const infra = { infra: fluxRepository() };

/** Rules, reviews, bypasses and accounts of one repository that Flux applies to production. */
export const REVIEW_SCENARIOS: readonly Scenario[] = [
  {
    name: 'an unprotected branch: each writer alone',
    why: 'No rule at all was observed, so a push is enough.',
    repositories: infra,
    evidence: [evidence('infra', { rules: [] })],
    roster: TEAM,
    expect: [
      {
        effect: 'workload',
        atLeast: 1,
        atMost: 1,
        people: [['ann'], ['ben'], ['cho']],
        alone: ['ann', 'ben', 'cho'],
      },
      { effect: 'access', atLeast: 1, atMost: 1, alone: ['ann', 'ben', 'cho'] },
    ],
  },
  {
    name: 'a rule that is only evaluated protects nothing',
    why: 'Enforcement "evaluate" reports and lets through.',
    repositories: infra,
    evidence: [evidence('infra', { rules: [rule({ enforcement: 'evaluate' })] })],
    roster: TEAM,
    expect: [{ atLeast: 1, atMost: 1, alone: ['ann', 'ben', 'cho'] }],
  },
  {
    name: 'a rule for another branch protects nothing',
    why: 'The agent follows main, the rule names release.',
    repositories: infra,
    evidence: [evidence('infra', { rules: [rule({ include: ['refs/heads/release'] })] })],
    roster: TEAM,
    expect: [{ atLeast: 1, atMost: 1, alone: ['ann', 'ben', 'cho'] }],
  },
  {
    name: 'one approval by somebody else: four eyes',
    why: 'Author and approver are different people; any pair of the three writers.',
    repositories: infra,
    evidence: [evidence('infra')],
    roster: TEAM,
    expect: [
      {
        effect: 'workload',
        atLeast: 2,
        atMost: 2,
        people: [
          ['ann', 'ben'],
          ['ann', 'cho'],
          ['ben', 'cho'],
        ],
        alone: [],
      },
      { effect: 'access', atLeast: 2, atMost: 2 },
    ],
  },
  {
    name: 'two approvals: three people',
    why: 'The author is not among the two who approve.',
    repositories: infra,
    evidence: [evidence('infra', { rules: [rule({ approvals: 2 })] })],
    roster: TEAM,
    expect: [{ atLeast: 3, atMost: 3, people: [['ann', 'ben', 'cho']] }],
  },
  {
    name: 'two rules add up: the strictest of each demand counts',
    why: 'One rule demands one approval, another two.',
    repositories: infra,
    evidence: [evidence('infra', { rules: [rule(), rule({ name: 'second', approvals: 2 })] })],
    roster: TEAM,
    expect: [{ atLeast: 3, atMost: 3 }],
  },
  {
    name: "somebody else's open pull request is used without their cooperation",
    why: "Cho's branch can be pushed to; Cho stays the author, so Ann or Ben push, approve and merge. Cho herself cannot approve.",
    repositories: infra,
    evidence: [
      evidence('infra', {
        rules: [rule({ lastPushApproval: false })],
        pullRequests: { openComplete: true, items: [openPull('cho')] },
      }),
    ],
    roster: TEAM,
    expect: [{ atLeast: 1, atMost: 1, people: [['ann'], ['ben']], alone: ['ann', 'ben'] }],
  },
  {
    name: 'the last pusher cannot approve, also on a branch of somebody else',
    why: 'Ann pushes to the branch of Cho, but then Ben has to approve.',
    repositories: infra,
    evidence: [evidence('infra', { pullRequests: { openComplete: true, items: [openPull('cho')] } })],
    roster: TEAM,
    expect: [{ atLeast: 2, atMost: 2 }],
  },
  {
    name: 'two approvals on an open pull request: the pusher gives one of them',
    why: 'Without the rule about the last push Ann pushes to the branch of Cho and approves; Ben is the second.',
    repositories: infra,
    evidence: [
      evidence('infra', {
        rules: [rule({ approvals: 2, lastPushApproval: false })],
        pullRequests: { openComplete: true, items: [openPull('cho')] },
      }),
    ],
    roster: TEAM,
    expect: [{ atLeast: 2, atMost: 2, people: [['ann', 'ben']] }],
  },
  {
    name: "a pull request from somebody's fork that maintainers may not push to is of no use",
    why: 'As it stands it is cooperation of its author.',
    repositories: infra,
    evidence: [
      evidence('infra', {
        rules: [rule({ lastPushApproval: false })],
        pullRequests: {
          openComplete: true,
          items: [
            openPull('cho', {
              head: { sha: 'b'.repeat(40), ref: 'refs/heads/x', fork: true, maintainersMayPush: false },
            }),
          ],
        },
      }),
    ],
    roster: TEAM,
    expect: [{ atLeast: 2, atMost: 2 }],
  },
  {
    name: 'open pull requests were not listed: one person, if there is one to use',
    why: 'Two are witnessed; with an open pull request of somebody else it would be one.',
    repositories: infra,
    evidence: [
      evidence('infra', {
        rules: [rule({ lastPushApproval: false })],
        pullRequests: { openComplete: false, items: [] },
      }),
    ],
    roster: TEAM,
    expect: [{ atLeast: 1, atMost: 2, assumed: 'open pull requests not observed' }],
  },
  {
    name: 'approvals survive a push: what was approved need not land',
    why: 'The approver agreed to something else and takes no part.',
    repositories: infra,
    evidence: [evidence('infra', { rules: [rule({ dismissStale: false, lastPushApproval: false })] })],
    roster: TEAM,
    expect: [{ atLeast: 1, atMost: 1, alone: ['ann', 'ben', 'cho'] }],
  },
  {
    name: 'a bypass actor needs nobody',
    why: 'Ann may push past the rule.',
    repositories: infra,
    evidence: [
      evidence('infra', { rules: [rule({ bypass: [{ kind: 'user', name: 'ann', mode: 'always' }] })] }),
    ],
    roster: TEAM,
    expect: [{ atLeast: 1, atMost: 1, people: [['ann']], alone: ['ann'] }],
  },
  {
    name: 'a bypass of one of two rules is none',
    why: 'Ann is bound by the other rule, which also demands a review.',
    repositories: infra,
    evidence: [
      evidence('infra', {
        rules: [rule({ bypass: [{ kind: 'user', name: 'ann', mode: 'always' }] }), rule({ name: 'second' })],
      }),
    ],
    roster: TEAM,
    expect: [{ atLeast: 2, atMost: 2, alone: [] }],
  },
  {
    name: 'who may bypass was not observable: two, one at least is not claimed away',
    why: 'The list is missing, so somebody may be on it; with review it is two.',
    repositories: infra,
    evidence: [evidence('infra', { rules: [unobservableBypass()] })],
    roster: TEAM,
    expect: [{ atLeast: 1, atMost: 2, assumed: 'bypass actors not observable' }],
  },
  {
    name: 'nothing about the forge was observed',
    why: 'If main is not protected, one is enough; nothing is proved.',
    repositories: infra,
    evidence: [],
    roster: TEAM,
    expect: [{ atLeast: 0, atMost: null, alone: [], assumed: 'not protected: settings not observed' }],
  },
  {
    name: 'one person with two accounts is author and approver',
    why: 'The forge sees two accounts, the roster one person.',
    repositories: infra,
    evidence: [evidence('infra', { members: members('ann', 'ann-admin', 'ben') })],
    roster: roster([person('ann', [], ['ann', 'ann-admin']), person('ben')]),
    expect: [{ atLeast: 1, atMost: 1, people: [['ann']], alone: ['ann'] }],
  },
  {
    name: 'without a roster two accounts may be one person',
    why: 'Two accounts are needed, so at most two people; at least one.',
    repositories: infra,
    evidence: [evidence('infra')],
    expect: [
      {
        atLeast: 1,
        atMost: 2,
        people: [
          ['ann', 'ben'],
          ['ann', 'cho'],
          ['ben', 'cho'],
        ],
      },
    ],
  },
  {
    name: 'a code owner must be among those who agree',
    why: 'Only Cho owns the path, and not for her own pull request.',
    repositories: { infra: { ...fluxRepository(), '.github/CODEOWNERS': '* @cho\n' } },
    evidence: [evidence('infra', { rules: [rule({ codeOwners: true })] })],
    roster: TEAM,
    expect: [
      {
        atLeast: 2,
        atMost: 2,
        people: [
          ['ann', 'cho'],
          ['ben', 'cho'],
        ],
      },
    ],
  },
  {
    name: 'code owners are demanded and nobody owns anything',
    why: 'Without an owner the demand is met by nobody: the author merges alone.',
    repositories: infra,
    evidence: [evidence('infra', { rules: [rule({ approvals: 0, codeOwners: true })] })],
    roster: TEAM,
    expect: [{ atLeast: 1, atMost: 1, alone: ['ann', 'ben', 'cho'] }],
  },
  {
    name: 'a path without an owner is the way round code owners',
    why: 'The policy folder is owned, the applied folder is not; one approval is not demanded either.',
    repositories: { infra: { ...fluxRepository(), CODEOWNERS: '/policy/ @cho\n' } },
    evidence: [evidence('infra', { rules: [rule({ approvals: 0, codeOwners: true })] })],
    roster: TEAM,
    expect: [{ atLeast: 1, atMost: 1, alone: ['ann', 'ben', 'cho'] }],
  },
  {
    name: 'two of a team: three people with the author',
    why: 'Two of platform-security must agree; an author who is in the team cannot be one of the two.',
    repositories: infra,
    evidence: [
      evidence('infra', {
        rules: [rule({ requiredTeams: [{ team: 'acme/platform-security', approvals: 2, paths: [] }] })],
        teams: [{ name: 'acme/platform-security', members: ['ben', 'cho'], permission: 'write' }],
      }),
    ],
    roster: TEAM,
    expect: [{ atLeast: 3, atMost: 3, people: [['ann', 'ben', 'cho']] }],
  },
  {
    name: 'a workflow may approve: the author needs nobody',
    why: 'Whoever pushes a branch can write a workflow that approves with the job token.',
    repositories: infra,
    evidence: [evidence('infra', { settings: { ...evidence('infra').settings, workflowsMayApprove: true } })],
    roster: TEAM,
    expect: [{ atLeast: 1, atMost: 1, alone: ['ann', 'ben', 'cho'], robots: ['workflows of infra'] }],
  },
  {
    name: 'a bot that bypasses counts as the person who commands it',
    why: 'Only Ben commands release-bot.',
    repositories: infra,
    evidence: [
      evidence('infra', {
        rules: [rule({ bypass: [{ kind: 'app', name: 'release-bot', mode: 'always' }] })],
      }),
    ],
    roster: roster([person('ann'), person('ben'), person('cho')], [robot('release-bot', ['ben'])]),
    expect: [{ atLeast: 1, atMost: 1, people: [['ben']], alone: ['ben'], robots: ['release-bot'] }],
  },
  {
    name: 'a bot of which nobody knows who commands it claims nothing and excludes nothing',
    why: 'No witnessed path goes through it, and nothing is claimed from below.',
    repositories: infra,
    evidence: [
      evidence('infra', {
        rules: [rule({ bypass: [{ kind: 'app', name: 'release-bot', mode: 'always' }] })],
      }),
    ],
    roster: TEAM,
    expect: [{ atLeast: 0, atMost: 2, alone: [] }],
  },
  {
    name: 'anyone may open a pull request on a public repository',
    why: "Two are witnessed; an outside account may be the approver's own.",
    repositories: infra,
    evidence: [
      evidence('infra', { settings: { ...evidence('infra').settings, visibility: 'public', forks: true } }),
    ],
    roster: TEAM,
    expect: [{ atLeast: 1, atMost: 2, assumed: 'account outside the roster' }],
  },
  {
    name: 'whoever owns the organisation administers alone',
    why: 'Olga may switch the rule off; delivery still takes two.',
    repositories: infra,
    evidence: [evidence('infra', { owners: ['olga'] })],
    roster: TEAM,
    expect: [
      { route: 'administration', atLeast: 0, atMost: 1, people: [['olga']], alone: ['olga'] },
      { route: 'delivery', atLeast: 2, atMost: 2 },
    ],
  },
];

function unobservableBypass(): ReturnType<typeof rule> {
  const { bypass, ...rest } = rule();
  return bypass === undefined ? rule() : rest;
}
