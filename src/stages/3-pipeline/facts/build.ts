import type { Answer } from '../../../model/agent.ts';
import { type Job, jobAddress } from '../../../model/workflow.ts';
import type { PipelineFact, PipelineFactName } from './fact.ts';

/** A fact about one job; `at` is the job's key where nothing narrower is known. */
export function ofJob(
  job: Job,
  fact: PipelineFactName,
  answer: Answer,
  why: string,
  more: Partial<Pick<PipelineFact, 'at' | 'related' | 'supply' | 'stake' | 'cause'>> = {},
): PipelineFact {
  return { fact, answer, subject: jobAddress(job), why, related: [], at: job.keyAt, ...more };
}

/** What was found, or one `no` about the job where nothing was. */
export function foundOrNo(
  job: Job,
  fact: PipelineFactName,
  found: readonly PipelineFact[],
  whyNot: string,
): readonly PipelineFact[] {
  return found.length > 0 ? found : [ofJob(job, fact, 'no', whyNot)];
}
