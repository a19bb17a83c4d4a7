import type { AskedGrant, FoundGrant, Refusal } from '../../model/exchange.ts';
import { err, ok, type Result } from '../../model/result.ts';
import type { KubernetesObject } from '../../ports/cluster.ts';
import { SECRETS } from '../../ports/cluster-kinds.ts';
import { SKEW } from '../../stages/3-pipeline/token/times.ts';
import type { Broker, CredentialCluster } from './broker.ts';
import type { BoundSecret, Made } from './traded.ts';

/** Marks the Secrets that credentials are bound to; its value is the stage. */
export const CREDENTIAL_LABEL = 'mainward.dev/credential';
/** RFC 3339: after this the credential is dead, and the Secret of no use. */
export const EXPIRES_ANNOTATION = 'mainward.dev/expires';

/**
 * Makes an empty Secret and a token that the API server takes only while it is there. Where the token cannot be had, or
 * would live longer than granted, the Secret goes again.
 */
export async function issueCredential(
  {
    asked,
    found,
    cluster,
  }: { readonly asked: AskedGrant; readonly found: FoundGrant; readonly cluster: CredentialCluster },
  { clock, random }: Broker,
): Promise<Result<Pick<Made, 'secret' | 'credential'>, Refusal>> {
  const { account, seconds } = found.grant;
  const latest = clock.now() + seconds * 1_000 + 2 * SKEW;
  const name = `mainward-${asked.stage}-${Buffer.from(random.bytes(16)).toString('hex')}`;
  const place = { namespace: account.namespace, name };
  try {
    const { metadata } = await cluster.create(SECRETS, secretOf(place, asked, found.commit, latest));
    if (metadata.uid === undefined) {
      await takeBack(place, cluster);
      return err('cluster-unavailable');
    }
    const secret = { ...place, uid: metadata.uid };
    const credential = await cluster.issue({
      ...account,
      audiences: [],
      seconds,
      boundTo: { name, uid: secret.uid },
    });
    if (!(Date.parse(credential.expires) > clock.now() && Date.parse(credential.expires) <= latest)) {
      await takeBack(secret, cluster);
      return err('cluster-unavailable');
    }
    return ok({ secret, credential });
  } catch (cause) {
    await takeBack(place, cluster);
    throw cause;
  }
}

/** Deletes the Secret, and with it the credential. Where that fails, nobody has the credential, and it is swept away later. */
export async function takeBack(
  { namespace, name, uid }: Omit<BoundSecret, 'uid'> & { readonly uid?: string },
  cluster: CredentialCluster,
): Promise<void> {
  await cluster
    .delete({ type: SECRETS, namespace, name }, uid === undefined ? {} : { uid })
    .catch(() => false);
}

function secretOf(
  place: { readonly namespace: string; readonly name: string },
  { stage, environment }: AskedGrant,
  commit: string,
  latest: number,
): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      ...place,
      labels: { 'app.kubernetes.io/managed-by': 'mainward', [CREDENTIAL_LABEL]: stage },
      annotations: {
        [EXPIRES_ANNOTATION]: new Date(latest).toISOString(),
        'mainward.dev/environment': environment,
        'mainward.dev/commit': commit,
      },
    },
    type: CREDENTIAL_LABEL,
    immutable: true,
  };
}
