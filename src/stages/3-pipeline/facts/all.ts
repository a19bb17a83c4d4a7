import type { ForgeEvidence } from '../../../model/evidence.ts';
import type { ClaimTemplate, Intersection, Trust } from '../../../model/trust.ts';
import type { Workflows } from '../../../model/workflow.ts';
import type { PipelineFact } from './fact.ts';
import { foreignFacts } from './foreign.ts';
import { permissionFacts } from './permissions.ts';
import { secretFacts } from './secrets.ts';
import { untrustedFacts } from './untrusted.ts';

/** The workflows of one repository with what its forge says of it. */
export interface PipelineSource {
  readonly workflows: Workflows;
  readonly evidence: ForgeEvidence | undefined;
  readonly templates: readonly ClaimTemplate[];
}

/** Who is let in by which role. */
export interface PipelineTrusts {
  readonly trusts: readonly Trust[];
  readonly meets: (trust: Trust, template: ClaimTemplate) => Intersection;
}

/** Every fact about pipelines that controls judge, repository by repository. */
export function pipelineFacts(sources: readonly PipelineSource[]): readonly PipelineFact[] {
  return sources.flatMap(({ workflows, evidence }) =>
    workflows.workflows.flatMap((workflow) => [
      ...permissionFacts(workflow, evidence?.settings?.defaultWorkflowPermissions),
      ...workflow.jobs.flatMap((job) => [...untrustedFacts(job), ...foreignFacts(job), ...secretFacts(job)]),
    ]),
  );
}
