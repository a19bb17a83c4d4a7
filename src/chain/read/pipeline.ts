import type { ForgeEvidence } from '../../model/evidence.ts';
import type { ClaimTemplate, Intersection, Trust } from '../../model/trust.ts';
import type { Workflows } from '../../model/workflow.ts';
import { fullNameIn, settingsOf } from '../../stages/3-pipeline/derive/settings.ts';
import { workflowFacts } from '../../stages/3-pipeline/facts/all.ts';
import type { PipelineFact } from '../../stages/3-pipeline/facts/fact.ts';
import { trustFacts } from '../../stages/3-pipeline/facts/trusts.ts';
import { mintTemplates } from '../../stages/3-pipeline/mint/templates.ts';
import { readWorkflows } from '../../stages/3-pipeline/read-workflows.ts';
import { intersect } from '../../stages/3-pipeline/trust/intersect.ts';
import type { RepositoryFacts } from '../facts.ts';
import type { RepositoryInput } from './input.ts';

/** Every workflow of a repository, each job with what was derived of it. */
export function workflowsOf(
  input: Pick<RepositoryInput, 'tree' | 'urls'>,
  evidence: ForgeEvidence | undefined,
): Workflows {
  const fullName = input.urls.map(fullNameIn).find((name) => name !== undefined);
  return readWorkflows(input.tree, {
    ...(fullName === undefined ? {} : { fullName }),
    ...settingsOf(evidence),
  });
}

/** Identity tokens that can be minted, and whether a role takes them: each worked out once. */
export class Mint {
  readonly #templates = new Map<string, readonly ClaimTemplate[]>();
  readonly #met = new Map<Trust, Map<ClaimTemplate, Intersection>>();

  templates(repository: RepositoryFacts): readonly ClaimTemplate[] {
    const known = this.#templates.get(repository.name);
    if (known !== undefined) return known;
    const made = mintTemplates(repository.workflows, repository.evidence);
    this.#templates.set(repository.name, made);
    return made;
  }

  /** Is a token of the template let in by the trust? */
  meets(trust: Trust, template: ClaimTemplate): Intersection {
    let known = this.#met.get(trust);
    if (known === undefined) {
      known = new Map();
      this.#met.set(trust, known);
    }
    const answer = known.get(template) ?? intersect(trust, template);
    known.set(template, answer);
    return answer;
  }
}

/** Every fact about the pipelines of the repositories in view, and about the roles that trust them. */
export function readPipelineFacts(
  repositories: readonly RepositoryFacts[],
  trusts: readonly Trust[],
  mint: Mint,
): readonly PipelineFact[] {
  const minted = repositories.map((repository) => ({
    evidence: repository.evidence,
    templates: mint.templates(repository),
  }));
  return [
    ...repositories.flatMap(({ workflows, evidence }) => workflowFacts(workflows, evidence)),
    ...trustFacts(trusts, minted, (trust, template) => mint.meets(trust, template)),
  ];
}
