import type { Quorum, QuorumPath, Step } from './graph.ts';
import type { Location } from './location.ts';

/** Something that could be taken away so that steps of paths fall. */
export interface Cut {
  /** Stable while what it names keeps its name: kind and names, parted by `:`; `%` and `:` in them are written `%25` and `%3A`. */
  readonly id: string;
  /** What no longer holds then, as half a sentence. */
  readonly what: string;
  /** How it would really be taken away: what to change, and where. */
  readonly how: string;
  /** Where it is written. */
  readonly location?: Location;
  /** Where the evidence says so, e.g. `forge/infrastructure.json#rules[0].bypass[1]`. */
  readonly evidence?: string;
}

/** One step of paths: who does what at which stage, what it rests on, and what could be taken away. */
export interface AnswerStep extends Step {
  /** The same in every answer in which the step is. */
  readonly id: string;
  /** What is taken for granted; empty where all of it was seen. */
  readonly assumed: readonly string[];
  /** Ids of cuts of which some let the step fall. */
  readonly cuts: readonly string[];
}

export interface AnswerPath extends Pick<QuorumPath, 'people' | 'alternatives' | 'robots' | 'assumed'> {
  /** Ids, in the order in which the steps are done. */
  readonly steps: readonly string[];
}

export interface AnswerQuorum extends Omit<Quorum, 'paths'> {
  readonly paths: readonly AnswerPath[];
}

/** Who can change what, step by step. */
export interface Answer {
  readonly quorum: readonly AnswerQuorum[];
  readonly steps: readonly AnswerStep[];
  /** Every cut that some step names. */
  readonly cuts: readonly Cut[];
}

/** What would be, were some facts gone. */
export interface CutAnswer {
  readonly cuts: readonly Cut[];
  readonly before: readonly Omit<AnswerQuorum, 'paths'>[];
  readonly after: Answer;
}
