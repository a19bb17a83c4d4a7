import type { ObjectRef } from '../../../model/ledger.ts';
import type { Location } from '../../../model/location.ts';
import type { Roster } from '../../../model/person.ts';
import type { GuardPolicy } from '../../../model/policy.ts';
import type { KubernetesObject } from '../../../ports/cluster.ts';

/** One object that the verified commit renders for a cluster. */
export interface DesiredObject {
  readonly ref: ObjectRef;
  /** As an agent applies it. */
  readonly object: KubernetesObject;
  /** `rbacMeaning` of it for kinds that grant; else a text that is equal where the objects mean the same. */
  readonly meaning: string;
  /** Who applies it; absent where no agent in view does. */
  readonly agent?: ObjectRef;
  /** Where it is written. */
  readonly at?: Location;
}

/** What a cluster should be, by one verified commit: the four kinds that grant, and the agents' own objects. */
export interface DesiredState {
  /** What the first root of the cluster follows, and its commit; where agents follow others, too, an object's `at` names its own. */
  readonly repository: string;
  readonly commit: string;
  /** Two states with the same version differ in nothing but `confirmedAt`. */
  readonly version: string;
  /** When the commit was accepted or last confirmed; milliseconds since 1970. */
  readonly confirmedAt: number;
  /** By `objectKey`. */
  readonly objects: ReadonlyMap<string, DesiredObject>;
  /**
   * `objectKey` -> meanings of verified commits that an agent may still be at, because it has not applied this one yet; the empty
   * text where one of them has no such object.
   */
  readonly earlier: ReadonlyMap<string, ReadonlySet<string>>;
  /** By `objectKey`: what the commit granted for a while that is over; in neither of the two above. Absent = none. */
  readonly ended?: ReadonlyMap<string, DesiredObject>;
  /** What could not be rendered: objects that it may hold are not known. Empty = the state is complete. */
  readonly unknown: readonly string[];
  /** In force at the commit; absent = observe. */
  readonly policy?: GuardPolicy;
  readonly roster?: Roster;
}

/** Says what a cluster should be. */
export interface DesiredSource {
  /**
   * The newest verified commit's. Cheap where nothing moved, so that it is asked again before anything is done; `undefined`
   * where no commit is verified. Rejects where the repository cannot be read: then nothing is done.
   */
  current(): Promise<DesiredState | undefined>;
  /** Says that it may have moved. */
  hints(signal: AbortSignal): AsyncIterable<void>;
}
