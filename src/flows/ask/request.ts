import type { Evidence } from '../evidence/evidence.ts';
import type { OpenPorts } from '../scan/open.ts';

/** What every question about a cluster carries. Paths are absolute. */
export interface AskRequest {
  /** Repositories whose agents are followed; not looked at where `manifests` is given. */
  readonly paths: readonly string[];
  readonly manifests?: string;
  readonly cluster?: string;
  readonly namespace?: string;
  readonly subresource?: string;
  readonly defaultRoles?: string;
  readonly groups: readonly string[];
  readonly evidence: Evidence;
  /** RFC 3339 UTC. */
  readonly now: string;
}

export type AskPorts = OpenPorts;
