import type { ClusterIdentity } from '../../ports/cluster.ts';

/** Where a cluster's API is, how it proves itself, and as whom it is asked. */
export interface Connection {
  readonly host: string;
  readonly port: number;
  /** Before `/api`; empty, or `/…` without a slash at its end. */
  readonly path: string;
  /** Certificates, PEM; absent = those that the runtime trusts. */
  readonly authorities?: string;
  /** The name its certificate must have, where that is not the host. */
  readonly serverName?: string;
  readonly certificate?: { readonly chain: string; readonly key: string };
  /** The bearer token, asked for at every request; a secret. */
  readonly token?: () => Promise<string>;
  /** Whom the credential speaks for, where it may impersonate. */
  readonly as?: ClusterIdentity;
}

/** As messages name it. */
export function addressOf({ host, port, path }: Connection): string {
  return `https://${host.includes(':') ? `[${host}]` : host}:${port}${path}`;
}
