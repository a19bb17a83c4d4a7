import { setTimeout as sleep } from 'node:timers/promises';
import { bundleOf } from '../../src/chain/access/bundle.ts';
import type { AccessGrant, AccessPolicy } from '../../src/model/access-grant.ts';
import { fileLocation } from '../../src/model/location.ts';
import type { Cluster, ObjectKey } from '../../src/ports/cluster.ts';
import { ROLE_BINDINGS } from '../../src/ports/cluster-kinds.ts';

const at = fileLocation({ path: '' });

/** What an AccessPolicy of the namespace `shop` gives somebody until a time, as Mainward writes it. */
export class Expiring {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly ends: number;
  readonly file: string;
  readonly text: string;
  readonly key: ObjectKey;

  constructor(id: string, seconds: number, namespace = 'shop') {
    this.id = id;
    this.ends = Math.ceil(Date.now() / 1_000 + seconds) * 1_000;
    const policy: AccessPolicy = {
      name: 'shop-edit',
      cluster: 'production',
      offers: [{ namespace, role: { kind: 'ClusterRole', name: 'edit' } }],
      eligible: ['developers'],
      minutes: { longest: 60, usual: 60 },
      approvals: [{ group: 'leads', count: 1 }],
      reasonPrefixes: ['INC-'],
      pendingMinutes: 60,
      folder: '.',
      at,
    };
    const grant: AccessGrant = {
      id,
      kind: 'normal',
      policy: policy.name,
      person: 'nia',
      subject: { kind: 'User', name: 'oidc:nia' },
      reason: 'INC-4711: the shop is down',
      requestedAt: secondsText(Date.now()),
      expires: secondsText(this.ends),
      at,
    };
    this.file = `mainward-${id}.yaml`;
    this.text = bundleOf(grant, policy).manifest.text;
    this.key = { type: ROLE_BINDINGS, namespace, name: `mainward-${id}` };
  }

  /** Resolves when its time is over. */
  async over(): Promise<void> {
    await sleep(Math.max(0, this.ends - Date.now()));
  }

  async isIn(cluster: Pick<Cluster, 'get'>): Promise<boolean> {
    return (await cluster.get(this.key)) !== undefined;
  }

  /** Looks again and again until it is gone; answers with the last moment at which it was there. */
  async gone(cluster: Pick<Cluster, 'get'>): Promise<number> {
    const patience = Date.now() + 120_000 + Math.max(0, this.ends - Date.now());
    let seen = 0;
    while (await this.isIn(cluster)) {
      seen = Date.now();
      if (seen > patience) throw new Error(`${this.key.name} is still there.`);
      await sleep(50);
    }
    return seen;
  }
}

function secondsText(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
