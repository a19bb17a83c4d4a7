import type { LandedCommit, Landing, LandingReason, ReasonCode } from '../../model/landing.ts';
import type { PersonRef } from '../../model/person.ts';
import { type Approval, approvalsOf, landedApproval, type VoidReason } from './judge/approvals.ts';
import { candidatesFor } from './judge/candidates.ts';
import { type Contributors, contributorsOf } from './judge/contributors.ts';
import type { Demand, Eligible } from './judge/demand.ts';
import { brokenGlass, grantDemands } from './judge/grant-demands.ts';
import { Identities } from './judge/identities.ts';
import type { BroughtCommit, LandingInput, Offer } from './judge/input.ts';
import { policyDemands, ruleDemands } from './judge/review-demands.ts';
import { brokenSignatures, signatureDemands } from './judge/signature-demands.ts';
import { type EffectiveRule, effectiveRule } from './rules.ts';

/**
 * Which people made a landed change, who agreed to it, and whether what was demanded of it was so. It fails only where
 * something is proved to be wrong, passes only where every demand is proved to be met, and is unknown otherwise.
 */
export function judgeLanding(input: LandingInput): Landing {
  return judge(input).landing;
}

/** What was demanded of a change, and who could still give what is missing. */
export interface Outlook {
  readonly landing: Landing;
  readonly demands: readonly Demand[];
  /** Who could give a missing approval; `null` where it is not known who counts. */
  readonly candidates: (from: Eligible) => readonly PersonRef[] | null;
}

/** Judges what a merge of an offered change would be, as things stand; the same demands as for what has landed. */
export function judgeProspect(input: LandingInput & Required<Pick<LandingInput, 'prospect'>>): Outlook {
  const { landing, demands, approvals, ...rest } = judge(input);
  const agreeing = {
    ...rest,
    approvals: approvals ?? [],
    at: input.at,
    ...(input.evidence === undefined ? {} : { evidence: input.evidence }),
  };
  const candidates = (from: Eligible): readonly PersonRef[] | null =>
    candidatesFor(from, agreeing)?.map(({ ref }) => ref) ?? null;
  return { landing, demands, candidates };
}

interface Judged {
  readonly landing: Landing;
  readonly demands: readonly Demand[];
  readonly approvals: readonly Approval[] | undefined;
  readonly contributors: Contributors;
  readonly identities: Identities;
}

function judge(input: LandingInput): Judged {
  const { evidence, pullRequest } = input;
  const identities = new Identities(input.roster, evidence?.forge ?? '');
  const contributors = contributorsOf(input, identities);
  const rule = effectiveRule(evidence, input.ref);
  const offer = offerOf(input);
  const approvals = reviewsOf(input, offer && approvalsOf(input, offer, contributors, identities));
  const demands =
    input.landing === 'initial'
      ? []
      : [
          // Whoever landed the policy of temporary access left it to whom that names.
          ...(input.access?.whole === true ? [] : policyDemands(input, approvals, identities)),
          ...grantDemands(input, approvals, identities),
          ...ruleDemands(input, rule, approvals, identities),
          ...signatureDemands(input, rule.signedCommits ? rule.sources.join(', ') : undefined, identities),
        ];
  const wrong = [...broken(input), ...unmet(demands, approvals ?? [])];
  const open = wrong.length > 0 ? [] : undecided(input, demands, approvals, identities, rule);
  const landing: Landing = {
    repository: input.repository,
    commit: input.commit,
    landing: input.landing,
    contentProved: input.contentProved,
    verdict: wrong.length > 0 ? 'fail' : open.length > 0 ? 'unknown' : 'pass',
    reasons: onceEach([...wrong, ...open, ...remarks(input)]),
    people: contributors.people.map(({ ref }) => ref),
    commits: input.commits.map(landedCommit),
    approvals: (approvals ?? []).map((one) => landedApproval(one, sourceOf(input))),
    required: demands.map(({ label, met, missing }) => ({ requirement: label, met, missing })),
    approvalDemanded: demands.some(({ code }) => AGREEMENT.has(code)),
    at: input.at,
    atWitnessed: input.atWitnessed,
    ...(pullRequest === undefined ? {} : { pullRequest: pullRequest.number }),
    paths: input.paths,
    ref: input.ref,
  };
  return { landing, demands, approvals, contributors, identities };
}

