import { type Job, jobAddress, type Workflow } from '../../../model/workflow.ts';
import { ofJob } from './build.ts';
import type { PipelineFact } from './fact.ts';

const SUPPLY =
  'the repository’s default for workflow permissions (forge evidence: settings.defaultWorkflowPermissions)';

/** What a workflow says of its tokens, as written, and what follows where it says nothing. */
export function permissionFacts(
  workflow: Workflow,
  choice: 'read' | 'write' | undefined,
): readonly PipelineFact[] {
  return [
    ...undeclared(workflow),
    ...workflow.jobs.flatMap((job) => writesEverything(workflow, job, choice)),
    ...identityForAll(workflow),
  ];
}

function undeclared(workflow: Workflow): readonly PipelineFact[] {
  // What is only ever called has its caller's permissions.
  if (onlyCalled(workflow)) return [];
  const base = { fact: 'permissions-undeclared', subject: workflow.path, at: workflow.at } as const;
  const silent =
    workflow.permissions === undefined ? workflow.jobs.filter((job) => job.permissions === undefined) : [];
  if (silent.length === 0)
    return [{ ...base, answer: 'no', why: 'it declares what its tokens may do', related: [] }];
  return [
    {
      ...base,
      answer: 'yes',
      why: `${silent.length} of ${workflow.jobs.length} jobs have whatever the repository’s default gives`,
      at: silent[0]?.keyAt ?? workflow.at,
      related: silent.map((job) => ({ what: jobAddress(job), at: job.keyAt })),
    },
  ];
}

function writesEverything(
  workflow: Workflow,
  job: Job,
  choice: 'read' | 'write' | undefined,
): readonly PipelineFact[] {
  const fact = 'token-writes-everything';
  const set = job.permissions ?? workflow.permissions;
  if (set !== undefined) {
    if (set.kind === 'unread')
      return [
        ofJob(job, fact, 'unknown', 'its permissions were not understood', {
          at: set.at,
          supply: 'permissions as the platform takes them',
        }),
      ];
    const all = set.kind === 'write-all';
    return [
      ofJob(
        job,
        fact,
        all ? 'yes' : 'no',
        all ? 'its token may write everything' : 'what its token may write is listed',
        { at: set.at },
      ),
    ];
  }
  if (onlyCalled(workflow)) return [];
  if (choice === undefined)
    return [
      ofJob(job, fact, 'unknown', 'nothing is declared, so the repository’s default counts', {
        supply: SUPPLY,
      }),
    ];
  return [
    ofJob(
      job,
      fact,
      choice === 'write' ? 'yes' : 'no',
      `nothing is declared, and the repository’s default is ${choice}`,
    ),
  ];
}

function identityForAll(workflow: Workflow): readonly PipelineFact[] {
  const set = workflow.permissions;
  const scope = set?.scopes.find((one) => one.scope === 'id-token' && one.access === 'write');
  if (set === undefined || (scope === undefined && set.kind !== 'write-all')) return [];
  const heirs = workflow.jobs.filter((job) => job.permissions === undefined);
  const base = {
    fact: 'identity-token-for-whole-workflow',
    subject: workflow.path,
    at: scope?.at ?? set.at,
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
