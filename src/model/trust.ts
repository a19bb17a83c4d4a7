import type { Effect } from './graph.ts';
import type { Location } from './location.ts';
import type { TrustClass } from './workflow.ts';

export const TRUST_PROVIDERS = ['aws', 'gcp', 'azure', 'vault', 'kubernetes'] as const;
export type TrustProvider = (typeof TRUST_PROVIDERS)[number];

/** What somebody who is let in may change: an environment by name, and in which way. */
export interface TrustReach {
  readonly environment: string;
  readonly effects: readonly Effect[];
}

/**
 * One JSON file under `--evidence DIR/trusts/`: who a cloud, a vault or a cluster lets in by an identity token.
 * `document` is the provider's own:
 * aws: the role's trust policy (AssumeRolePolicyDocument);
 * gcp: `{issuer, allowedAudiences?, attributeMapping?, attributeCondition?, principals?}` of a workload identity provider
 *   and the principal sets that may act as the account;
 * azure: `{issuer, subject, audiences}` of a federated credential, or a list of such;
 * vault: `{issuer?, bound_audiences, bound_subject, bound_claims, bound_claims_type}` of a JWT role;
 * kubernetes: one `jwt` entry of an AuthenticationConfiguration.
 */
export interface TrustEvidence {
  readonly schema: 'mainward.dev/trust-evidence/v1';
  readonly provider: TrustProvider;
  /** The role, account or client: an ARN, an e-mail address, a client id, a path. */
  readonly id: string;
  readonly document: unknown;
  /** Absent = what it reaches was not said. */
  readonly reaches?: readonly TrustReach[];
  readonly source: string;
  /** RFC 3339 UTC. */
  readonly observedAt: string;
}

/** A test of one claim of an identity token. */
export type ClaimTest =
  | { readonly kind: 'equals'; readonly value: string; readonly ignoreCase: boolean }
  /** `*` is any text, `?` any one character; nothing else is special. */
  | { readonly kind: 'glob'; readonly pattern: string }
  /** Only `*` is special. */
  | { readonly kind: 'stars'; readonly pattern: string }
  | { readonly kind: 'prefix'; readonly value: string }
  | { readonly kind: 'suffix'; readonly value: string }
  | { readonly kind: 'contains'; readonly value: string }
  | { readonly kind: 'present' };

/** Any of `tests` (none: never true), reversed by `not`. What a token lacks passes where `absent` says so. */
export interface ClaimPredicate {
  readonly claim: string;
  readonly tests: readonly ClaimTest[];
  readonly not: boolean;
  readonly absent: 'pass' | 'fail';
  readonly at?: Location;
}

/** Lets in a token that satisfies all of `all`; `unknown` names parts that were not understood. */
export interface TrustStatement {
  readonly effect: 'allow' | 'deny';
  readonly all: readonly ClaimPredicate[];
  readonly unknown: readonly { readonly why: string; readonly at?: Location }[];
  readonly at?: Location;
}

/** A trust policy, whatever its provider: one statement suffices, unless a denying one also matches. */
export interface Trust {
  readonly provider: TrustProvider;
  readonly id: string;
  /** The issuer whose tokens are accepted, without `https://`; absent where it could not be told. */
  readonly issuer?: string;
  readonly statements: readonly TrustStatement[];
  readonly reaches?: readonly TrustReach[];
  readonly source: string;
  readonly observedAt: string;
  readonly at: Location;
}

/** What a hole of a template may hold. */
export type HoleLanguage =
  /**
   * Any name that Git takes for a branch or tag. `except` = patterns of those that need more than a push,
   * `within` = patterns of those that an environment lets in.
   */
  | { readonly kind: 'any-ref'; readonly except: readonly string[]; readonly within?: readonly string[] }
  /** A ref name that the trigger's filters let pass, in their order. */
  | {
      readonly kind: 'filtered';
      readonly patterns: readonly string[];
      readonly ignore: boolean;
      readonly except: readonly string[];
      readonly within?: readonly string[];
    }
  | { readonly kind: 'listed'; readonly values: readonly string[] }
  /** Any name: whoever writes the workflow makes one up. `except` = names that exist already. */
  | { readonly kind: 'any-name'; readonly except: readonly string[] }
  /** The name of an account on the forge that somebody makes. */
  | { readonly kind: 'account'; readonly except: readonly string[] }
  | { readonly kind: 'digits' };

export type HoleName = 'branch' | 'tag' | 'environment' | 'number';

/** A claim's value: literals and at most one hole. `chosen` is whatever the job asks for; `unknown` was not told. */
export type ClaimValue =
  | {
      readonly kind: 'text';
      readonly before: string;
      readonly hole?: HoleName;
      readonly after: string;
      /** The hole's `:` is written `%3A`, as in a subject. */
      readonly escaped?: boolean;
    }
  | { readonly kind: 'chosen' }
  | { readonly kind: 'unknown'; readonly why: string };

/** The identity tokens one job can obtain in one way of starting, symbolically. A claim that is not listed is absent. */
export interface ClaimTemplate {
  readonly id: string;
  readonly repository: string;
  readonly class: TrustClass;
  readonly event: string;
  /** Absent for the template that stands for a workflow anybody who can push may add. */
  readonly workflow?: string;
  readonly job?: string;
  readonly claims: ReadonlyMap<string, ClaimValue>;
  readonly holes: ReadonlyMap<HoleName, HoleLanguage>;
  /** The environment whose protection a start must pass; '' where it can invent one. */
  readonly environment?: string;
  /** What is taken for granted because a setting was not observed. */
  readonly assumed: readonly string[];
  readonly at?: Location;
}

export type Intersection =
  | { readonly reachable: true; readonly witness: string; readonly claims: ReadonlyMap<string, string> }
  | { readonly reachable: false; readonly why: string }
  | { readonly reachable: 'unknown'; readonly why: string };