const AGREEMENT: ReadonlySet<ReasonCode> = new Set(['approvals-missing', 'code-owner-missing']);

/** What reviewers were shown; `undefined` where nothing tells that anybody was shown anything. */
function offerOf(input: LandingInput): Offer | undefined {
  const { pullRequest: pull, statements = [], onlyStatements, offered, commit } = input;
  if (pull === undefined && statements.length === 0 && onlyStatements !== true) return undefined;
  const landedAt = pull?.mergedAt ?? (input.atWitnessed ? input.at : undefined);
  return {
    head: pull?.head.sha ?? offered ?? commit,
    reviews: [...(pull?.reviews ?? []), ...statements],
    ...(landedAt === undefined ? {} : { landedAt }),
  };
}

/** What was said in reviews; nothing where it is known that there was no pull request; `undefined` where nobody supplied it. */
function reviewsOf(
  { evidence, at, push, prospect }: LandingInput,
  approvals: readonly Approval[] | undefined,
): readonly Approval[] | undefined {
  if (approvals !== undefined) return approvals;
  if (prospect !== undefined) return evidence?.pullRequests?.openComplete === true ? [] : undefined;
  if (push?.kind === 'merge') return undefined;
  if (push?.kind === 'push' || push?.kind === 'force-push') return [];
  const since = evidence?.pullRequests?.landedSince;
  return since !== undefined && Date.parse(since) <= Date.parse(at) ? [] : undefined;
}

function broken(input: LandingInput): readonly LandingReason[] {
  return [
    ...(input.contentProved === false
      ? [{ code: 'content-differs' as const, detail: 'what landed is not the merge of what was offered' }]
      : []),
    ...(input.push?.bypassed === true
      ? [{ code: 'bypassed' as const, detail: 'the forge says that its rules were passed over' }]
      : []),
    ...brokenSignatures(input),
    ...(input.landing === 'initial' ? [] : (input.access?.broken ?? [])),
  ];
}

const VOID: Readonly<Record<VoidReason, readonly [code: ReasonCode, why: string]>> = {
  'self-approval': ['self-approved', 'made part of the change'],
  'stale-approval': ['stale-approval', 'approved another head than the one that landed'],
  'not-a-person': ['bot-approval', 'is a robot'],
  left: ['approver-left', 'had left'],
  'after-merge': ['approved-after-merge', 'approved what had already landed'],
  withdrawn: ['approval-withdrawn', 'took the approval back'],
  'same-person': ['approved-twice', 'had approved under another account'],
  'bad-signature': ['approvals-missing', 'did not sign what the statement says'],
  'unknown-key': ['approvals-missing', 'is a key that the roster gives to nobody'],
  'key-revoked': ['approvals-missing', 'signed with a key that had been revoked'],
  'key-expired': ['approvals-missing', 'signed with a key that had ended'],
  'key-not-yet-valid': ['approvals-missing', 'signed with a key that was not yet theirs'],
};

/** The reasons that say why an approval that was given does not count. */
export const VOID_CODES: readonly ReasonCode[] = Object.values(VOID).map(([code]) => code);

/** What was demanded and is not so; void approvals say why where approvals are missing. */
function unmet(demands: readonly Demand[], approvals: readonly Approval[]): readonly LandingReason[] {
  return demands
    .filter(({ met }) => met === false)
    .flatMap(({ label, missing, code }) => {
      const detail = `${label}: ${missing}`;
      if (code !== 'approvals-missing' && code !== 'code-owner-missing') return [{ code, detail }];
      const voids = approvals.flatMap(({ why, login }) =>
        why === undefined ? [] : [{ code: VOID[why][0], detail: `${detail}; ${login} ${VOID[why][1]}` }],
      );
      return voids.length > 0 ? voids : [{ code, detail }];
    });
}

