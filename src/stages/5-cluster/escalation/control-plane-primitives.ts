import type { Primitive } from './primitive.ts';
import { EXPLICIT, need, WRITE } from './rights.ts';

/** Ways through the control plane and its policies. */
export const CONTROL_PLANE_PRIMITIVES: readonly Primitive[] = [
  {
    id: 'CP-WEBHOOK',
    title: 'Read and change whatever is admitted',
    severity: 'critical',
    where: 'cluster',
    reach: 'cluster-admin',
    needs: [
      [
        need(WRITE, 'admissionregistration.k8s.io', [
          'mutatingwebhookconfigurations',
          'validatingwebhookconfigurations',
        ]),
      ],
    ],
    steps: [
      "register a webhook of one's own for all objects",
      'read Secrets and change workloads as they are written',
    ],
  },
  {
    id: 'CP-WEBHOOK-DEL',
    title: 'Switch guard rails off',
    severity: 'high',
    where: 'cluster',
    reach: 'guard-rails',
    needs: [
      [
        need(['update', 'patch', 'delete', 'deletecollection'], 'admissionregistration.k8s.io', [
          'mutatingwebhookconfigurations',
          'validatingwebhookconfigurations',
          'validatingadmissionpolicies',
          'validatingadmissionpolicybindings',
          'mutatingadmissionpolicies',
          'mutatingadmissionpolicybindings',
        ]),
        need(['update', 'patch', 'delete', 'deletecollection'], 'kyverno.io', ['clusterpolicies'], EXPLICIT),
        need(
          ['update', 'patch', 'delete', 'deletecollection'],
          'templates.gatekeeper.sh',
          ['constrainttemplates'],
          EXPLICIT,
        ),
      ],
    ],
    steps: ['remove or weaken the policy that stops a change', 'make the change'],
  },
  {
    id: 'CP-MAP',
    title: 'Change whatever is admitted',
    severity: 'critical',
    where: 'cluster',
    reach: 'cluster-admin',
    needs: [
      [need(WRITE, 'admissionregistration.k8s.io', ['mutatingadmissionpolicies'])],
      [need(WRITE, 'admissionregistration.k8s.io', ['mutatingadmissionpolicybindings'])],
    ],
    steps: ['write a mutating policy that adds containers, accounts or subjects to objects of others'],
  },
  {
    id: 'CP-CRDCONV',
    title: 'See and change custom objects',
    severity: 'high',
    where: 'cluster',
    reach: 'agent',
    needs: [[need(WRITE, 'apiextensions.k8s.io', ['customresourcedefinitions'])]],
    steps: ["set a conversion webhook of one's own for a kind", 'read and change every object of it'],
  },
  {
    id: 'CP-CRDDEL',
    title: 'Delete all objects of a kind',
    severity: 'high',
    where: 'cluster',
    reach: 'guard-rails',
    needs: [[need(['delete', 'deletecollection'], 'apiextensions.k8s.io', ['customresourcedefinitions'])]],
    steps: ['delete a custom resource definition, and with it every object of the kind'],
  },
  {
    id: 'CP-APISVC',
    title: 'Take over an API group',
    severity: 'high',
    where: 'cluster',
    reach: 'any-user',
    needs: [[need(WRITE, 'apiregistration.k8s.io', ['apiservices'])]],
    steps: [
      "register a server of one's own for an API group",
      'receive the requests, and the identities, of its users',
    ],
  },
  {
    id: 'CP-AUTHCM',
    title: 'Change how the cluster authenticates or resolves names',
    severity: 'critical',
    where: 'kube-system',
    reach: 'cluster-admin',
    needs: [
      [
        need(WRITE, '', ['configmaps'], {
          names: ['extension-apiserver-authentication', 'aws-auth', 'coredns', 'kubeadm-config'],
        }),
      ],
    ],
    steps: [
      'change the ConfigMap that says who is who (aws-auth, extension-apiserver-authentication) or how names resolve (coredns)',
      'act as an administrator',
    ],
  },
  {
    id: 'CP-FLOW',
    title: 'Starve the API server',
    severity: 'medium',
    where: 'cluster',
    reach: 'guard-rails',
    needs: [[need(WRITE, 'flowcontrol.apiserver.k8s.io', ['flowschemas', 'prioritylevelconfigurations'])]],
    steps: ['give requests of others no share of the API server'],
  },
];
