import type { Answer } from './api-requests.ts';
import type { Sender } from './as-token.ts';

/** One request that somebody could send to get more than they have. */
export interface Attempt {
  readonly what: string;
  readonly send: (as: Sender) => Promise<Answer>;
}

const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const APPLY = 'application/apply-patch+yaml';
const MERGE = 'application/merge-patch+json';
const SUBJECT = { kind: 'ServiceAccount', name: 'mainward-revoker', namespace: 'mainward' };
const ROLE_REF = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' };
/** For an administrator's certificate; its key is thrown away. */
const CERTIFICATE_REQUEST =
  'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIS01ISUNBUUF3RURFT01Bd0dBMVVFQXd3RllXUnRhVzR3V1RBVEJnY3Foa2pPUFFJQkJnZ3Foa2pPUFFNQgpCd05DQUFSQ2d6ZXQ3ckhuUTFWVmN1MG83bFU4bUpHbmVEdHA5K3VSRXB5dmRiaU5IUDRZQk8wMUxTWU9ESWNUCjdCVUR5M21SSW9sUWdmVHBWMnYxdXcrQ2JuYXpvQUF3Q2dZSUtvWkl6ajBFQXdJRFNBQXdSUUlnTy92M3NYTWUKN2FkR01MVWNEcXFxSXpqNFBGN3lWWFZBMDlHc3lxSGFCYWNDSVFEeXQwQ2tCRDJEWjNHVmhEanhod1lVUFlHRQpBMm9LN2NFUFRISTZVaGFnN0E9PQotLS0tLUVORCBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K';
const RULES = [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }];

function at(resource: string, name?: string): string {
  const space = resource.startsWith('cluster') ? '' : '/namespaces/payments';
  return `${RBAC}${space}/${resource}${name === undefined ? '' : `/${name}`}`;
}

function granting(kind: string, name: string): object {
  const metadata = kind.startsWith('Cluster') ? { name } : { name, namespace: 'payments' };
  const body = kind.endsWith('Binding') ? { roleRef: ROLE_REF, subjects: [SUBJECT] } : { rules: RULES };
  return { apiVersion: 'rbac.authorization.k8s.io/v1', kind, metadata, ...body };
}

/** Of each kind there is one object that is called `there`. */
const GRANTS: readonly Attempt[] = (
  [
    ['roles', 'Role'],
    ['rolebindings', 'RoleBinding'],
    ['clusterroles', 'ClusterRole'],
    ['clusterrolebindings', 'ClusterRoleBinding'],
  ] as const
).flatMap(([resource, kind]) => [
  {
    what: `create ${resource}`,
    send: (as) => as('POST', at(resource), { body: granting(kind, 'mine') }),
  },
  {
    what: `apply ${resource} that are not there`,
    send: (as) =>
      as('PATCH', `${at(resource, 'mine')}?fieldManager=x&force=true`, {
        body: granting(kind, 'mine'),
        type: APPLY,
      }),
  },
  {
    what: `apply ${resource}`,
    send: (as) =>
      as('PATCH', `${at(resource, 'there')}?fieldManager=x&force=true`, {
        body: granting(kind, 'there'),
        type: APPLY,
      }),
  },
  {
    what: `update ${resource}`,
    send: (as) => as('PUT', at(resource, 'there'), { body: granting(kind, 'there') }),
  },
  {
    what: `label ${resource}`,
    send: (as) =>
      as('PATCH', at(resource, 'there'), {
        body: { metadata: { labels: { 'rbac.authorization.k8s.io/aggregate-to-admin': 'true' } } },
        type: MERGE,
      }),
  },
  {
    what: `patch ${resource} as JSON`,
    send: (as) =>
      as('PATCH', at(resource, 'there'), {
        body: [{ op: 'add', path: '/metadata/finalizers', value: ['x/y'] }],
        type: 'application/json-patch+json',
      }),
  },
  { what: `delete all ${resource}`, send: (as) => as('DELETE', at(resource)) },
]);

const READS: readonly Attempt[] = [
  ...['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings'].flatMap(
    (resource): readonly Attempt[] => [
      { what: `list ${resource}`, send: (as) => as('GET', at(resource)) },
      { what: `get ${resource}`, send: (as) => as('GET', at(resource, 'there')) },
    ],
  ),
  ...[
    '/api/v1/secrets',
    '/api/v1/namespaces/kube-system/secrets',
    '/api/v1/namespaces/mainward/secrets/x',
    '/api/v1/pods',
    '/api/v1/configmaps',
    '/api/v1/nodes/x/proxy/pods',
    '/api/v1/namespaces/payments/pods/x/exec?command=id',
    '/metrics',
    '/logs/',
    '/debug/pprof/',
  ].map((path): Attempt => ({ what: `read ${path}`, send: (as) => as('GET', path) })),
];

