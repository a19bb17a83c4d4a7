import type { Clock } from '../../ports/clock.ts';
import type { ClusterIdentity } from '../../ports/cluster.ts';
import { SECRETS, SERVICE_ACCOUNTS } from '../../ports/cluster-kinds.ts';
import type { Random } from '../../ports/random.ts';
import type { ObjectStore } from './store.ts';

/** What a token was made for. */
export interface TokenClaims {
  readonly namespace: string;
  readonly account: string;
  readonly accountUid: string;
  readonly secret?: { readonly name: string; readonly uid: string };
  /** Of the API server itself; a token for anybody else is none here. */
  readonly accepted: boolean;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

/** The tokens of service accounts that were issued. */
export class TokenRegister {
  readonly #parts: { readonly clock: Clock; readonly random: Random };
  readonly #claims = new Map<string, TokenClaims>();

  constructor(parts: { readonly clock: Clock; readonly random: Random }) {
    this.#parts = parts;
  }

  issue(claims: TokenClaims): string {
    const token = Buffer.from(this.#parts.random.bytes(32)).toString('base64url');
    this.#claims.set(token, claims);
    return token;
  }

  /** Whose token it is, while its account, and the Secret it is bound to, are those it was issued for. */
  identityOf(token: string, store: ObjectStore): ClusterIdentity | undefined {
    const claims = this.#claims.get(token);
    if (claims === undefined || !claims.accepted || claims.expires <= this.#parts.clock.now())
      return undefined;
    const { namespace, account, accountUid, secret } = claims;
    if (store.get(SERVICE_ACCOUNTS, account, namespace)?.metadata.uid !== accountUid) return undefined;
    if (secret !== undefined && store.get(SECRETS, secret.name, namespace)?.metadata.uid !== secret.uid)
      return undefined;
    return { user: `system:serviceaccount:${namespace}:${account}`, groups: [] };
  }
}
