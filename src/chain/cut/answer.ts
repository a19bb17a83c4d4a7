import type { Answer, AnswerStep, Cut, CutAnswer } from '../../model/cut.ts';
import type { GraphEdge } from '../../model/graph.ts';
import type { SourceTree } from '../../model/tree.ts';
import { buildGraph } from '../graph/build.ts';
import { type Explained, explain } from '../quorum/answer.ts';
import { type Fed, readFed } from '../read/fed.ts';
import type { ScanInput } from '../read/input.ts';
import { chainMaterial, repositoriesOf } from '../read/joined.ts';
import { type Cutting, partsOf } from './cutter.ts';
import { DECLARED_CUTTERS } from './declared.ts';
import { treeOf } from './files.ts';
import { PEOPLE_CUTTERS } from './forge-people.ts';
import { SETTING_CUTTERS } from './forge-settings.ts';
import { OBJECT_CUTTERS } from './objects.ts';
import { offersOf } from './offers.ts';
import { RememberedCuts, RememberedFacts, RememberedMaterial, RememberedMeetings } from './remembered.ts';
import { ROSTER_CUTTERS } from './roster.ts';
import { LINE_CUTTERS } from './texts.ts';
import { TRUST_CUTTERS } from './trusts.ts';
import { WORKFLOW_CUTTERS } from './workflows.ts';

/** Those that read a file; the first part of their ids is the repository. */
const FILE_CUTTERS = { ...OBJECT_CUTTERS, ...LINE_CUTTERS, ...WORKFLOW_CUTTERS };

const CUTTERS = {
  ...SETTING_CUTTERS,
  ...PEOPLE_CUTTERS,
  ...ROSTER_CUTTERS,
  ...TRUST_CUTTERS,
  ...DECLARED_CUTTERS,
  ...FILE_CUTTERS,
};

/** What was read, less some facts. */
export interface Cleared {
  readonly input: ScanInput;
  readonly cuts: readonly Cut[];
}

/** Takes one fact away; `undefined` where there is none of that id that can be taken away. */
export function takeAway(input: ScanInput, id: string): Cutting | undefined {
  const [kind = '', ...parts] = partsOf(id);
  return Object.hasOwn(CUTTERS, kind) ? CUTTERS[kind]?.(input, parts) : undefined;
}

/** Takes facts away one after the other; the id of the first that cannot be where one cannot. */
export function clear(input: ScanInput, ids: readonly string[]): Cleared | { readonly impossible: string } {
  const cuts: Cut[] = [];
  let rest = input;
  for (const id of [...new Set(ids)].sort()) {
    const cutting = takeAway(rest, id);
    if (cutting === undefined) return { impossible: id };
    const { input: less, ...described } = cutting;
    rest = less;
    cuts.push({ id, ...described });
  }
  return { input: rest, cuts };
}

/**
 * Who can change what, and what that would be without some facts: each time from what was read, so that it is what a scan
 * would say. What a cut does not touch is worked out once.
 */
export class Answering {
  readonly #input: ScanInput;
  readonly #fed: Fed;
  readonly #facts: RememberedFacts = new RememberedFacts();
  readonly #meetings: RememberedMeetings = new RememberedMeetings();
  readonly #materials: RememberedMaterial = new RememberedMaterial();
  readonly #cuts: RememberedCuts = new RememberedCuts();
  readonly #before: readonly Explained[];

  constructor(input: ScanInput) {
    this.#input = input;
    this.#fed = readFed(input, this.#materials.materialOf);
    this.#before = this.#explained(input);
  }

  answer(): Answer {
    return answerOf(this.#before, this.#input, this.#cuts);
  }

  /** `impossible` names a cut that cannot be made, or not after the others. */
  without(ids: readonly string[]): CutAnswer | { readonly impossible: string } {
    const cleared = clear(this.#input, ids);
    if ('impossible' in cleared) return cleared;
    return {
      cuts: cleared.cuts,
      before: this.#before.map(({ quorum: { paths: _paths, ...rest } }) => rest),
      after: answerOf(this.#explained(cleared.input), cleared.input, this.#cuts),
    };
  }

  #explained(input: ScanInput): readonly Explained[] {
    const repositories = repositoriesOf(input, this.#facts.factsOf);
    const graph = buildGraph(
      chainMaterial(input, this.#fedOf(input), repositories, this.#meetings.forGraph()),
    );
    return graph.targets.map((target) => explain(graph, target));
  }

  /** What is fed rests on files, on names and on URLs, and on nothing else. */
  #fedOf(input: ScanInput): Fed {
    const before = this.#input;
    const same =
      input.repositories === before.repositories &&
      input.system === before.system &&
      input.mainward === before.mainward &&
      input.forges.every(({ urls }, index) => urls === before.forges[index]?.urls);
    return same ? this.#fed : readFed(input, this.#materials.materialOf);
  }
}

function answerOf(explained: readonly Explained[], input: ScanInput, remembered: RememberedCuts): Answer {
  const cuts = new Map<string, Cut | undefined>();
  const describe = (id: string): Cut | undefined => {
    if (!cuts.has(id))
      cuts.set(
        id,
        remembered.describe(id, treeRead(id, input), () => described(id, input)),
      );
    return cuts.get(id);
  };
  const steps = new Map<string, AnswerStep>();
  for (const edge of explained.flatMap(({ ways }) => ways.flat())) {
    if (steps.has(edge.id)) continue;
    const offered = [...new Set((edge.rests ?? []).flatMap((fact) => offersOf(fact, input)))];
    steps.set(
      edge.id,
      stepOf(
        edge,
        offered.filter((id) => describe(id) !== undefined),
      ),
    );
  }
  return {
    quorum: explained.map(({ quorum: { paths, ...quorum }, ways }) => ({
      ...quorum,
      paths: paths.map(({ people, alternatives, robots, assumed }, index) => ({
        people,
        alternatives,
        robots,
        assumed,
        steps: (ways[index] ?? []).map(({ id }) => id),
      })),
    })),
    steps: [...steps.values()],
    cuts: [...cuts.values()].filter((cut) => cut !== undefined),
  };
}

function described(id: string, input: ScanInput): Cut | undefined {
  const cutting = takeAway(input, id);
  if (cutting === undefined) return undefined;
  const { input: _input, ...cut } = cutting;
  return { id, ...cut };
}

/** The tree of which a file is read to know what a cut is. */
function treeRead(id: string, input: ScanInput): SourceTree | undefined {
  const [kind = '', repository = ''] = partsOf(id);
  return Object.hasOwn(FILE_CUTTERS, kind) ? treeOf(input, repository) : undefined;
}

function stepOf({ id, step, assumed }: GraphEdge, cuts: readonly string[]): AnswerStep {
  return { id, ...step, assumed: assumed?.split('; ') ?? [], cuts };
}