function creating(what: string, path: string, body: object): Attempt {
  return { what, send: (as) => as('POST', path, { body }) };
}

const BECOMING: readonly Attempt[] = [
  ...[
    ['kube-system', 'default'],
    ['mainward', 'mainward-reconciler'],
    ['mainward', 'mainward-revoker'],
  ].map(([namespace, account]) =>
    creating(
      `mint a token of ${namespace}/${account}`,
      `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`,
      { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 600 } },
    ),
  ),
  creating('have a token made in a Secret', '/api/v1/namespaces/kube-system/secrets', {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'kubernetes.io/service-account-token',
    metadata: { name: 'mine', annotations: { 'kubernetes.io/service-account.name': 'default' } },
  }),
  creating('ask for a certificate', '/apis/certificates.k8s.io/v1/certificatesigningrequests', {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { name: 'mine' },
    spec: {
      request: CERTIFICATE_REQUEST,
      signerName: 'kubernetes.io/kube-apiserver-client',
      usages: ['client auth'],
    },
  }),
  creating('run a pod', '/api/v1/namespaces/payments/pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'mine' },
    spec: { containers: [{ name: 'a', image: 'a' }] },
  }),
  creating('make a namespace', '/api/v1/namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'mine' },
  }),
  creating('write a ConfigMap', '/api/v1/namespaces/payments/configmaps', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'mine' },
  }),
  creating(
    'have requests sent to a webhook',
    '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations',
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingWebhookConfiguration',
      metadata: { name: 'mine' },
    },
  ),
  creating(
    'have something applied',
    '/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/flux-system/kustomizations',
    {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name: 'mine', namespace: 'flux-system' },
      spec: { interval: '1m', prune: false, sourceRef: { kind: 'GitRepository', name: 'evil' } },
    },
  ),
  {
    what: 'remove a namespace',
    send: (as) => as('DELETE', '/api/v1/namespaces/payments'),
  },
];

/** Admission policies judge neither questions nor themselves. */
const EXEMPT: readonly Attempt[] = [
  {
    what: 'remove the policy that confines it',
    send: (as) =>
      as(
        'DELETE',
        '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings/mainward-revoker?dryRun=All',
      ),
  },
  {
    what: 'ask what others may',
    send: (as) =>
      as('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
        body: {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SubjectAccessReview',
          spec: { user: 'x', nonResourceAttributes: { path: '/', verb: 'get' } },
        },
      }),
  },
  {
    what: 'learn whose a token is',
    send: (as) =>
      as('POST', '/apis/authentication.k8s.io/v1/tokenreviews', {
        body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token: 'x' } },
      }),
  },
];

/** To write as an administrator, by impersonation. */
const IMPERSONATION: readonly Attempt[] = [
  { 'impersonate-user': 'admin', 'impersonate-group': 'system:masters' },
  { 'impersonate-user': 'system:serviceaccount:kube-system:clusterrole-aggregation-controller' },
  { 'impersonate-user': 'system:kube-controller-manager', 'impersonate-uid': '1' },
  { 'impersonate-user': 'system:serviceaccount:mainward:mainward-revoker', 'impersonate-extra-x': 'y' },
].map((headers) => ({
  what: `impersonate ${JSON.stringify(headers)}`,
  send: (as) =>
    as('POST', `${RBAC}/clusterrolebindings?dryRun=All`, {
      body: granting('ClusterRoleBinding', 'mine'),
      headers,
    }),
}));

/** What admission policies never see: reads, questions, themselves, and who really asks who impersonates another. */
export const UNSEEN: readonly Attempt[] = [...READS, ...EXEMPT, ...IMPERSONATION];
export const WRITES: readonly Attempt[] = [...GRANTS, ...BECOMING];

/** Attempts that were let through, or were not refused for want of permission. */
export async function succeeding(as: Sender, attempts: readonly Attempt[]): Promise<readonly string[]> {
  const through: string[] = [];
  for (const { what, send } of attempts) {
    const { status, body } = await send(as);
    if (status !== 403 && status !== 422) through.push(`${what}: ${status}`);
    else if (status === 422 && !JSON.stringify(body).includes('ValidatingAdmissionPolicy'))
      through.push(`${what}: ${JSON.stringify(body).slice(0, 300)}`);
  }
  return through;
}
