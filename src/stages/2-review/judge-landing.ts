import type { ForgeEvidence, PullRequest, PushEvent } from '../../model/evidence.ts';
import type { Commit } from '../../model/git.ts';
import type { Landing, LandingKind, LandingReason } from '../../model/landing.ts';
import type { Ownership } from '../../model/ownership.ts';
import type { Roster } from '../../model/person.ts';
import type { Requirement } from '../../model/policy.ts';
import type { CommitSignature } from '../../model/signature.ts';

export interface BroughtCommit {
  readonly commit: Commit;
  readonly signature: CommitSignature;
  readonly backdated?: boolean;
}

export interface LandingInput {
  readonly repository: string;
  readonly ref: string;
  readonly commit: string;
  readonly landing: LandingKind;
  readonly contentProved: boolean | null;
  readonly commits: readonly BroughtCommit[];
  readonly pullRequest?: PullRequest;
  readonly push?: PushEvent;
  readonly evidence?: ForgeEvidence;
  readonly roster?: Roster;
  readonly requirements: readonly Requirement[];
  readonly ownership?: Ownership;
  readonly paths: readonly string[] | null;
  readonly kinds: readonly string[] | null;
  readonly at: string;
  readonly atWitnessed: boolean;
}

export function judgeLanding(input: LandingInput): Landing {
  const reasons: LandingReason[] = [];
  if (input.contentProved === false) reasons.push({ code: 'content-differs', detail: 'it differs' });
  const failed = reasons.length > 0;
  if (!failed) reasons.push({ code: 'reviews-not-supplied', detail: 'nothing is known of reviews' });
  const emails = new Map(
    input.commits.map(({ commit: { author } }) => [author.email, `${author.name} <${author.email}>`]),
  );
  return {
    repository: input.repository,
    commit: input.commit,
    landing: input.landing,
    contentProved: input.contentProved,
    verdict: failed ? 'fail' : 'unknown',
    reasons,
    people: [...emails.values()].map((account) => ({ account, identified: false })),
    commits: input.commits.map(({ commit, signature, backdated }) => ({
      commit: commit.oid,
      signature: {
        kind: signature.kind,
        status: signature.status,
        ...(signature.key === undefined ? {} : { key: signature.key }),
        ...(signature.person === undefined ? {} : { person: signature.person }),
        ...(signature.signedAt === undefined ? {} : { signedAt: signature.signedAt }),
        ...(signature.witnessedAt === undefined ? {} : { witnessedAt: signature.witnessedAt }),
      },
      author: `${commit.author.name} <${commit.author.email}>`,
      committer: `${commit.committer.name} <${commit.committer.email}>`,
      ...(backdated === undefined ? {} : { backdated }),
    })),
    approvals: [],
    required: [],
    at: input.at,
    atWitnessed: input.atWitnessed,
    ...(input.pullRequest === undefined ? {} : { pullRequest: input.pullRequest.number }),
    paths: input.paths,
    ref: input.ref,
  };
}
