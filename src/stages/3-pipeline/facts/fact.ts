import type { Answer } from '../../../model/agent.ts';
import type { Location } from '../../../model/location.ts';

/**
 * One thing that a control judges: `answer` says whether what the fact's name states is so. A fact is no finding:
 * which facts matter, and how much, is the controls' business. Where there is nothing to judge there is no fact.
 */
export interface PipelineFact {
  readonly fact: PipelineFactName;
  /** `yes` = it is so. */
  readonly answer: Answer;
  /** The job as `path#job`, the workflow's path, the repository's name, or the role's id. */
  readonly subject: string;
  readonly why: string;
  readonly at: Location;
  /** Further places of the same chain, in its order. */
  readonly related: readonly { readonly what: string; readonly at: Location }[];
  /** What to provide, where the answer is `unknown`. */
  readonly supply?: string;
  /** How much is at stake; each name says below what it means for it. Absent = as ever. */
  readonly stake?: 'most' | 'little';
  /** What several facts have in common, where they have one cause. */
  readonly cause?: string;
}

/** Each name is a sentence's core that is true where the answer is `yes`. */
export type PipelineFactName =
  /** A cloud, a vault or a cluster is entered with a secret that lives until somebody rotates it. */
  | 'cloud-key-static'
  /** `little`, here and in the next: what the job holds only comments, labels and reports. */
  | 'outsider-code-executed-with-rights'
  | 'outsider-text-becomes-code'
  | 'contributor-text-becomes-code'
  /** `little`: as above, or the only secret is meant for that very action, or it can only be used by a tag. */
  | 'foreign-code-unpinned-with-credentials'
  | 'foreign-code-unpinned'
  /** `most`: anybody starts the job. */
  | 'token-writes-everything'
  | 'identity-token-for-whole-workflow'
  | 'deploys-without-environment'
  /** `little`: reviewers are asked, and whoever started the job may be one. */
  | 'deploy-environment-open'
  | 'every-secret-sent'
  /** `most`: what is called is somebody else's. */
  | 'secrets-inherited-elsewhere'
  /** `most`: the repository is public. */
  | 'fork-on-own-runner'
  /** `little`: no rule asks for approvals. */
  | 'workflows-may-approve'
  | 'approves-pull-requests'
  /** `most`: somebody without rights is let in. */
  | 'role-let-in-before-landing';
