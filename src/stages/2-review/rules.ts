import { matchGlob } from '../../formats/glob/match.ts';
import type { BranchRule, BypassActor, ForgeEvidence } from '../../model/evidence.ts';

/** What all active rules together demand of changes of one ref. */
export interface EffectiveRule {
  /** False where no rules were observed; everything else is then the weakest reading and proves nothing. */
  readonly observed: boolean;
  /** Some active rule applies to the ref. */
  readonly protected: boolean;
  readonly requirePullRequest: boolean;
  readonly approvals: number;
  readonly codeOwners: boolean;
  readonly dismissStale: boolean;
  readonly lastPushApproval: boolean;
  readonly requiredTeams: readonly {
    readonly team: string;
    readonly approvals: number;
    readonly paths: readonly string[];
  }[];
  /** Logins and teams; absent = everybody with write access. */
  readonly pushAllowed?: readonly string[];
  readonly signedCommits: boolean;
  readonly blockForcePush: boolean;
  /** Who passes over every rule that demands a pull request; one rule that binds an actor is enough to bind it. */
  readonly bypass: readonly BypassActor[] | 'unobservable';
  /** Names of the rules that apply. */
  readonly sources: readonly string[];
}

/**
 * The union of the active rules that match the ref; the strictest value of each demand counts, as on GitHub
 * (docs: "About rulesets", rule layering).
 */
export function effectiveRule(evidence: ForgeEvidence | undefined, ref: string): EffectiveRule {
  const active = (evidence?.rules ?? []).filter(
    (rule) => rule.enforcement === 'active' && ruleApplies(rule, ref, evidence),
  );
  const demanding = active.filter((rule) => rule.requirePullRequest);
  const pushAllowed = active.flatMap((rule) => (rule.pushAllowed === undefined ? [] : [rule.pushAllowed]));
  return {
    observed: evidence?.rules !== undefined,
    protected: active.length > 0,
    requirePullRequest: demanding.length > 0,
    approvals: Math.max(0, ...demanding.map((rule) => rule.approvals)),
    codeOwners: demanding.some((rule) => rule.codeOwners),
    dismissStale: demanding.some((rule) => rule.dismissStale),
    lastPushApproval: demanding.some((rule) => rule.lastPushApproval),
    requiredTeams: demanding.flatMap((rule) => rule.requiredTeams ?? []),
    ...(pushAllowed.length === 0 ? {} : { pushAllowed: intersection(pushAllowed) }),
    signedCommits: active.some((rule) => rule.signedCommits),
    blockForcePush: active.some((rule) => rule.blockForcePush),
    bypass: bypassOfAll(demanding),
    sources: active.map((rule) => rule.name),
  };
}

/** Does the rule's condition name the ref? Patterns are GitHub's fnmatch with path names: `*` stays in a segment, `**` crosses. */
export function ruleApplies(rule: BranchRule, ref: string, evidence: ForgeEvidence | undefined): boolean {
  const matches = (pattern: string): boolean =>
    refMatches(pattern, ref, evidence?.settings?.defaultBranch ?? 'main');
  return rule.include.some(matches) && !rule.exclude.some(matches);
}

function refMatches(pattern: string, ref: string, defaultBranch: string): boolean {
  if (pattern === '~ALL') return true;
  if (pattern === '~DEFAULT_BRANCH') return ref === `refs/heads/${defaultBranch}`;
  const full = pattern.startsWith('refs/') ? pattern : `refs/heads/${pattern}`;
  return matchGlob(full, ref, { separator: '/' });
}

function bypassOfAll(demanding: readonly BranchRule[]): EffectiveRule['bypass'] {
  const known = demanding.filter((rule) => rule.bypass !== undefined);
  const [first, ...rest] = known;
  if (first === undefined) return demanding.length === 0 ? [] : 'unobservable';
  const shared = (first.bypass ?? []).filter((actor) =>
    rest.every((rule) => (rule.bypass ?? []).some((other) => sameActor(actor, other))),
  );
  if (known.length === demanding.length) return shared;
  // A rule whose bypass list is hidden may let through whoever the others let through, and nobody else.
  return known.every((rule) => (rule.bypass ?? []).length > 0) ? 'unobservable' : [];
}

function sameActor(one: BypassActor, other: BypassActor): boolean {
  return one.kind === other.kind && one.name.toLowerCase() === other.name.toLowerCase();
}

function intersection(lists: readonly (readonly string[])[]): readonly string[] {
  const [first = [], ...rest] = lists;
  return first.filter((name) => rest.every((list) => list.includes(name)));
}
