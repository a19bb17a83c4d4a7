import { withResource } from '../infrastructure/kustomization.ts';
import type { Plant } from './plant.ts';

/** Who may do what in production. */
export function clusterPlants(): readonly Plant[] {
  return [
    {
      id: 'wildcard-cluster-role',
      weakness: 'A ClusterRole permits everything on everything, and whatever is added to the cluster later.',
      control: 'cluster/no-wildcard-rules',
      ...inProduction('tenants/reports/pipeline-tooling.yaml', PIPELINE_TOOLING, `- apiGroups: ['*']`),
      subject: 'ClusterRole pipeline-tooling',
    },
    {
      id: 'namespaced-bind',
      weakness:
        'Team growth may bind any ClusterRole in its namespace, so any of its members can become its administrator.',
      control: 'cluster/bind-is-not-granted',
      ...inProduction(
        'tenants/growth/experiments.yaml',
        EXPERIMENTS,
        '- apiGroups: [rbac.authorization.k8s.io]\n    resources: [clusterroles]\n    verbs: [bind]',
      ),
      subject: 'Role growth/experiments',
    },
    {
      id: 'aggregated-role-grows-edit',
      weakness:
        'A ClusterRole adds itself to the default role edit and gives all its holders power over what Flux applies.',
      control: 'cluster/aggregation-does-not-grow-defaults',
      ...inProduction(
        'flux-system/flux-edit.yaml',
        FLUX_EDIT,
        `rbac.authorization.k8s.io/aggregate-to-edit: 'true'`,
      ),
      subject: 'ClusterRole flux-edit',
    },
    {
      id: 'binding-that-looks-harmless',
      weakness: 'A RoleBinding that is called view-support gives everything in the namespace.',
      control: 'cluster/binding-grants-what-its-name-says',
      ...inProduction('tenants/support/view-support.yaml', VIEW_SUPPORT, 'name: cluster-admin'),
      subject: 'RoleBinding support/view-support',
    },
  ];
}

function inProduction(
  file: string,
  text: string,
  planted: string,
): Pick<Plant, 'repository' | 'place' | 'beginning'> {
  const path = `clusters/production/${file}`;
  return {
    repository: 'infrastructure',
    place: { kind: 'file', path, text: planted },
    beginning: { infrastructure: (files) => withResource(files, path, text) },
  };
}

const PIPELINE_TOOLING = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: pipeline-tooling
rules:
  - apiGroups: ['*']
    resources: ['*']
    verbs: ['*']
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: pipeline-tooling
  namespace: reports
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: pipeline-tooling
subjects:
  - apiGroup: rbac.authorization.k8s.io
    kind: Group
    name: reports-on-call
`;

const EXPERIMENTS = `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: experiments
  namespace: growth
rules:
  - apiGroups: [rbac.authorization.k8s.io]
    resources: [rolebindings]
    verbs: [get, list, create]
  - apiGroups: [rbac.authorization.k8s.io]
    resources: [clusterroles]
    verbs: [bind]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: experiments
  namespace: growth
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: experiments
subjects:
  - apiGroup: rbac.authorization.k8s.io
    kind: Group
    name: team-growth
`;

const FLUX_EDIT = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: flux-edit
  labels:
    rbac.authorization.k8s.io/aggregate-to-edit: 'true'
rules:
  - apiGroups: [kustomize.toolkit.fluxcd.io]
    resources: [kustomizations]
    verbs: [create, update, patch, delete]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: edit
  namespace: search
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: edit
subjects:
  - apiGroup: rbac.authorization.k8s.io
    kind: Group
    name: search-on-call
`;

const VIEW_SUPPORT = `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: view-support
  namespace: support
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: cluster-admin
subjects:
  - apiGroup: rbac.authorization.k8s.io
    kind: Group
    name: support-on-call
`;
