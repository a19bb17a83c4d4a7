/**
 * Accounts of controllers that platforms are made of and that hold wide rights by design. Names are claims, so
 * they lower a severity and never hide anything.
 */
const PLATFORM: readonly string[] = [
  'argo-events',
  'argo-rollouts',
  'argo-workflows',
  'aws-',
  'azure-',
  'calico',
  'cattle',
  'cdi-',
  'cert-manager',
  'cilium',
  'cloudnative-pg',
  'cluster-api',
  'cluster-autoscaler',
  'cnpg',
  'coredns',
  'crossplane',
  'crunchy',
  'csi-',
  'datadog',
  'descheduler',
  'ebs-csi',
  'efs-csi',
  'external-dns',
  'external-secrets',
  'falco',
  'fleet',
  'gatekeeper',
  'gke-',
  'grafana',
  'hive',
  'ingress-nginx',
  'intel-',
  'istio',
  'k8up',
  'karpenter',
  'keda',
  'knative',
  'kube-state-metrics',
  'kubevirt',
  'kured',
  'kyverno',
  'linkerd',
  'local-path',
  'loki',
  'longhorn',
  'metallb',
  'metrics-server',
  'multus',
  'newrelic',
  'node-feature-discovery',
  'node-problem-detector',
  'nvidia',
  'olm',
  'openebs',
  'openshift-',
  'opentelemetry',
  'operator-lifecycle',
  'otel',
  'postgres-operator',
  'prometheus',
  'promtail',
  'rancher',
  'reflector',
  'reloader',
  'rook',
  'sealed-secrets',
  'snapshot-controller',
  'strimzi',
  'system-upgrade',
  'tekton',
  'tigera',
  'traefik',
  'trident',
  'trivy',
  'vault',
  'velero',
  'volsync',
];
const CONTROLLER =
  /(^|-)(operator|controller|controller-manager|manager|provisioner|webhook|autoscaler|driver|exporter)$/;
const AGENT =
  /^(.*-)?argocd-(application-controller|server|applicationset-controller|repo-server|notifications-controller|image-updater|manager)$|^(kustomize|helm|source|notification|image-reflector|image-automation)-controller$|^flux(-operator)?$/;
const AGENT_NAMESPACE = /(^|-)(argo|argocd|flux|fluxcd|gitops)(-|$)/;

/** Does an account's name or namespace say that it is a controller of the platform? */
export function isPlatformAccount(namespace: string, name: string): boolean {
  return (
    namespace === 'kube-system' ||
    CONTROLLER.test(name) ||
    PLATFORM.some((prefix) => name.startsWith(prefix) || namespace.startsWith(prefix))
  );
}

/** Do an account's name and its namespace's say that it is one of Argo CD's or Flux's own? */
export function isAgentAccount(namespace: string, name: string): boolean {
  return AGENT.test(name) && AGENT_NAMESPACE.test(namespace);
}
