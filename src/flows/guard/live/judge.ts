import type { KubeObject } from '../../../formats/kubernetes/object.ts';
import type { Actor, DriftChange, EffectiveDelta, QuietReason } from '../../../model/drift.ts';
import type { ObjectRef } from '../../../model/ledger.ts';
import type { GuardPolicy } from '../../../model/policy.ts';
import type { KubernetesObject } from '../../../ports/cluster.ts';
import type { DesiredObject, DesiredState } from '../desired/state.ts';

/** One object, as it is and as it should be. */
export interface DriftQuestion {
  readonly ref: ObjectRef;
  /** Absent where it is not there. */
  readonly live?: KubernetesObject;
  /** As it was last seen before; absent where it was not there, or nobody looked. */
  readonly before?: KubernetesObject;
  /** Absent where the verified commit has none. */
  readonly desired?: DesiredObject;
  /** What verified commits before it say that an agent may still be at. */
  readonly earlier?: ReadonlySet<string>;
  /** Why the verified commit may have more than is known. */
  readonly unknown: readonly string[];
  readonly policy?: GuardPolicy;
  /** Whoever is known to have made the change. */
  readonly actors: readonly Actor[];
}

export interface Difference {
  readonly change: DriftChange;
  readonly delta: EffectiveDelta;
  /** No agent can give it back as it stands: it has to be deleted first. */
  readonly replaced: boolean;
}
export type DriftJudgement = { readonly quiet: QuietReason } | Difference;

/**
 * Judges differences in one cluster. It is told of every object of the four kinds that grant, of namespaces and of
 * service accounts, and does nothing by itself: the same objects and the same question have the same answer.
 */
export interface DriftJudge {
  /** The object is like this now. */
  put(tree: KubeObject): void;
  remove(ref: ObjectRef): void;
  /** All objects of a kind. */
  replace(kind: string, trees: readonly KubeObject[]): void;
  /** What the verified commit says now. */
  desire(state: DesiredState): void;
  /** Does now what the next question would otherwise wait for; whenever much has changed. */
  prepare(): void;
  judge(question: DriftQuestion): DriftJudgement;
  /** The same for one that is its meaning, where the verified commit has that, too: nothing else is asked. */
  judgeAlike(ref: ObjectRef): DriftJudgement;
  /** Objects whose judgement may be another one since this one changed. */
  concernedBy(ref: ObjectRef): readonly ObjectRef[];
  /**
   * Why nobody could administer the cluster, or no agent could apply anything, if this object were gone as those are that
   * go already; `undefined` where somebody could.
   */
  lockOut(
    ref: ObjectRef,
    going: readonly ObjectRef[],
    state: Pick<DesiredState, 'objects' | 'policy'>,
  ): string | undefined;
}
