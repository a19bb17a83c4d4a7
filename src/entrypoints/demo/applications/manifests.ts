import type { Dice } from '../dice.ts';
import type { ClusterName } from '../organisation/teams.ts';
import { ACCOUNT } from './workflows.ts';

/** Where a team's images lie. */
function imageOf(team: string): string {
  return `${ACCOUNT}.dkr.ecr.eu-central-1.amazonaws.com/${team}`;
}

export function deployBase(team: string): ReadonlyMap<string, string> {
  return new Map([
    [
      'deploy/base/kustomization.yaml',
      `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - deployment.yaml
  - service.yaml
`,
    ],
    [
      'deploy/base/deployment.yaml',
      `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${team}
spec:
  replicas: 2
  selector:
    matchLabels:
      app: ${team}
  template:
    metadata:
      labels:
        app: ${team}
    spec:
      automountServiceAccountToken: false
      containers:
        - name: ${team}
          image: ${team}
          ports:
            - containerPort: 8080
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            runAsNonRoot: true
            capabilities:
              drop: [ALL]
            seccompProfile:
              type: RuntimeDefault
`,
    ],
    [
      'deploy/base/service.yaml',
      `apiVersion: v1
kind: Service
metadata:
  name: ${team}
spec:
  selector:
    app: ${team}
  ports:
    - port: 80
      targetPort: 8080
`,
    ],
  ]);
}

export function overlayPath(cluster: ClusterName): string {
  return `deploy/overlays/${cluster}/kustomization.yaml`;
}

/** `release`: which image, by its digest. */
export function deployOverlay(team: string, cluster: ClusterName, release: string, dice: Dice): string {
  return `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - ../../base
images:
  - name: ${team}
    newName: ${imageOf(team)}
    digest: sha256:${dice.hex(64, `image/${team}/${release}`)}
patches:
  - target:
      kind: Deployment
      name: ${team}
    patch: |-
      - op: replace
        path: /spec/replicas
        value: ${cluster === 'production' ? 4 : 1}
`;
}
