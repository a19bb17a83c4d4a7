import { matchGlob } from '../../../formats/glob/match.ts';
import type { ForgeEvidence } from '../../../model/evidence.ts';
import type { OwnerRule } from '../../../model/ownership.ts';
import type { Requirement } from '../../../model/policy.ts';
import { OwnerIndex } from '../codeowners.ts';
import type { EffectiveRule } from '../rules.ts';
import type { Approval } from './approvals.ts';
import { countApprovals, type Demand, type Met } from './demand.ts';
import type { Identities } from './identities.ts';
import type { LandingInput } from './input.ts';

/** What policy demands of the people who agree: each `Requirement` whose paths and kinds the change touches. */
export function policyDemands(
  input: LandingInput,
  approvals: readonly Approval[] | undefined,
  identities: Identities,
): readonly Demand[] {
  return input.requirements.flatMap((requirement) => {
    const concerned = concerns(requirement, input);
    if (concerned === false) return [];
    return requirement.approvals.map(({ group, count }) => {
      const label = `${requirement.name}: ${count} of ${group}`;
      const demand = countApprovals(
        {
          source: requirement.name,
          label,
          count,
          of: group,
          from: { kind: 'group', name: group },
          code: 'approvals-missing',
        },
        approvals,
        (one) => inGroup(one, group, input.evidence, identities),
      );
      return concerned === true || demand.met === true ? demand : undecided(demand);
    });
  });
}

/** Does a requirement speak of what was changed? `null` where that was not read. */
export function concerns(
  requirement: Requirement,
  { paths, kinds }: Pick<LandingInput, 'paths' | 'kinds'>,
): Met {
  return both(touches(paths, requirement.paths), hasKind(kinds, requirement.kinds));
}

/** What the forge's rules demand, as they were observed. */
export function ruleDemands(
  input: LandingInput,
  rule: EffectiveRule,
  approvals: readonly Approval[] | undefined,
  identities: Identities,
): readonly Demand[] {
  const { evidence } = input;
  if (!rule.observed || !rule.requirePullRequest || evidence === undefined) return [];
  const name = rule.sources.join(', ');
  return [
    pullRequest(input, name),
    ...(rule.approvals === 0
      ? []
      : [
          countApprovals(
            {
              source: name,
              label: `${name}: ${rule.approvals} ${rule.approvals === 1 ? 'approval' : 'approvals'}`,
              count: rule.approvals,
              of: 'the reviewers',
              from: { kind: 'anybody' },
              code: 'approvals-missing',
            },
            approvals,
            () => true,
          ),
        ]),
    ...rule.requiredTeams.flatMap(({ team, approvals: count, paths }) => {
      const concerned = touches(input.paths, paths);
      if (concerned === false) return [];
      const label = `${name}: ${count} of ${team}`;
      const demand = countApprovals(
        {
          source: name,
          label,
          count,
          of: team,
          from: { kind: 'team', name: team },
          code: 'approvals-missing',
        },
        approvals,
        (one) => inTeam(one, team, evidence, identities),
      );
      return [concerned === true || demand.met === true ? demand : undecided(demand)];
    }),
    ...(rule.codeOwners ? ownerDemands(input, evidence, approvals, identities, name) : []),
  ];
}

function pullRequest(input: LandingInput, name: string): Demand {
  const { pullRequest: pull, landing, push, at, evidence, prospect } = input;
  const about = { source: name, label: `${name}: a pull request`, code: 'direct-push' as const };
  if (pull !== undefined || landing === 'initial' || prospect?.offered === true)
    return { ...about, met: true, missing: '' };
  if (prospect !== undefined) return { ...about, met: null, missing: 'that one offers it was not supplied' };
  const since = evidence?.pullRequests?.landedSince;
  const complete = since !== undefined && Date.parse(since) <= Date.parse(at);
  const pushed = push?.kind === 'push' || push?.kind === 'force-push';
  if (pushed || (complete && push?.kind !== 'merge'))
    return { ...about, met: false, missing: 'it was pushed to the branch itself' };
  return { ...about, met: null, missing: 'which pull request it came from was not supplied' };
}

