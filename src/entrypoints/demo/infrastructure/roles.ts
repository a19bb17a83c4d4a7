/** Roles that both clusters have, and who holds them everywhere. People hold no right to change what runs. */
export const TENANT_ROLES = `# What a team may do in its own namespace. Agents apply; people look, and restart.
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: tenant-viewer
rules:
  - apiGroups: ['']
    resources: [pods, pods/log, services, configmaps, events, persistentvolumeclaims]
    verbs: [get, list, watch]
  - apiGroups: [apps]
    resources: [deployments, replicasets, statefulsets]
    verbs: [get, list, watch]
  - apiGroups: [batch]
    resources: [jobs, cronjobs]
    verbs: [get, list, watch]
  - apiGroups: [networking.k8s.io]
    resources: [ingresses, networkpolicies]
    verbs: [get, list, watch]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: tenant-operator
rules:
  - apiGroups: ['']
    resources: [pods]
    verbs: [delete]
  - apiGroups: [apps]
    resources: [deployments/scale]
    verbs: [get, update, patch]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: tenant-reconciler
rules:
  - apiGroups: ['']
    resources: [services, configmaps, serviceaccounts]
    verbs: [get, list, watch, create, update, patch, delete]
  - apiGroups: [apps]
    resources: [deployments]
    verbs: [get, list, watch, create, update, patch, delete]
  - apiGroups: [networking.k8s.io]
    resources: [ingresses]
    verbs: [get, list, watch, create, update, patch, delete]
`;

export const AGENT_ROLES = `# What the agents themselves may do: read, and act as the account of the tenant they apply for.
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: flux-tenant
rules:
  - apiGroups: ['']
    resources: [serviceaccounts]
    resourceNames: [flux-reconciler]
    verbs: [impersonate]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: argocd-tenant
rules:
  - apiGroups: ['']
    resources: [serviceaccounts]
    resourceNames: [argocd-deployer]
    verbs: [impersonate]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: flux-credentials
rules:
  - apiGroups: ['']
    resources: [secrets]
    resourceNames: [git-auth, git-signers]
    verbs: [get]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: flux-controller
rules:
  - apiGroups: [source.toolkit.fluxcd.io]
    resources: [gitrepositories, gitrepositories/status]
    verbs: [get, list, watch, update, patch]
  - apiGroups: [kustomize.toolkit.fluxcd.io]
    resources: [kustomizations, kustomizations/status]
    verbs: [get, list, watch, update, patch]
  - apiGroups: [image.toolkit.fluxcd.io]
    resources: [imagerepositories, imagerepositories/status, imagepolicies, imagepolicies/status]
    verbs: [get, list, watch, update, patch]
  - apiGroups: [image.toolkit.fluxcd.io]
    resources: [imageupdateautomations, imageupdateautomations/status]
    verbs: [get, list, watch, update, patch]
  - apiGroups: ['']
    resources: [events]
    verbs: [create, patch]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: argocd-reader
rules:
  - apiGroups: ['']
    resources: [namespaces, pods, services, configmaps, serviceaccounts, events]
    verbs: [get, list, watch]
  - apiGroups: [apps]
    resources: [deployments, replicasets]
    verbs: [get, list, watch]
  - apiGroups: [networking.k8s.io]
    resources: [ingresses]
    verbs: [get, list, watch]
`;

