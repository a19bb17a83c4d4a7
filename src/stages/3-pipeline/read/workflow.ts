import { child, entriesOf, entry, textOf } from '../../../formats/yaml/access.ts';
import type { SourceText } from '../../../formats/yaml/source.ts';
import type { YamlNode } from '../../../formats/yaml/tree.ts';
import type { Workflow, WorkflowUnknown } from '../../../model/workflow.ts';
import { variablesOf } from './fields.ts';
import { type JobDraft, jobOf } from './job.ts';
import { permissionsOf } from './permissions.ts';
import type { StepContext } from './steps.ts';
import { onOf, triggersOf } from './triggers.ts';

export type WorkflowDraft = Omit<Workflow, 'jobs'> & { readonly jobs: readonly JobDraft[] };

const MOST_JOBS = 500;

/** Reads one workflow file; what is not understood is listed in `unknown`. */
export function workflowOf(
  root: YamlNode,
  place: { readonly path: string; readonly repository: string; readonly source: SourceText },
  context: StepContext,
): WorkflowDraft {
  const unknown: WorkflowUnknown[] = [];
  const triggers = triggersOf(onOf(root));
  if (triggers.length === 0) {
    unknown.push({ why: 'it says nowhere when it starts', supply: 'a workflow with `on:`', at: root.at });
  }
  const name = textOf(child(root, 'name'));
  const permissions = permissionsOf(entry(root, 'permissions'));
  const concurrency = entry(root, 'concurrency');
  const jobs = entriesOf(child(root, 'jobs'));
  if (jobs.length > MOST_JOBS) {
    unknown.push({
      why: `only the first ${MOST_JOBS} of ${jobs.length} jobs were read`,
      supply: 'a workflow with fewer jobs',
      at: root.at,
    });
  }
  const workflowEnv = child(root, 'env');
  return {
    path: place.path,
    repository: place.repository,
    ...(name === undefined ? {} : { name }),
    triggers,
    ...(permissions === undefined ? {} : { permissions }),
    env: variablesOf(workflowEnv),
    ...(concurrency === undefined ? {} : { concurrency: concurrency.key.at }),
    jobs: jobs
      .slice(0, MOST_JOBS)
      .map((job) => jobOf(job, { workflow: place.path, source: place.source, workflowEnv }, context)),
    at: root.at,
    unknown,
  };
}
