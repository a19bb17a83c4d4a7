import type { BypassActor, ForgeSecret } from './evidence.ts';
import type { Location } from './location.ts';
import type { TrustProvider } from './trust.ts';

/** Flags of a forge that open a way while they are as they are. */
export type LenientSetting = 'stale-approvals' | 'approving-workflows' | 'public';

/**
 * What a step of the graph rests on and what could be taken away: by hand, in a file, on a forge, in a cloud, in the roster.
 * Some name many at once (`rights`, `group`, `owners`): each of them by itself gives the step.
 */
export type Fact =
  /** A Kubernetes object where it is written. */
  | { readonly kind: 'object'; readonly at: Location }
  /** A subject of the binding that is written there. */
  | { readonly kind: 'subject'; readonly at: Location; readonly of: string; readonly name: string }
  /** A line of a policy that is text in a file. */
  | { readonly kind: 'line'; readonly at: Location }
  | { readonly kind: 'trigger'; readonly repository: string; readonly path: string; readonly event: string }
  /** Code of others, `owner/name`, that pipelines follow by a name which can be moved. */
  | { readonly kind: 'action'; readonly repository: string; readonly action: string }
  | {
      readonly kind: 'bypass';
      readonly repository: string;
      readonly actor: BypassActor['kind'];
      readonly name: string;
    }
  | { readonly kind: 'pull-request'; readonly repository: string; readonly number: number }
  | { readonly kind: 'setting'; readonly repository: string; readonly setting: LenientSetting }
  | { readonly kind: 'environment'; readonly repository: string; readonly environment: string }
  | { readonly kind: 'secret'; readonly repository: string; readonly secret: ForgeSecret }
  /** Only the named may push. */
  | { readonly kind: 'pushers'; readonly repository: string }
  /** Whoever holds at least this permission. */
  | { readonly kind: 'rights'; readonly repository: string; readonly least: 'write' | 'admin' }
  /** Members of a group of the roster. */
  | { readonly kind: 'group'; readonly name: string }
  /** Who commands a robot. */
  | { readonly kind: 'owners'; readonly robot: string }
  /** Statements by which a role lets in tokens. */
  | { readonly kind: 'trust'; readonly provider: TrustProvider; readonly id: string }
  /** What a role may change. */
  | {
      readonly kind: 'reach';
      readonly provider: TrustProvider;
      readonly id: string;
      readonly environment: string;
    }
  /** Who has Mainward. */
  | { readonly kind: 'holders'; readonly side: 'administrators' | 'operators' }
  | { readonly kind: 'break-glass'; readonly environment: string };
