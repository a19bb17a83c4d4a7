import type { AgentKind, Answer } from '../../../model/agent.ts';
import type { Location } from '../../../model/location.ts';

/**
 * One thing that a control judges: `answer` says whether what the fact's name states is so. A fact is no finding:
 * which facts matter, and how much, is the controls' business.
 */
export interface AgentFact {
  readonly fact: FactName;
  readonly agent: AgentKind;
  /** `yes` = it is so. */
  readonly answer: Answer;
  /** The object it is about, as `Kind namespace/name`. */
  readonly subject: string;
  readonly why: string;
  readonly at: Location;
  /** The feeds it concerns, by id; empty where it concerns the whole installation. */
  readonly feeds: readonly string[];
  /** What to provide, where the answer is `unknown`. */
  readonly supply?: string;
}

/** Each name is a sentence's core that is true where the answer is `yes`. */
export type FactName =
  | 'argo-application-in-default-project'
  | 'argo-default-project-permits'
  | 'argo-project-any-repository'
  | 'argo-project-any-destination'
  | 'argo-project-any-cluster-kind'
  | 'argo-project-cluster-access'
  | 'argo-project-namespaced-access'
  | 'argo-project-reaches-control-plane'
  | 'argo-project-any-source-namespace'
  | 'argo-project-token-without-expiry'
  | 'argo-signatures-demanded'
  | 'argo-default-role-writes'
  | 'argo-default-role-reads'
  | 'argo-anonymous-enabled'
  | 'argo-admin-enabled'
  | 'argo-local-account'
  | 'argo-local-account-api-key'
  | 'argo-exec-enabled'
  | 'argo-rbac-wildcard'
  | 'argo-revision-override'
  | 'argo-impersonation-enabled'
  | 'argo-self-heal'
  | 'argo-mutable-revision'
  | 'argo-project-templated'
  | 'argo-image-updater'
  | 'flux-default-service-account'
  | 'flux-no-cross-namespace'
  | 'flux-no-remote-bases'
  | 'flux-account-named'
  | 'flux-account-in-system-namespace'
  | 'flux-source-across-namespaces'
  | 'flux-signatures-demanded'
  | 'flux-suspended'
  | 'flux-prune'
  | 'flux-drift-detection'
  | 'flux-mutable-revision'
  | 'flux-automation-pushes-reconciled'
  | 'flux-receiver-unsigned'
  | 'source-insecure'
  | 'credential-plain'
  | 'credential-writes'
  | 'cluster-credential-static';