function ownerDemands(
  { ownership, paths }: LandingInput,
  evidence: ForgeEvidence,
  approvals: readonly Approval[] | undefined,
  identities: Identities,
  name: string,
): readonly Demand[] {
  const label = `${name}: a code owner`;
  if (ownership === undefined || paths === null)
    return [
      {
        source: name,
        label,
        met: null,
        missing: 'which paths changed, or who owns them, was not read',
        code: 'code-owner-missing',
      },
    ];
  const index = new OwnerIndex(ownership);
  const rules = new Map<string, OwnerRule>();
  for (const path of paths) {
    const rule = index.ruleFor(path);
    if (rule !== undefined && rule.owners.length > 0) rules.set(rule.owners.join(' '), rule);
  }
  return [...rules].map(([owners, rule]) =>
    countApprovals(
      {
        source: name,
        label: `${label} (${owners})`,
        count: 1,
        of: owners,
        from: { kind: 'owners', owners: rule.owners },
        code: 'code-owner-missing',
      },
      approvals,
      (one) => rule.owners.map((owner) => isOwner(one, owner, evidence, identities)).reduce(either, false),
    ),
  );
}

function isOwner(approval: Approval, owner: string, evidence: ForgeEvidence, identities: Identities): Met {
  if (!owner.startsWith('@')) {
    const owning = identities.ofEmail(owner, evidence.observedAt);
    if (owning.key === approval.by.key) return true;
    return owning.kind === 'stranger' || approval.by.kind === 'stranger' ? null : false;
  }
  const name = owner.slice(1);
  return name.includes('/')
    ? inTeam(approval, name, evidence, identities)
    : name.toLowerCase() === approval.login.toLowerCase();
}

/** A group is the roster's, or a team of the forge where the roster knows none of that name. */
/** Is an approval by somebody of a group? `null` where it cannot be told. */
export function inGroup(
  approval: Approval,
  group: string,
  evidence: ForgeEvidence | undefined,
  identities: Identities,
): Met {
  // Whoever is in no roster may be anybody in it.
  if (!identities.supplied || approval.by.kind === 'stranger') return null;
  if (identities.hasGroup(group)) return identities.inGroup(approval.by, group);
  return evidence === undefined ? null : inTeam(approval, group, evidence, identities);
}

/**
 * Was the approver in a team of the forge? Teams are known as of when the evidence was read: somebody whom the forge
 * no longer has at all may have been in it, and a group of the same name in the roster tells of those who left.
 */
function inTeam(
  { login, by }: Approval,
  team: string,
  { teams, members }: ForgeEvidence,
  identities: Identities,
): Met {
  const wanted = bareTeam(team);
  const found = teams?.find(({ name }) => bareTeam(name) === wanted);
  const has = (logins: readonly string[]): boolean =>
    logins.some((one) => one.toLowerCase() === login.toLowerCase());
  if (found !== undefined && has(found.members)) return true;
  if (identities.hasGroup(wanted) && identities.inGroup(by, wanted)) return true;
  if (found === undefined) return null;
  return members === undefined || has(members.map((member) => member.login)) ? false : null;
}

/** `acme/platform`, `@acme/platform` and `platform` name the same team of one organisation. */
export function bareTeam(team: string): string {
  return team
    .slice(team.lastIndexOf('/') + 1)
    .replace(/^@/, '')
    .toLowerCase();
}

/** Does any path match any pattern? Without patterns every path is meant. */
function touches(paths: readonly string[] | null, patterns: readonly string[]): Met {
  if (patterns.length === 0) return true;
  if (paths === null) return null;
  return paths.some((path) => patterns.some((pattern) => matchGlob(pattern, path, { separator: '/' })));
}

function hasKind(kinds: readonly string[] | null, wanted: readonly string[]): Met {
  if (wanted.length === 0) return true;
  if (kinds === null) return null;
  return wanted.some((kind) => kinds.includes(kind));
}

function both(one: Met, other: Met): Met {
  if (one === false || other === false) return false;
  return one === null || other === null ? null : true;
}

function either(one: Met, other: Met): Met {
  if (one === true || other === true) return true;
  return one === null || other === null ? null : false;
}

/** Whether the change is concerned at all could not be told. */
function undecided(demand: Demand): Demand {
  return {
    ...demand,
    met: null,
    missing: `${demand.missing} (if it concerns this change, which could not be told)`,
  };
}
