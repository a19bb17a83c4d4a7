import type { ForgeEvidence } from '../../model/evidence.ts';
import type { Actor, Duty, NodeId } from '../../model/graph.ts';
import type { EffectiveRule } from '../../stages/2-review/rules.ts';
import type { Cast, RepositoryCast } from './cast.ts';

/** Who must agree before a change of certain paths lands, beyond the number of approvals. */
export interface Demand {
  /** Tells demands apart; equal keys demand the same of the same people. */
  readonly key: string;
  /** Code owners who can approve, where the paths have any; `undefined` = nobody owns them. */
  readonly owners: readonly Actor[] | undefined;
  readonly teams: readonly {
    readonly team: string;
    readonly count: number;
    readonly members: readonly Actor[];
  }[];
  /** One of the paths, for messages. */
  readonly path: string;
}

/** Everything known about who may change one ref of one repository. */
export interface LandingContext {
  readonly repository: string;
  readonly ref: string;
  readonly cast: Cast;
  readonly evidence: ForgeEvidence | undefined;
  readonly members: RepositoryCast | undefined;
  readonly rule: EffectiveRule;
}

export function landedNode(context: { repository: string; ref: string }, demand: Demand): NodeId {
  return `landed:${context.repository}:${context.ref}:${demand.key}`;
}

export function shortRef(ref: string): string {
  return ref.replace(/^refs\/(heads|tags)\//, '');
}

export function one(role: string, from: readonly Actor[]): Duty {
  return { role, count: 1, from };
}
