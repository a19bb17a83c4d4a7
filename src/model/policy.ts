import type { Location } from './location.ts';

/** A named environment of a `System`: which clusters belong to it. */
export interface SystemEnvironment {
  readonly name: string;
  readonly clusters: readonly string[];
}

export interface SystemRepository {
  readonly name: string;
  /** URLs under which agents know the repository. */
  readonly urls: readonly string[];
}

export interface SystemCluster {
  readonly name: string;
  /** API server URLs and names by which agents address it; `in-cluster` is the agent's own. */
  readonly servers: readonly string[];
  /** Folders of repositories whose manifests belong to this cluster: `repository:path`. */
  readonly paths: readonly string[];
}

/** What makes up the chain, by name. */
export interface System {
  readonly name: string;
  readonly repositories: readonly SystemRepository[];
  readonly clusters: readonly SystemCluster[];
  readonly environments: readonly SystemEnvironment[];
  /** Groups whose members may use break-glass, by environment. */
  readonly breakGlass: readonly { readonly environment: string; readonly groups: readonly string[] }[];
  readonly at: Location;
}

/** Who must agree to what. */
export interface Requirement {
  readonly name: string;
  /** Globs over paths of the repository (`*` stays in a segment, `**` crosses); empty = every path. */
  readonly paths: readonly string[];
  /** Kinds of Kubernetes objects whose change is meant, e.g. `RoleBinding`; empty = not restricted. */
  readonly kinds: readonly string[];
  readonly approvals: readonly { readonly group: string; readonly count: number }[];
  /** Each commit must be signed with a key that the roster gives its author. */
  readonly signed: boolean;
  readonly at: Location;
}

/** A waiver: which control, where, why, until when. */
export interface Exception {
  readonly control: string;
  readonly path?: string;
  readonly reason: string;
  readonly owner: string;
  readonly expires: string;
  readonly at: Location;
}
