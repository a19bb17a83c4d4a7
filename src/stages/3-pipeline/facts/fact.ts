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
  /** The job as `path#job`, the workflow's path, or `trust ID`. */
  readonly subject: string;
  readonly why: string;
  readonly at: Location;
  /** Further places of the same chain, in its order. */
  readonly related: readonly { readonly what: string; readonly at: Location }[];
  /** What to provide, where the answer is `unknown`. */
  readonly supply?: string;
}

/** Each name is a sentence's core that is true where the answer is `yes`. */
export type PipelineFactName =
  | 'cloud-key-static'
  | 'cluster-key-static'
  | 'outsider-code-executed-with-rights'
  | 'outsider-text-becomes-code'
  | 'contributor-text-becomes-code'
  | 'foreign-code-unpinned-with-credentials'
  | 'foreign-code-unpinned'
  | 'permissions-undeclared'
  | 'token-writes-everything'
  | 'identity-token-for-whole-workflow'
  | 'deploys-without-environment'
  | 'every-secret-sent'
  | 'secrets-inherited-elsewhere'
  | 'fork-on-own-runner'
  | 'remote-script-executed'
  | 'approves-pull-requests'
  | 'deploy-role-open-to-any-branch'
  | 'role-shared-by-pull-requests-and-merged'
  | 'trust-satisfied-by-nobody';