function undecided(
  { landing, evidence, contentProved, push, prospect, access }: LandingInput,
  demands: readonly Demand[],
  approvals: readonly Approval[] | undefined,
  identities: Identities,
  rule: EffectiveRule,
): readonly LandingReason[] {
  if (landing === 'initial') return [];
  const open = demands.filter(({ met }) => met === null);
  const reasons: LandingReason[] = [
    ...open.map(({ label, missing }) => ({ code: 'undecided' as const, detail: `${label}: ${missing}` })),
    ...(access?.open ?? []),
  ];
  if ((open.length > 0 || demands.length === 0) && approvals === undefined)
    reasons.push({
      code: 'reviews-not-supplied',
      detail: 'who agreed was not supplied: --evidence DIR with pull requests',
    });
  if (open.length > 0 && !identities.supplied)
    reasons.push({ code: 'roster-not-supplied', detail: 'who is who was not supplied: --roster FILE' });
  if (demands.length === 0)
    reasons.push({
      code: evidence?.rules === undefined ? 'rules-not-supplied' : 'nothing-demanded',
      detail:
        evidence?.rules === undefined
          ? 'what is demanded of a change was not supplied: a Requirement, or --evidence DIR with rules'
          : 'no rule or Requirement demands anything of this change',
    });
  // Where somebody may pass over the rules, only the forge's record of the push tells whether they did.
  if (rule.requirePullRequest && push === undefined && prospect === undefined && mayBePassed(rule))
    reasons.push({
      code: 'bypass-not-observed',
      detail: 'somebody may pass over the rules: --evidence DIR with pushes tells whether they did',
    });
  if (reasons.length === 0 && contentProved === null)
    reasons.push({
      code: 'content-not-proved',
      detail:
        'whether what landed is what was approved could not be told: the heads of pull requests are needed',
    });
  return reasons;
}

function mayBePassed({ bypass }: EffectiveRule): boolean {
  return bypass === 'unobservable' || bypass.length > 0;
}

/** What does not decide, and is worth knowing. */
function remarks(input: LandingInput): readonly LandingReason[] {
  const { commits, landing } = input;
  return [
    ...(landing === 'initial' ? [] : brokenGlass(input)),
    ...commits.flatMap(({ commit, backdated }) =>
      backdated === true
        ? [
            {
              code: 'backdated' as const,
              detail: `commit ${commit.oid.slice(0, 12)} bears a date that cannot be true`,
            },
          ]
        : [],
    ),
    ...(landing === 'initial'
      ? [{ code: 'initial' as const, detail: 'history begins here, taken as given' }]
      : []),
  ];
}

function onceEach(reasons: readonly LandingReason[]): readonly LandingReason[] {
  const seen = new Set<string>();
  return reasons.filter(({ code, detail }) => {
    const key = `${code} ${detail}`;
    return seen.has(key) ? false : Boolean(seen.add(key));
  });
}

function sourceOf({ evidence, pullRequest }: LandingInput): string {
  return `${evidence?.forge ?? 'forge'} pull request ${pullRequest?.number ?? ''}`.trim();
}

function landedCommit({ commit, signature, backdated }: BroughtCommit): LandedCommit {
  const { kind, status, key, person, signedAt, witnessedAt } = signature;
  return {
    commit: commit.oid,
    signature: {
      kind,
      status,
      ...(key === undefined ? {} : { key }),
      ...(person === undefined ? {} : { person }),
      ...(signedAt === undefined ? {} : { signedAt }),
      ...(witnessedAt === undefined ? {} : { witnessedAt }),
    },
    author: `${commit.author.name} <${commit.author.email}>`,
    committer: `${commit.committer.name} <${commit.committer.email}>`,
    ...(backdated === undefined ? {} : { backdated }),
  };
}
