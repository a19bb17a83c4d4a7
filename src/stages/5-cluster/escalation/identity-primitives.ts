import type { Primitive } from './primitive.ts';
import { CHANGE, need, READ, WRITE } from './rights.ts';

/** Ways to become somebody else. */
export const IDENTITY_PRIMITIVES: readonly Primitive[] = [
  {
    id: 'ID-IMP-SA',
    title: 'Act as any service account',
    severity: 'high',
    where: 'anywhere',
    reach: 'service-accounts',
    clusterReach: 'cluster-admin',
    needs: [[need(['impersonate'], '', ['serviceaccounts'])]],
    steps: [
      'send requests with Impersonate-User: system:serviceaccount:NAMESPACE:NAME',
      'use what that account holds, also outside its namespace',
    ],
  },
  {
    id: 'ID-TOKEN',
    title: 'Mint tokens of service accounts',
    severity: 'critical',
    where: 'anywhere',
    reach: 'service-accounts',
    clusterReach: 'cluster-admin',
    needs: [[need(['create'], '', ['serviceaccounts/token'])]],
    steps: ['ask the API server for a token of a service account', 'use it from anywhere until it expires'],
  },
  {
    id: 'ID-SEC-READ',
    title: 'Read Secrets',
    severity: 'critical',
    where: 'anywhere',
    reach: 'secrets',
    needs: [[need(READ, '', ['secrets'])]],
    steps: [
      'read tokens, keys and passwords out of Secrets (list and watch show their content too)',
      'use them as their owner',
    ],
  },
  {
    id: 'ID-SEC-MINT',
    title: 'Make a long-lived token of a service account',
    severity: 'critical',
    where: 'anywhere',
    reach: 'service-accounts',
    clusterReach: 'cluster-admin',
    needs: [
      [need(['create'], '', ['secrets'])],
      [
        need(READ, '', ['secrets']),
        need(['create'], '', ['pods']),
        need(WRITE, 'apps', ['deployments', 'statefulsets', 'daemonsets', 'replicasets']),
        need(WRITE, 'batch', ['jobs', 'cronjobs']),
        need(WRITE, '', ['replicationcontrollers']),
      ],
    ],
    steps: [
      'create a Secret of type kubernetes.io/service-account-token for an account',
      'read the token that the cluster writes into it, or mount it',
    ],
  },
  {
    id: 'ID-SEC-TAMPER',
    title: 'Replace credentials of privileged controllers',
    severity: 'high',
    where: 'privileged',
    reach: 'agent',
    needs: [[need(CHANGE, '', ['secrets'])]],
    steps: [
      'change the Secret a privileged controller reads',
      'let it act with the replaced credentials or against another source',
    ],
  },
  {
    id: 'ID-CSR',
    title: 'Issue client certificates',
    severity: 'critical',
    where: 'cluster',
    reach: 'any-user',
    needs: [
      [need(['create'], 'certificates.k8s.io', ['certificatesigningrequests'])],
      [need(CHANGE, 'certificates.k8s.io', ['certificatesigningrequests/approval'])],
      [
        need(['approve'], 'certificates.k8s.io', ['signers'], {
          names: ['kubernetes.io/kube-apiserver-client', 'kubernetes.io/*'],
        }),
      ],
    ],
    steps: [
      'ask for a client certificate of another user',
      'approve the request oneself',
      'act as that user until the certificate expires',
    ],
  },
  {
    id: 'ID-CSR-SIGN',
    title: 'Write certificates into requests',
    severity: 'low',
    where: 'cluster',
    reach: 'any-user',
    needs: [
      [need(CHANGE, 'certificates.k8s.io', ['certificatesigningrequests/status'])],
      [need(['sign'], 'certificates.k8s.io', ['signers'])],
    ],
    steps: ['write a certificate into a request; it is worth something only with the key of the authority'],
  },
  {
    id: 'ID-BOOTSTRAP',
    title: 'Make a bootstrap token',
    severity: 'high',
    where: 'kube-system',
    reach: 'cluster-nodes',
    needs: [[need(['create'], '', ['secrets'])]],
    steps: ['create a Secret of type bootstrap.kubernetes.io/token', "join a machine of one's own as a node"],
  },
];
