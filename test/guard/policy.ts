import { keyOf } from '../native/people.ts';
import { PEOPLE } from './ground.ts';

export const CLUSTER = 'production';

/** How the cluster is guarded, as a test wants it. */
export interface GuardWish {
  readonly tier: 'observe' | 'alert' | 'revoke';
  readonly admission: 'observe' | 'enforce';
  readonly graceSeconds?: number;
  readonly limits?: { readonly perMinute: number; readonly perHour: number };
}

/** Files of `.mainward`: those who write by hand with their accounts, and Ben of security, who agrees. */
export function policyFiles(wish: GuardWish): Readonly<Record<string, string>> {
  const people = Object.entries(PEOPLE).map(([id, { user }]) => ({
    ...personOf(id, 'developers'),
    accounts: [{ system: 'kubernetes', login: user }],
  }));
  const roster = { people: [...people, personOf('ben', 'security')] };
  const guard = {
    cluster: CLUSTER,
    tier: wish.tier,
    graceSeconds: wish.graceSeconds ?? 2,
    known: [
      {
        kind: 'RoleBinding',
        namespace: 'shop',
        name: 'operator-*',
        by: 'system:serviceaccount:operators:operator',
        reason: 'made by the operator for its caches',
      },
    ],
    administrators: [{ kind: 'Group', name: 'platform-admins' }],
    limits: wish.limits ?? { perMinute: 600, perHour: 10_000 },
    admission: { mode: wish.admission },
  };
  const requirement = { approvals: [{ group: 'security', count: 1 }] };
  return {
    '.mainward/policy.yaml': `${[
      document('Roster', 'acme', roster),
      document('Requirement', 'security-agrees', requirement),
    ].join('\n---\n')}\n`,
    '.mainward/guard.yaml': `${document('Guard', CLUSTER, guard)}\n`,
  };
}

function personOf(id: string, group: string): object {
  return {
    id,
    emails: [`${id}@example.org`],
    groups: [group],
    keys: [{ type: 'ssh', publicKey: keyOf(id).publicLine }],
  };
}

function document(kind: string, name: string, spec: object): string {
  return JSON.stringify({ apiVersion: 'mainward.dev/v1alpha1', kind, metadata: { name }, spec }, null, 2);
}