/** The account by which Flux applies this repository. It holds whatever it hands out, so it needs neither `bind` nor `escalate`. */
export const PLATFORM_RECONCILER = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: platform-reconciler
rules:
  - apiGroups: ['']
    resources: [namespaces, serviceaccounts, services, configmaps, resourcequotas]
    verbs: [get, list, watch, create, update, patch, delete]
  - apiGroups: ['']
    resources: [serviceaccounts]
    resourceNames: [flux-reconciler, argocd-deployer]
    verbs: [impersonate]
  - apiGroups: ['']
    resources: [secrets]
    resourceNames: [git-auth, git-signers]
    verbs: [get]
  - apiGroups: ['']
    resources: [pods, pods/log, events, persistentvolumeclaims]
    verbs: [get, list, watch]
  - apiGroups: ['']
    resources: [pods]
    verbs: [delete]
  - apiGroups: ['']
    resources: [events]
    verbs: [create, patch]
  - apiGroups: ['']
    resources: [nodes]
    verbs: [get, list, watch]
  - apiGroups: [apps]
    resources: [deployments, deployments/scale]
    verbs: [get, list, watch, create, update, patch, delete]
  - apiGroups: [apps]
    resources: [replicasets, statefulsets]
    verbs: [get, list, watch]
  - apiGroups: [batch]
    resources: [jobs, cronjobs]
    verbs: [get, list, watch]
  - apiGroups: [networking.k8s.io]
    resources: [ingresses]
    verbs: [get, list, watch, create, update, patch, delete]
  - apiGroups: [networking.k8s.io]
    resources: [networkpolicies]
    verbs: [get, list, watch]
  - apiGroups: [rbac.authorization.k8s.io]
    resources: [roles, rolebindings, clusterroles, clusterrolebindings]
    verbs: [get, list, watch, create, update, patch, delete]
  - apiGroups: [argoproj.io]
    resources: [applications, appprojects]
    verbs: [get, list, watch, create, update, patch, delete]
  - apiGroups: [source.toolkit.fluxcd.io]
    resources: [gitrepositories, gitrepositories/status]
    verbs: [get, list, watch, create, update, patch, delete]
  - apiGroups: [kustomize.toolkit.fluxcd.io]
    resources: [kustomizations, kustomizations/status]
    verbs: [get, list, watch, create, update, patch, delete]
  - apiGroups: [image.toolkit.fluxcd.io]
    resources: [imagerepositories, imagerepositories/status, imagepolicies, imagepolicies/status]
    verbs: [get, list, watch, create, update, patch, delete]
  - apiGroups: [image.toolkit.fluxcd.io]
    resources: [imageupdateautomations, imageupdateautomations/status]
    verbs: [get, list, watch, create, update, patch, delete]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: platform-reconciler
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: platform-reconciler
subjects:
  - kind: ServiceAccount
    name: kustomize-controller
    namespace: flux-system
`;

export const CLUSTER_BINDINGS = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: platform-operator
rules:
  - apiGroups: ['']
    resources: [namespaces, nodes, pods, events]
    verbs: [get, list, watch]
  - apiGroups: [kustomize.toolkit.fluxcd.io]
    resources: [kustomizations]
    verbs: [get, list, watch]
  - apiGroups: [argoproj.io]
    resources: [applications, appprojects]
    verbs: [get, list, watch]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: platform-operators
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: platform-operator
subjects:
  - apiGroup: rbac.authorization.k8s.io
    kind: Group
    name: platform
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: security-auditor
rules:
  - apiGroups: [rbac.authorization.k8s.io]
    resources: [roles, rolebindings, clusterroles, clusterrolebindings]
    verbs: [get, list, watch]
  - apiGroups: [networking.k8s.io]
    resources: [networkpolicies]
    verbs: [get, list, watch]
  - apiGroups: ['']
    resources: [namespaces, serviceaccounts]
    verbs: [get, list, watch]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: security-auditors
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: security-auditor
subjects:
  - apiGroup: rbac.authorization.k8s.io
    kind: Group
    name: platform-security
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: flux-controllers
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: flux-controller
subjects:
  - kind: ServiceAccount
    name: source-controller
    namespace: flux-system
  - kind: ServiceAccount
    name: kustomize-controller
    namespace: flux-system
  - kind: ServiceAccount
    name: image-reflector-controller
    namespace: flux-system
  - kind: ServiceAccount
    name: image-automation-controller
    namespace: flux-system
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: argocd-application-controller
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: argocd-reader
subjects:
  - kind: ServiceAccount
    name: argocd-application-controller
    namespace: argocd
`;
