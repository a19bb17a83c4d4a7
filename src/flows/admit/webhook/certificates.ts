import type { CertificateMaker, KeyPair, SecretText } from '../../../ports/certificates.ts';
import type { Clock } from '../../../ports/clock.ts';
import { type Kept, type Lasting, readKept, writeKept } from './kept.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const AUTHORITY_LIVES = 90 * DAY;
/** An authority is followed by another one while it still has so long. */
const AUTHORITY_OVERLAP = 30 * DAY;
const SERVER_LIVES = DAY;
/** Clocks of API servers may be behind by so much. */
const SKEW = HOUR;
/** Until every API server has heard of what was registered. */
const SETTLES = 60_000;

export interface CertificateParts {
  readonly maker: CertificateMaker;
  readonly store: SecretText;
  readonly clock: Clock;
  /** DNS names and addresses by which API servers reach the webhook; at least one. */
  readonly hosts: readonly string[];
  /** Clusters whose registration has to hold an authority before it certifies. */
  readonly clusters: readonly string[];
}

/**
 * The certificates of a webhook, from an authority of its own. A new authority is registered beside the old one first, and
 * certifies only once every cluster had it for a while, so that no request meets a certificate that it does not trust.
 */
export class WebhookCertificates {
  readonly #parts: CertificateParts;
  /** Cluster -> authorities that its registration holds, and since when. */
  readonly #registered = new Map<string, ReadonlyMap<string, number>>();
  #kept: Kept;

  private constructor(parts: CertificateParts, kept: Kept) {
    this.#parts = parts;
    this.#kept = kept;
  }

  /** Goes on with what is kept, or begins. Rejects where it cannot be kept. */
  static async open(parts: CertificateParts): Promise<WebhookCertificates> {
    const kept = readKept(await parts.store.read()) ?? { authorities: [] };
    const opened = new WebhookCertificates(parts, kept);
    await opened.renew();
    return opened;
  }

  /** What the webhook shows. */
  serving(): KeyPair {
    const { server } = this.#kept;
    if (server === undefined) throw new TypeError('The certificates were not opened.');
    return server;
  }

  /** The certificates of all authorities that may certify, the newest first; PEM. */
  bundle(): string {
    return this.#kept.authorities.map(({ certificate }) => certificate).join('');
  }

  /** Says that a cluster's registration holds this bundle now. */
  registered(cluster: string, bundle: string): void {
    const before = this.#registered.get(cluster);
    const now = this.#parts.clock.now();
    const held = this.#kept.authorities.filter(({ certificate }) => bundle.includes(certificate));
    this.#registered.set(
      cluster,
      new Map(held.map(({ certificate }) => [certificate, before?.get(certificate) ?? now])),
    );
  }

  /** Does what is due. True where the webhook shows another certificate from now on. */
  async renew(): Promise<boolean> {
    const { store } = this.#parts;
    const authorities = await this.#authorities();
    const server = await this.#server(authorities);
    if (authorities === this.#kept.authorities && server === this.#kept.server) return false;
    const isOther = server !== this.#kept.server;
    const kept = { authorities, server };
    await store.write(writeKept(kept));
    this.#kept = kept;
    return isOther;
  }

  async #authorities(): Promise<readonly Lasting[]> {
    const now = this.#parts.clock.now();
    const { authorities } = this.#kept;
    const living = authorities.filter(({ until }) => until > now);
    const [newest] = living;
    if (newest !== undefined && newest.until - now > AUTHORITY_OVERLAP)
      return living.length === authorities.length ? authorities : living;
    const span = { from: now - SKEW, until: now + AUTHORITY_LIVES };
    const made = await this.#parts.maker.authority('Mainward admission', span);
    return [{ ...made, ...span }, ...living];
  }

  async #server(authorities: readonly Lasting[]): Promise<NonNullable<Kept['server']>> {
    const now = this.#parts.clock.now();
    const { server } = this.#kept;
    const by = this.#signer(authorities);
    const isGood =
      server !== undefined &&
      server.by === by.certificate &&
      server.hosts.join() === this.#parts.hosts.join() &&
      server.from <= now &&
      server.until - now > SERVER_LIVES / 2;
    if (isGood) return server;
    const span = { from: now - SKEW, until: Math.min(now + SERVER_LIVES, by.until) };
    const { hosts } = this.#parts;
    return { ...(await this.#parts.maker.server(hosts, span, by)), ...span, hosts, by: by.certificate };
  }

  /** The newest that everybody trusts; the one that certified so far; where that one is at its end, the newest. */
  #signer(authorities: readonly Lasting[]): Lasting {
    const now = this.#parts.clock.now();
    const [newest] = authorities;
    if (newest === undefined) throw new TypeError('There is no authority.');
    const trusted = authorities.find(({ certificate }) =>
      this.#parts.clusters.every((cluster) => {
        const since = this.#registered.get(cluster)?.get(certificate);
        return since !== undefined && now - since >= SETTLES;
      }),
    );
    const last = authorities.find(({ certificate }) => certificate === this.#kept.server?.by);
    if (
      trusted !== undefined &&
      (last === undefined || authorities.indexOf(trusted) < authorities.indexOf(last))
    )
      return trusted;
    return last !== undefined && last.until - now > SERVER_LIVES ? last : newest;
  }
}
