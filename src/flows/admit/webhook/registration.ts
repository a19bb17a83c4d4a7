import type { Clock } from '../../../ports/clock.ts';
import type {
  ClusterReader,
  ClusterWatcher,
  ClusterWriter,
  KubernetesObject,
  ObjectKey,
} from '../../../ports/cluster.ts';
import { VALIDATING_WEBHOOK_CONFIGURATIONS } from '../../../ports/cluster-kinds.ts';
import type { LedgerWriter } from '../../../ports/ledger.ts';
import type { Pause } from '../../../ports/pause.ts';
import type { AdmissionMode } from '../judge.ts';
import type { WebhookCertificates } from './certificates.ts';
import {
  CONFIGURATION_NAME,
  configuration,
  failsClosed,
  isAsWanted,
  type WebhookAddress,
} from './configuration.ts';

const KEY: ObjectKey = { type: VALIDATING_WEBHOOK_CONFIGURATIONS, name: CONFIGURATION_NAME };
/** Milliseconds; whoever changes it more often meets us at this pace. */
const PACE = 1_000;

export interface RegistrationParts {
  readonly cluster: string;
  /** Acts as an account that may read webhook configurations and patch this one. */
  readonly api: ClusterReader & ClusterWatcher & ClusterWriter;
  readonly address: WebhookAddress;
  /** With the secret in it. */
  readonly path: string;
  readonly certificates: WebhookCertificates;
  readonly admission: {
    mode(): Promise<AdmissionMode>;
    assume(mode: AdmissionMode): void;
  };
  readonly ledger: LedgerWriter;
  readonly clock: Clock;
  readonly pause: Pause;
  /** Somebody else changed or removed it. */
  readonly alarm: (what: 'changed' | 'removed') => void;
}

/** Keeps the webhook registered in one cluster as it should be. */
export class Registration {
  readonly #parts: RegistrationParts;
  #isReached = false;
  /** It failed closed when it was last as it should be. */
  #isClosed = false;
  /** What was there when we last looked, and when that was. */
  #seen: { readonly object: KubernetesObject | undefined; readonly at: number } | undefined;
  #wroteAt = Number.NEGATIVE_INFINITY;
  /** What is still to be recorded. */
  #gap: { readonly what: string; readonly from: string } | undefined;

  constructor(parts: RegistrationParts) {
    this.#parts = parts;
  }

  /** Says that an API server of the cluster got through to us, so that failing closed will not lock it. */
  reached(): void {
    this.#isReached = true;
  }

  /** Learns before the first request which mode held last; where the cluster cannot be asked, nobody asks us either. */
  async recall(): Promise<void> {
    const live = await this.#parts.api.get(KEY).catch(() => undefined);
    if (live !== undefined) this.#parts.admission.assume(failsClosed(live) ? 'enforce' : 'observe');
  }

  /**
   * Looks, and puts right what is not as it should be. It fails closed only once an API server got through, and from then
   * on whatever happens; in *observe* never. Rejects where the cluster cannot be asked or says no.
   */
  async keep(signal: AbortSignal): Promise<'as-it-was' | 'written'> {
    const { api, cluster, clock, pause, certificates } = this.#parts;
    if (this.#seen === undefined) await this.recall();
    await pause.pause(Math.max(0, this.#wroteAt + PACE - clock.now()), signal);
    const live = await api.get(KEY);
    const bundle = certificates.bundle();
    const wanted = await this.#wanted(live, bundle);
    this.#notice(live);
    const isRight = live !== undefined && isAsWanted(live, wanted);
    if (!isRight) {
      this.#wroteAt = clock.now();
      this.#saw(await this.#write(live, wanted));
    }
    this.#isClosed = failsClosed(wanted);
    certificates.registered(cluster, bundle);
    await this.#record();
    return isRight ? 'as-it-was' : 'written';
  }

  /** Says that somebody changed it since we looked. */
  async *hints(signal: AbortSignal): AsyncIterable<void> {
    for await (const event of this.#parts.api.watch(KEY.type, {}, signal)) {
      if (event.kind === 'interrupted') continue;
      const objects = event.kind === 'listed' ? event.list.items : [event.object];
      const own = objects.find(({ metadata }) => metadata.name === CONFIGURATION_NAME);
      if (own === undefined && event.kind !== 'listed') continue;
      if (!isSame(this.#seen?.object, event.kind === 'deleted' ? undefined : own)) yield;
    }
  }

  async #wanted(live: KubernetesObject | undefined, bundle: string): Promise<KubernetesObject> {
    const { admission, address, path } = this.#parts;
    const wasClosed = live !== undefined && failsClosed(live);
    const isEnforced = (await admission.mode()) === 'enforce';
    const closes = isEnforced && (wasClosed || this.#isClosed || this.#isReached);
    return configuration({ address, path, bundle, failurePolicy: closes ? 'Fail' : 'Ignore' });
  }

  #write(live: KubernetesObject | undefined, wanted: KubernetesObject): Promise<KubernetesObject> {
    const { api } = this.#parts;
    if (live === undefined) return api.create(KEY.type, wanted);
    // The whole list, so that nothing which somebody put into it stays.
    const body = { metadata: { labels: wanted.metadata.labels }, webhooks: wanted['webhooks'] };
    return api.patch(KEY, { kind: 'merge', body });
  }

  #saw(object: KubernetesObject | undefined): void {
    this.#seen = { object, at: this.#parts.clock.now() };
  }

  /** What was written since we last saw it as we left it may not have been judged. */
  #notice(live: KubernetesObject | undefined): void {
    const before = this.#seen;
    this.#saw(live);
    if (before === undefined || isSame(before.object, live)) return;
    const what = live === undefined ? 'removed' : 'changed';
    this.#parts.alarm(what);
    this.#gap ??= {
      what: `what admission would have judged in cluster ${this.#parts.cluster}: its webhook was ${what}`,
      from: new Date(before.at).toISOString(),
    };
  }

  async #record(): Promise<void> {
    if (this.#gap === undefined) return;
    await this.#parts.ledger.append({ type: 'gap', cluster: this.#parts.cluster, ...this.#gap });
    this.#gap = undefined;
  }
}

function isSame(one: KubernetesObject | undefined, other: KubernetesObject | undefined): boolean {
  return one === undefined || other === undefined ? one === other : isAsWanted(one, other);
}
