/** Fields that identify an item of a merged list; none for a list of plain values merged as a set. */
export type ListKeys = readonly string[];

const POD_SPECS: ReadonlyMap<string, string> = new Map([
  ['/Pod', 'spec'],
  ['/PodTemplate', 'template.spec'],
  ['/ReplicationController', 'spec.template.spec'],
  ['apps/Deployment', 'spec.template.spec'],
  ['apps/ReplicaSet', 'spec.template.spec'],
  ['apps/StatefulSet', 'spec.template.spec'],
  ['apps/DaemonSet', 'spec.template.spec'],
  ['batch/Job', 'spec.template.spec'],
  ['batch/CronJob', 'spec.jobTemplate.spec.template.spec'],
]);

const IN_POD_SPEC: ReadonlyMap<string, ListKeys> = new Map([
  ...['containers', 'initContainers', 'ephemeralContainers'].flatMap((list): [string, ListKeys][] => [
    [list, ['name']],
    [`${list}.env`, ['name']],
    [`${list}.ports`, ['containerPort', 'protocol']],
    [`${list}.volumeMounts`, ['mountPath']],
    [`${list}.volumeDevices`, ['devicePath']],
  ]),
  ['volumes', ['name']],
  ['imagePullSecrets', ['name']],
  ['hostAliases', ['ip']],
  ['topologySpreadConstraints', ['topologyKey', 'whenUnsatisfiable']],
  ['schedulingGates', ['name']],
  ['resourceClaims', ['name']],
]);

const OTHERS: ReadonlyMap<string, ListKeys> = new Map([
  ['/ServiceAccount secrets', ['name']],
  ['/Service spec.ports', ['port', 'protocol']],
  ['admissionregistration.k8s.io/ValidatingWebhookConfiguration webhooks', ['name']],
  ['admissionregistration.k8s.io/MutatingWebhookConfiguration webhooks', ['name']],
]);

const METADATA: ReadonlyMap<string, ListKeys> = new Map([
  ['metadata.ownerReferences', ['uid']],
  ['metadata.finalizers', []],
]);

/** Groups whose schema kustomize knows; lists of all other kinds are replaced as a whole. */
const BUILT_IN =
  /^(?:|apps|autoscaling|batch|policy|[a-z]+\.k8s\.io)$|\.(?:authorization|apiserver)\.k8s\.io$/;

/**
 * How the list at a path of an object is merged (`x-kubernetes-patch-merge-key` of the Kubernetes
 * API); `undefined`: it is replaced, as are the rules and subjects of RBAC.
 */
export function mergeKeysOf(group: string, kind: string, path: readonly string[]): ListKeys | undefined {
  if (!BUILT_IN.test(group)) return undefined;
  const dotted = path.join('.');
  const metadata = METADATA.get(dotted);
  if (metadata !== undefined) return metadata;
  const type = `${group}/${kind}`;
  const podSpec = POD_SPECS.get(type);
  if (podSpec !== undefined && dotted.startsWith(`${podSpec}.`))
    return IN_POD_SPEC.get(dotted.slice(podSpec.length + 1));
  return OTHERS.get(`${type} ${dotted}`);
}
