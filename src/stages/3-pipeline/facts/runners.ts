import type { ForgeEvidence } from '../../../model/evidence.ts';
import type { Job } from '../../../model/workflow.ts';
import { ofJob } from './build.ts';
import type { PipelineFact } from './fact.ts';

/** Code of a fork on a machine that the organisation keeps. */
export function runnerFacts(job: Job, evidence: ForgeEvidence | undefined): readonly PipelineFact[] {
  const fork = job.starts.find((start) => start.fork && start.trust === 'outsider');
  if (fork === undefined) return [];
  const { answer, why, at, supply } = job.selfHosted;
  const more = {
    ...(at === undefined ? {} : { at }),
    related: [{ what: `${fork.event} starts it`, at: fork.at }],
    ...(job.runsOn[0] === undefined
      ? {}
      : { cause: `runner ${job.runsOn.map(({ value }) => value).join(' ')}` }),
  };
  if (answer === 'yes') {
    const visibility = evidence?.settings?.visibility;
    const said = `a fork’s pull request starts it, and ${why}`;
    if (visibility === undefined)
      return [
        ofJob(job, 'fork-on-own-runner', 'unknown', `${said}; who may open one was not observed`, {
          ...more,
          supply: 'whether the repository is public (forge evidence: settings.visibility)',
        }),
      ];
    return [ofJob(job, 'fork-on-own-runner', 'yes', said, { ...more, stake: 'most' })];
  }
  return [
    ofJob(job, 'fork-on-own-runner', answer, why, { ...more, ...(supply === undefined ? {} : { supply }) }),
  ];
}
