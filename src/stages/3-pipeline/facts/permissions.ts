import { type Job, jobAddress, type Workflow } from '../../../model/workflow.ts';
import { ofJob } from './build.ts';
import type { PipelineFact } from './fact.ts';

const SUPPLY =
  'the repository’s default for workflow permissions (forge evidence: settings.defaultWorkflowPermissions)';

/** What a workflow says of its tokens, as written, and what follows where it says nothing. `choice` = the repository's default. */
export function permissionFacts(
  workflow: Workflow,
  choice: 'read' | 'write' | undefined,
): readonly PipelineFact[] {
  return [
    ...workflow.jobs.flatMap((job) => writesEverything(workflow, job, choice)),
    ...identityForAll(workflow),
  ];
}

function writesEverything(
  workflow: Workflow,
  job: Job,
  choice: 'read' | 'write' | undefined,
): readonly PipelineFact[] {
  const fact = 'token-writes-everything';
  const set = job.permissions ?? workflow.permissions;
  const rich = job.starts.filter((start) => start.privileged !== 'no');
  const stake = rich.some((start) => start.trust === 'outsider') ? { stake: 'most' as const } : {};
  if (set !== undefined) {
    const at = set.at;
    if (set.kind === 'unread')
      return [
        ofJob(job, fact, 'unknown', 'its permissions were not understood', {
          at,
          supply: 'permissions as the platform takes them',
        }),
      ];
    if (set.kind !== 'write-all')
      return [ofJob(job, fact, 'no', 'what its token may write is listed', { at })];
    return [ofJob(job, fact, 'yes', 'its token may write everything', { at, ...stake, cause: `${at.line}` })];
  }
  // What is only ever called has its caller's permissions; what never starts with rights has none.
  if (onlyCalled(workflow) || rich.length === 0) return [];
  if (choice === undefined)
    return [
      ofJob(job, fact, 'unknown', 'nothing is declared, so the repository’s default counts', {
        supply: SUPPLY,
        cause: 'default',
      }),
    ];
  return [
    ofJob(
      job,
      fact,
      choice === 'write' ? 'yes' : 'no',
      `nothing is declared, and the repository’s default is ${choice}`,
      { ...stake, cause: 'default' },
    ),
  ];
}

function identityForAll(workflow: Workflow): readonly PipelineFact[] {
  const set = workflow.permissions;
  const scope = set?.scopes.find((one) => one.scope === 'id-token' && one.access === 'write');
  if (set === undefined || scope === undefined) return [];
  const heirs = workflow.jobs.filter((job) => job.permissions === undefined);
  const base = {
    fact: 'identity-token-for-whole-workflow',
    subject: workflow.path,
    at: scope.at,
  } as const;
  return heirs.length > 1
    ? [
        {
          ...base,
          answer: 'yes',
          why: `${heirs.length} jobs can have an identity token because the workflow asks for it`,
          related: heirs.map((job) => ({ what: jobAddress(job), at: job.keyAt })),
        },
      ]
    : [{ ...base, answer: 'no', why: 'no more than one job gets the identity token', related: [] }];
}

function onlyCalled(workflow: Workflow): boolean {
  return (
    workflow.triggers.length > 0 && workflow.triggers.every((trigger) => trigger.event === 'workflow_call')
  );
}
