import type { AccessQuestion, ClusterIdentity, KubernetesObject } from '../../../ports/cluster.ts';

/** The namespace that every attack is after. */
export const NAMESPACE = 'payments';

/** What an attacker wants to be able to do, and could not before. */
export interface Goal {
  readonly who: ClusterIdentity;
  /** As a binding names them. */
  readonly subject: Readonly<Record<string, string>>;
  /** The subject as `can` names it. */
  readonly told: string;
}

/** As `can` is asked. */
export const GOAL: string = `get secrets -n ${NAMESPACE}`;

/** To administer the namespace: whoever reads its Secrets acts as everything that runs there. */
export function questionOf({ who }: Goal): AccessQuestion {
  return { ...who, verb: 'get', group: '', resource: 'secrets', namespace: NAMESPACE };
}

/** A person, by the name that the API server knows. */
export function person(user: string, groups: readonly string[]): Goal {
  return {
    who: { user, groups },
    subject: { apiGroup: RBAC, kind: 'User', name: user },
    told: `user:${user}`,
  };
}

export function account(namespace: string, name: string): Goal {
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'];
  return {
    who: { user: `system:serviceaccount:${namespace}:${name}`, groups },
    subject: { kind: 'ServiceAccount', name, namespace },
    told: `sa:${namespace}/${name}`,
  };
}

/** The binding that gives it to them, under a name that nobody looks at twice. */
export function grantOf({ subject }: Goal, name: string): KubernetesObject {
  return {
    apiVersion: `${RBAC}/v1`,
    kind: 'RoleBinding',
    metadata: { name, namespace: NAMESPACE },
    roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'admin' },
    subjects: [subject],
  };
}

/** The same as a manifest. */
export function manifestOf(goal: Goal, name: string): string {
  const subject = Object.entries(goal.subject).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return `apiVersion: ${RBAC}/v1
kind: RoleBinding
metadata:
  name: ${name}
  namespace: ${NAMESPACE}
roleRef:
  apiGroup: ${RBAC}
  kind: ClusterRole
  name: admin
subjects:
  - { ${subject.join(', ')} }
`;
}

const RBAC = 'rbac.authorization.k8s.io';
