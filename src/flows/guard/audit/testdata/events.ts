/** An event as an API server of 1.33 sends it at level RequestResponse, with `omitManagedFields`. */
export function auditEvent(change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    level: 'RequestResponse',
    auditID: '4c9f2d5e-7a10-4a52-9f0f-2b6a7a3f1c55',
    stage: 'ResponseComplete',
    requestURI: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings?fieldManager=kubectl-create',
    verb: 'create',
    user: { username: 'eve@acme.example', groups: ['engineering', 'system:authenticated'] },
    sourceIPs: ['192.0.2.7'],
    userAgent: 'kubectl/v1.33.0 (linux/amd64) kubernetes/cf7b5a1',
    objectRef: {
      resource: 'clusterrolebindings',
      name: 'extra',
      apiGroup: 'rbac.authorization.k8s.io',
      apiVersion: 'v1',
    },
    responseStatus: { metadata: {}, code: 201 },
    responseObject: binding('extra', 'c0ffee-1', '1042'),
    requestReceivedTimestamp: '2026-11-27T09:00:00.100000Z',
    stageTimestamp: '2026-11-27T09:00:00.112000Z',
    annotations: {
      'authorization.k8s.io/decision': 'allow',
      'authorization.k8s.io/reason':
        'RBAC: allowed by ClusterRoleBinding "eng" of ClusterRole "cluster-admin" to Group "engineering"',
    },
    ...change,
  };
}

export function binding(name: string, uid: string, resourceVersion: string): Record<string, unknown> {
  return {
    kind: 'ClusterRoleBinding',
    apiVersion: 'rbac.authorization.k8s.io/v1',
    metadata: { name, uid, resourceVersion, creationTimestamp: '2026-11-27T09:00:00Z' },
    subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'eve@acme.example' }],
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
  };
}

export function eventList(...items: readonly unknown[]): Uint8Array {
  const list = { kind: 'EventList', apiVersion: 'audit.k8s.io/v1', metadata: {}, items };
  return new TextEncoder().encode(JSON.stringify(list));
}
