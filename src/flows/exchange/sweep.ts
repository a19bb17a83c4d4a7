import type { TrustPolicy } from '../../model/policy.ts';
import type { KubernetesObject } from '../../ports/cluster.ts';
import { SECRETS } from '../../ports/cluster-kinds.ts';
import type { Broker, CredentialCluster } from './broker.ts';
import { CREDENTIAL_LABEL, EXPIRES_ANNOTATION } from './issue.ts';

export interface Swept {
  readonly deleted: number;
  /** `CLUSTER/NAMESPACE` that could not be swept, and why; the next sweep tries again. */
  readonly failed: ReadonlyMap<string, unknown>;
}

/**
 * Deletes the Secrets of credentials that expired, in the namespaces that policy grants from. They are empty and bind
 * nothing any more, also those that a crash left behind; this only tidies up.
 */
export async function sweepCredentials({
  policies,
  clusters,
  clock,
}: Pick<Broker, 'policies' | 'clusters' | 'clock'>): Promise<Swept> {
  const failed = new Map<string, unknown>();
  let deleted = 0;
  for (const [name, namespaces] of placesOf((await policies.inForce())?.policies ?? [])) {
    const cluster = clusters.get(name);
    if (cluster === undefined) continue;
    for (const namespace of namespaces) {
      try {
        deleted += await sweep(cluster, namespace, clock.now());
      } catch (error) {
        failed.set(`${name}/${namespace}`, error);
      }
    }
  }
  return { deleted, failed };
}

async function sweep(cluster: CredentialCluster, namespace: string, now: number): Promise<number> {
  const { items } = await cluster.list(SECRETS, { namespace, labelSelector: CREDENTIAL_LABEL });
  let deleted = 0;
  for (const { metadata } of items.filter((item) => isOver(item, now))) {
    const { name, uid } = metadata;
    if (await cluster.delete({ type: SECRETS, namespace, name }, uid === undefined ? {} : { uid }))
      deleted += 1;
  }
  return deleted;
}

function isOver({ metadata, ...rest }: KubernetesObject, now: number): boolean {
  if (rest['type'] !== CREDENTIAL_LABEL) return false;
  return Date.parse(metadata.annotations?.[EXPIRES_ANNOTATION] ?? '') <= now;
}

function placesOf(policies: readonly TrustPolicy[]): ReadonlyMap<string, ReadonlySet<string>> {
  const places = new Map<string, Set<string>>();
  for (const { cluster, account } of policies.flatMap(({ grants }) => grants))
    places.set(cluster, (places.get(cluster) ?? new Set()).add(account.namespace));
  return places;
}
