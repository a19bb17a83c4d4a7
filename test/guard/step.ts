import type { ClusterIdentity, KubernetesObject, ObjectKey, ResourceType } from '../../src/ports/cluster.ts';

/** How a request is made, beside what it asks for. */
export interface Manner {
  /** Whoever it is done as, where that is not the one who plays. */
  readonly as?: ClusterIdentity;
  /** Whom the request speaks for by `Impersonate-User` and `Impersonate-Group`. */
  readonly impersonating?: ClusterIdentity;
  readonly dryRun?: true;
}

/** One request to an API server. */
export type ClusterStep = Manner &
  (
    | {
        readonly do: 'create';
        readonly type: ResourceType;
        readonly object: KubernetesObject;
        /** An object that is there, which this one claims to belong to. */
        readonly ownedBy?: ObjectKey;
      }
    | { readonly do: 'merge'; readonly key: ObjectKey; readonly body: object; readonly status?: true }
    /** Server-side apply, with force. */
    | {
        readonly do: 'apply';
        readonly type: ResourceType;
        readonly object: KubernetesObject;
        readonly manager: string;
      }
    | { readonly do: 'delete'; readonly key: ObjectKey }
    | { readonly do: 'read'; readonly type: ResourceType; readonly namespace?: string }
  );

export type Step =
  | ClusterStep
  /** A change of the repository that lands as every change does: files and their texts; `null` = gone. */
  | { readonly do: 'land'; readonly files: Readonly<Record<string, string | null>> }
  /** The API server is started again. */
  | { readonly do: 'restart' };

/** What an API server made of a request: `refused` with what it said. */
export type Outcome =
  | { readonly done: true }
  | { readonly done: false; readonly status: number; readonly message: string };

/** Whoever does a step of somebody's. */
export interface Hands {
  play(who: ClusterIdentity, step: Step): Promise<Outcome>;
}
