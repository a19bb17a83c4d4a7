import type { Dice } from '../dice.ts';
import { type ClusterName, urlOf } from '../organisation/teams.ts';
import { kustomization } from './kustomization.ts';

/** Flux itself, and the Kustomization by which it applies this repository: `clusters/CLUSTER/flux-system/`. */
export function fluxSystem(cluster: ClusterName, dice: Dice): ReadonlyMap<string, string> {
  const files: Record<string, string> = {};
  for (const { name, flags } of CONTROLLERS)
    files[`${name}.yaml`] = controller(name, flags, dice.hex(64, `image/${name}`));
  return kustomization(`clusters/${cluster}/flux-system`, [], { ...files, 'sync.yaml': sync(cluster) });
}

const CONTROLLERS: readonly { readonly name: string; readonly flags: readonly string[] }[] = [
  { name: 'source-controller', flags: [] },
  {
    name: 'kustomize-controller',
    flags: ['--no-cross-namespace-refs=true', '--no-remote-bases=true', '--default-service-account=default'],
  },
  { name: 'image-reflector-controller', flags: ['--no-cross-namespace-refs=true'] },
  { name: 'image-automation-controller', flags: ['--no-cross-namespace-refs=true'] },
];

function controller(name: string, flags: readonly string[], digest: string): string {
  const args = ['--log-level=info', '--enable-leader-election', ...flags];
  return `apiVersion: v1
kind: ServiceAccount
metadata:
  name: ${name}
  namespace: flux-system
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: flux-system
spec:
  replicas: 1
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      serviceAccountName: ${name}
      containers:
        - name: manager
          image: ghcr.io/fluxcd/${name}@sha256:${digest}
          args:
${args.map((flag) => `            - ${flag}\n`).join('')}          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            runAsNonRoot: true
            capabilities:
              drop: [ALL]
            seccompProfile:
              type: RuntimeDefault
`;
}

function sync(cluster: ClusterName): string {
  return `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: flux-system
  namespace: flux-system
spec:
  interval: 1m
  url: ${urlOf('infrastructure')}
  ref:
    branch: main
  secretRef:
    name: git-auth
  verify:
    mode: HEAD
    secretRef:
      name: git-signers
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: flux-system
  namespace: flux-system
spec:
  interval: 5m
  path: ./clusters/${cluster}
  prune: true
  serviceAccountName: kustomize-controller
  sourceRef:
    kind: GitRepository
    name: flux-system
`;
}
