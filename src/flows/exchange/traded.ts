import type { AskedGrant, FoundGrant } from '../../model/exchange.ts';
import type { ClusterToken } from '../../ports/cluster.ts';
import type { PresentedToken } from '../../stages/3-pipeline/token/compact.ts';
import type { CredentialCluster } from './broker.ts';

/** The Secret that a credential lives and dies with. */
export interface BoundSecret {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** A credential that was made and has not left yet. */
export interface Made {
  readonly found: FoundGrant;
  readonly cluster: CredentialCluster;
  readonly secret: BoundSecret;
  readonly credential: ClusterToken;
}

/** A trade that came to its end. */
export interface Traded extends Made {
  readonly asked: AskedGrant;
  readonly compact: string;
  readonly token: PresentedToken;
  /** `iss`. */
  readonly from: string;
  readonly subject: string;
  readonly policyCommit: string;
  /** Index of the entry that records it. */
  readonly recorded: number;
  /** Whole seconds that the credential still lives. */
  readonly seconds: number;
}
