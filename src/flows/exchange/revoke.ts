import { MainwardError } from '../../model/errors.ts';
import type { CredentialIssuedEntry, Recorded } from '../../model/ledger.ts';
import { SECRETS } from '../../ports/cluster-kinds.ts';
import type { Broker } from './broker.ts';
import { sha256 } from './digest.ts';

type RevokingPorts = Pick<Broker, 'clusters' | 'ledger' | 'clock'>;

/** Revokes the credential whose bytes these are. Whoever holds it may; of any other text nothing is said. */
export async function revokeCredential(credential: string, ports: RevokingPorts): Promise<void> {
  const digest = sha256(credential);
  const [found] = await ports.ledger.find({ types: ['credential.issued'], digest, limit: 1 });
  // The same digest may be that of a token that was traded in, and such a token is not revoked here.
  if (found?.entry.type === 'credential.issued' && found.entry.credential === digest)
    await revoke({ ...found, entry: found.entry }, ports);
}

/** Revokes what the entry at this index issued. `false` where that entry issued nothing. */
export async function revokeIssued(index: number, ports: RevokingPorts): Promise<boolean> {
  const found = await ports.ledger.entry(index);
  if (found?.entry.type !== 'credential.issued') return false;
  await revoke({ ...found, entry: found.entry }, ports);
  return true;
}

/**
 * Deletes the Secret, then records it; done again it changes nothing. Rejects where either fails: then the credential may
 * still be good, and it must be asked again.
 */
async function revoke(
  { index, entry }: Recorded<CredentialIssuedEntry>,
  { clusters, ledger, clock }: RevokingPorts,
): Promise<void> {
  if (Date.parse(entry.expires) <= clock.now()) return;
  const cluster = clusters.get(entry.cluster);
  if (cluster === undefined) {
    throw new MainwardError(
      'CLUSTER_UNKNOWN',
      `Cluster ${entry.cluster} is not configured, so its credential cannot be revoked.`,
      {
        fields: { cluster: entry.cluster },
        remedy: 'Configure the cluster again, or delete the Secret in it.',
      },
    );
  }
  const [namespace = '', name = ''] = entry.boundTo.split('/');
  const deleted = await cluster.delete({ type: SECRETS, namespace, name });
  if (!deleted && (await isRecorded(index, ledger))) return;
  await ledger.append({ type: 'credential.revoked', issued: index });
}

/** Newest first and bounded: a credential lives for an hour at most, and each is revoked once. */
async function isRecorded(issued: number, ledger: Broker['ledger']): Promise<boolean> {
  const revoked = await ledger.find({ types: ['credential.revoked'] });
  return revoked.some(({ entry }) => entry.type === 'credential.revoked' && entry.issued === issued);
}
