import type { Fact } from './fact.ts';
import type { Location } from './location.ts';
import type { PersonRef } from './person.ts';
import type { Stage } from './verdict.ts';

/** How production can be reached: the three answers are never mixed into one number. */
export const ROUTES = ['delivery', 'administration', 'break-glass'] as const;
export type Route = (typeof ROUTES)[number];

/** `workload`: what runs. `access`: who may do what. */
export const EFFECTS = ['workload', 'access'] as const;
export type Effect = (typeof EFFECTS)[number];

export type PersonKey = string;

/** Somebody who can cooperate. Without a roster an account stands for a person. */
export interface GraphPerson {
  readonly key: PersonKey;
  readonly ref: PersonRef;
  /** `person`: in the roster; `account`: stands for somebody; `publisher`: of code that is followed unpinned; `unnamed`: somebody who exists but was not observed. */
  readonly kind: 'person' | 'account' | 'publisher' | 'unnamed';
}

/** An account or robot that can perform a duty; it acts when any one of `commandedBy` wants it to. */
export interface Actor {
  readonly id: string;
  readonly commandedBy: readonly PersonKey[];
  /** Set where the actor is a machine identity. */
  readonly robot?: string;
}

/** Somebody must do something: `count` different actors out of `from`. */
export interface Duty {
  readonly role: string;
  readonly count: number;
  readonly from: readonly Actor[];
}

/**
 * What people must do for a step. All duties are needed; roles in `apart` are never performed by the same
 * actor. Without duties the step costs nobody anything.
 */
export interface Guard {
  readonly duties: readonly Duty[];
  readonly apart: readonly (readonly [string, string])[];
}

export const NOBODY: Guard = { duties: [], apart: [] };

export interface Step {
  readonly stage: Stage;
  readonly from: string;
  readonly to: string;
  readonly why: string;
  readonly location?: Location;
}

export type NodeId = string;

/** A step that becomes possible when all of `needs` are reached and the guard is satisfied. */
export interface GraphEdge {
  readonly id: string;
  readonly needs: readonly NodeId[];
  readonly to: NodeId;
  readonly guard: Guard;
  /** Robots that act in this step without a further person. */
  readonly robots: readonly string[];
  readonly step: Step;
  /** Present where the step rests on a setting that was not observed: what is assumed; several things are parted by `; `. */
  readonly assumed?: string;
  /** What could be taken away so that the step falls; absent where nothing that is told apart could. */
  readonly rests?: readonly Fact[];
}

/** Something that could not be seen, and so may hide a shorter path. */
export interface Gap {
  readonly route: Route | 'all';
  /** Target (environment) it concerns; absent = every one. */
  readonly target?: string;
  readonly effect?: Effect;
  /** What was not seen. */
  readonly what: string;
  /** What to provide. */
  readonly provide: string;
  readonly location?: Location;
}

export interface Target {
  readonly name: string;
  readonly route: Route;
  readonly effect: Effect;
  readonly node: NodeId;
}

/** Identities and what they can do, as a directed hypergraph: nodes are things reached, edges are steps. */
export interface IdentityGraph {
  readonly people: ReadonlyMap<PersonKey, GraphPerson>;
  readonly edges: readonly GraphEdge[];
  readonly targets: readonly Target[];
  readonly gaps: readonly Gap[];
  /** Are people told apart by a roster? Without one `atLeast` never exceeds 1. */
  readonly identified: boolean;
}

/** A witnessed or assumed way to a target, as reports print it. */
export interface QuorumPath {
  /** Alternatives, each a minimal set of people; at most 20, sorted. */
  readonly people: readonly (readonly PersonRef[])[];
  /** How many alternatives there are; `null` where they were not counted. */
  readonly alternatives: number | null;
  readonly robots: readonly string[];
  readonly steps: readonly (Step & { readonly evidence: 'witnessed' | 'assumed' })[];
  readonly assumed: readonly string[];
}

export interface Quorum {
  readonly target: string;
  readonly route: Route;
  readonly effect: Effect;
  readonly atLeast: number;
  readonly atMost: number | null;
  /** Who can do it with nobody's cooperation. */
  readonly alone: { readonly people: readonly PersonRef[]; readonly robots: readonly string[] };
  readonly paths: readonly QuorumPath[];
  /** What was not seen and so keeps `atLeast` down. */
  readonly open: readonly string[];
}

/** The number of people of a path: the size of its smallest alternative. */
export function costOf(path: QuorumPath): number {
  return path.people[0]?.length ?? 0;
}
