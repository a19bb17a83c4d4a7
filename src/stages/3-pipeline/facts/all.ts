import type { ForgeEvidence } from '../../../model/evidence.ts';
import type { Workflows } from '../../../model/workflow.ts';
import { approvalFacts, approvalSetting } from './approvals.ts';
import { environmentFacts } from './environments.ts';
import type { PipelineFact } from './fact.ts';
import { foreignFacts } from './foreign.ts';
import { permissionFacts } from './permissions.ts';
import { runnerFacts } from './runners.ts';
import { secretFacts } from './secrets.ts';
import { untrustedFacts } from './untrusted.ts';

/** Every fact about one repository's workflows that controls judge. */
export function workflowFacts(
  workflows: Workflows,
  evidence: ForgeEvidence | undefined,
): readonly PipelineFact[] {
  return [
    ...approvalSetting(workflows, evidence),
    ...workflows.workflows.flatMap((workflow) => [
      ...permissionFacts(workflow, evidence?.settings?.defaultWorkflowPermissions),
      ...workflow.jobs.flatMap((job) => [
        ...untrustedFacts(job, evidence),
        ...foreignFacts(job, workflows.fullName),
        ...secretFacts(job),
        ...environmentFacts(job, evidence),
        ...runnerFacts(job, evidence),
        ...approvalFacts(job, evidence),
      ]),
    ]),
  ];
}
