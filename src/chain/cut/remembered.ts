import type { Cut } from '../../model/cut.ts';
import type { ForgeEvidence } from '../../model/evidence.ts';
import type { SourceTree } from '../../model/tree.ts';
import type { ClaimTemplate, Intersection, Trust } from '../../model/trust.ts';
import type { RepositoryFacts } from '../facts.ts';
import type { RepositoryInput } from '../read/input.ts';
import { repositoryFacts } from '../read/joined.ts';
import { Material } from '../read/material.ts';
import { Mint } from '../read/pipeline.ts';

/** What was worked out of parts that a cut does not touch: the same object gives the same facts. */
export class RememberedFacts {
  readonly #facts = new WeakMap<
    RepositoryInput,
    { readonly evidence: ForgeEvidence | undefined; readonly facts: RepositoryFacts }
  >();

  readonly factsOf = (input: RepositoryInput, evidence: ForgeEvidence | undefined): RepositoryFacts => {
    const known = this.#facts.get(input);
    if (known !== undefined && known.evidence === evidence) return known.facts;
    const facts = repositoryFacts(input, evidence);
    // What was first is kept: every cut is made from there.
    if (known === undefined) this.#facts.set(input, { evidence, facts });
    return facts;
  };
}

/** Whether roles let tokens in, by what both say and not by which objects say it. */
export class RememberedMeetings {
  readonly #mint: Mint = new Mint();
  readonly #templates = new WeakMap<RepositoryFacts, readonly ClaimTemplate[]>();
  readonly #numbers = new WeakMap<object, number>();
  readonly #byText = new Map<string, number>();
  readonly #met = new Map<number, Map<number, Intersection>>();

  /** For one graph: the templates of a repository are those of its facts there. */
  forGraph(): Pick<Mint, 'templates' | 'meets'> {
    return {
      templates: (repository) => this.#templatesOf(repository),
      meets: (trust, template) => this.#meets(trust, template),
    };
  }

  #templatesOf(repository: RepositoryFacts): readonly ClaimTemplate[] {
    const known = this.#templates.get(repository);
    if (known !== undefined) return known;
    const made = new Mint().templates(repository);
    this.#templates.set(repository, made);
    return made;
  }

  #meets(trust: Trust, template: ClaimTemplate): Intersection {
    const [one, other] = [this.#numberOf(trust), this.#numberOf(template)];
    const met = this.#met.get(one) ?? new Map<number, Intersection>();
    this.#met.set(one, met);
    const answer = met.get(other) ?? this.#mint.meets(trust, template);
    met.set(other, answer);
    return answer;
  }

  /** Equal numbers say the same. */
  #numberOf(value: object): number {
    const known = this.#numbers.get(value);
    if (known !== undefined) return known;
    const text = JSON.stringify(value, (_, part: unknown) => (part instanceof Map ? [...part] : part));
    const number = this.#byText.get(text) ?? this.#byText.size;
    this.#byText.set(text, number);
    this.#numbers.set(value, number);
    return number;
  }
}

/** What files hold, parsed once for each state of a repository. */
export class RememberedMaterial {
  readonly #materials = new WeakMap<SourceTree, Material>();

  readonly materialOf = (tree: SourceTree): Material => {
    const known = this.#materials.get(tree) ?? new Material(tree);
    this.#materials.set(tree, known);
    return known;
  };
}

/** What cuts of files are, which takes reading them: the same as long as the repository is. */
export class RememberedCuts {
  readonly #known = new Map<
    string,
    { readonly tree: SourceTree | undefined; readonly cut: Cut | undefined }
  >();

  describe(id: string, tree: SourceTree | undefined, make: () => Cut | undefined): Cut | undefined {
    const known = this.#known.get(id);
    if (known !== undefined && tree !== undefined && known.tree === tree) return known.cut;
    const cut = make();
    if (known === undefined) this.#known.set(id, { tree, cut });
    return cut;
  }
}
