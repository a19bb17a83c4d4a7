import type { ForgeEvidence } from '../../model/evidence.ts';
import type { SourceTree } from '../../model/tree.ts';
import type { ClaimTemplate, Intersection, Trust } from '../../model/trust.ts';
import type { Workflows } from '../../model/workflow.ts';

/** Every workflow of a tree. */
export function workflowsOf(tree: SourceTree, _evidence: ForgeEvidence | undefined): Workflows {
  return { repository: tree.repository, workflows: [], unknown: [] };
}

/** Identity tokens that can be minted in a repository. */
export function templatesOf(
  _workflows: Workflows,
  _evidence: ForgeEvidence | undefined,
): readonly ClaimTemplate[] {
  return [];
}

export function meets(_trust: Trust, _template: ClaimTemplate): Intersection {
  return { reachable: false, why: '' };
}
