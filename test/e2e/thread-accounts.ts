import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { stringify } from 'yaml';
import type { KubernetesCluster } from '../../src/adapters/cluster-kubernetes/client.ts';
import type { ClusterPower } from '../../src/entrypoints/server/config/config.ts';
import type { ControlPlane } from './control-plane.ts';

export const POWERS = ['broker', 'publisher', 'observer'] as const;

/**
 * A kubeconfig with a context a power, each with a token of the account that is shipped for it, and with nothing else;
 * `ways`: where a power reaches the API server, if not straight.
 */
export async function accountKubeconfig(
  plane: ControlPlane,
  admin: KubernetesCluster,
  powers: readonly ClusterPower[] = POWERS,
  ways: Readonly<Partial<Record<ClusterPower, URL>>> = {},
): Promise<string> {
  const users = await Promise.all(
    powers.map(async (power) => ({
      name: power,
      user: { token: await tokenOf(admin, 'mainward', `mainward-${power}`) },
    })),
  );
  const [{ name: straight, cluster }] = kubeconfigOf(plane, '').clusters;
  const others = Object.entries(ways).map(([name, { origin }]) => ({
    name,
    cluster: { ...cluster, server: origin },
  }));
  const contexts = users.map(({ name }) => ({
    name,
    context: { cluster: ways[name] === undefined ? straight : name, user: name },
  }));
  const clusters = [{ name: straight, cluster }, ...others];
  return stringify({ apiVersion: 'v1', kind: 'Config', clusters, contexts, users });
}

export async function tokenOf(admin: KubernetesCluster, namespace: string, name: string): Promise<string> {
  const { token } = await admin.issue({ namespace, name, audiences: [], seconds: 7_200 });
  return token;
}

interface Kubeconfig {
  readonly clusters: readonly [
    {
      readonly name: string;
      readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string };
    },
  ];
}

function kubeconfigOf(plane: ControlPlane, token: string): Kubeconfig {
  return JSON.parse(readFileSync(plane.api.kubeconfigWithToken(token), 'utf8')) as Kubeconfig;
}

interface Rule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

/** One thing each that a rule allows: `VERB RESOURCE.GROUP NAME`, or `VERB /PATH`. */
export function allowedBy(rules: readonly Rule[]): ReadonlySet<string> {
  return new Set(
    rules.flatMap(({ verbs, apiGroups = [], resources = [], resourceNames = [''], nonResourceURLs = [] }) =>
      verbs.flatMap((verb) => [
        ...nonResourceURLs.map((path) => `${verb} ${path}`),
        ...apiGroups.flatMap((group) =>
          resources.flatMap((resource) =>
            resourceNames.map((name) => `${verb} ${resource}.${group} ${name}`.trim()),
          ),
        ),
      ]),
    ),
  );
}

/** Everything that the API server lets the holder of a token do in a namespace, as it says itself (SelfSubjectRulesReview). */
export async function rulesOf(
  plane: ControlPlane,
  token: string,
  namespace: string,
): Promise<ReadonlySet<string>> {
  const { server, 'certificate-authority-data': ca } = kubeconfigOf(plane, token).clusters[0].cluster;
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectRulesReview',
    spec: { namespace },
  };
  const { status } = (await post(
    new URL('/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', server),
    { token, ca: Buffer.from(ca, 'base64') },
    body,
  )) as {
    readonly status: {
      readonly resourceRules: readonly Rule[];
      readonly nonResourceRules: readonly Rule[];
      readonly incomplete: boolean;
    };
  };
  if (status.incomplete) throw new Error('The API server does not know all that is allowed.');
  return allowedBy([...status.resourceRules, ...status.nonResourceRules]);
}

function post(url: URL, { token, ca }: { token: string; ca: Buffer }, body: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const outgoing = request(url, { method: 'POST', ca, headers }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8').on('data', (part: string) => void (text += part));
      incoming.once('error', reject);
      incoming.once('end', () => {
        if (incoming.statusCode === 201) resolve(JSON.parse(text));
        else reject(new Error(`The API server answers ${incoming.statusCode}: ${text.slice(0, 500)}`));
      });
    });
    outgoing.once('error', reject);
    outgoing.end(JSON.stringify(body));
  });
}
