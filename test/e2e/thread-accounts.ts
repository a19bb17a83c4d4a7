import { readFileSync } from 'node:fs';
import { stringify } from 'yaml';
import type { KubernetesCluster } from '../../src/adapters/cluster-kubernetes/client.ts';
import type { ControlPlane } from './control-plane.ts';

const POWERS = ['broker', 'publisher', 'observer'] as const;

/** A kubeconfig with a context a power, each with a token of the account that is shipped for it, and with nothing else. */
export async function accountKubeconfig(plane: ControlPlane, admin: KubernetesCluster): Promise<string> {
  const users = await Promise.all(
    POWERS.map(async (power) => {
      const question = { namespace: 'mainward', name: `mainward-${power}`, audiences: [], seconds: 7_200 };
      const { token } = await admin.issue(question);
      return { name: power, token };
    }),
  );
  const [{ token: any } = { token: '' }] = users;
  const { clusters } = JSON.parse(readFileSync(plane.api.kubeconfigWithToken(any), 'utf8')) as {
    readonly clusters: readonly { readonly name: string }[];
  };
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters,
    contexts: users.map(({ name }) => ({ name, context: { cluster: clusters[0]?.name ?? '', user: name } })),
    users: users.map(({ name, token }) => ({ name, user: { token } })),
  });
}
