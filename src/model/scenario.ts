/** Where an attack can be stopped, in the order in which one on its way to a cluster meets them. */
export const LAYERS = ['gate', 'broker', 'source', 'admission', 'guard'] as const;
export type Layer = (typeof LAYERS)[number];

/** What the policy at the base of a change can demand of it. */
export const DEMANDS = ['signing', 'review'] as const;
export type ReplayDemand = (typeof DEMANDS)[number];

/** What can be left out of a replay. */
export const PARTS: readonly ReplayPart[] = [...LAYERS, ...DEMANDS];
export type ReplayPart = Layer | ReplayDemand;

export const SCENARIOS = ['compromised-developer', 'compromised-action', 'leaver'] as const;
export type ScenarioName = (typeof SCENARIOS)[number];

/**
 * How far an attacker got. `handed-over`: the agent was given what they landed; `credential`: they held one that may write;
 * `live`: they could do what they wanted, if only for a moment.
 */
export const REACHES = ['nothing', 'proposed', 'landed', 'credential', 'handed-over', 'live'] as const;
export type Reach = (typeof REACHES)[number];

/** Who answered a step: a layer, or the API server by the rights that it knows. */
export type Answerer = Layer | 'api-server';

/** By what an attacker gets at the cluster: what lands in Git, what a job holds, or an account of their own there. */
export const WAYS = ['git', 'pipeline', 'by-hand'] as const;
export type Way = (typeof WAYS)[number];

/** One thing that the attacker did. */
export interface ReplayStep {
  readonly way: Way;
  /** What they did, as a clause without its subject: `pushes a commit to main`. */
  readonly does: string;
  /** `refused`: it did not happen; `undone`: it happened, and was taken back. */
  readonly outcome: 'done' | 'refused' | 'undone';
  /** Who refused or took back; absent where nobody did. */
  readonly by?: Answerer;
  /** The answer in its own words, a line each. */
  readonly said: readonly string[];
  /** How far it brought them, where it did. */
  readonly reach?: Reach;
  /** How long they could do what they wanted, until that was taken back; milliseconds. */
  readonly liveFor?: number;
}

/** One configuration, played to its end. */
export interface ReplayRun {
  readonly without: readonly ReplayPart[];
  readonly steps: readonly ReplayStep[];
  /** The first layer that said no, or took back; `null` where the attacker can do what they wanted in the end. */
  readonly stoppedBy: Layer | null;
  /** Does the cluster let the attacker do what they wanted, after everything has settled? */
  readonly stays: boolean;
  readonly reach: Reach;
  /** Of what was live for a moment, the longest; milliseconds. */
  readonly liveFor: number | null;
  /** What came of it, in one sentence. */
  readonly conclusion: string;
}

/** `mainward.dev/scenario/v1`. */
export interface ScenarioDocument {
  readonly schema: 'mainward.dev/scenario/v1';
  readonly scenario: ScenarioName;
  readonly seed: number;
  /** For whom something is wanted, and what, as `can` is asked. */
  readonly attacker: string;
  readonly goal: string;
  readonly runs: readonly ReplayRun[];
}
