import type { Person } from '../organisation/people.ts';

/** What may be had for a while in what is served. The headline's answer is about acme before that. */
export const ACCESS_FILE: string = '.mainward/access.yaml';

export const ROBOT: Readonly<Record<'id' | 'name' | 'email', string>> = {
  id: 'mainward',
  name: 'Mainward',
  email: 'mainward@acme.example',
};

export const OPERATE: string = 'payments-operate';
export const READ: string = 'payments-read';

export const ACCESS_POLICIES: string = `apiVersion: mainward.dev/v1alpha1
kind: AccessPolicy
metadata:
  name: ${OPERATE}
spec:
  cluster: production
  offers:
    - { namespace: payments, role: ClusterRole/tenant-operator }
  eligible: [team-payments]
  longestMinutes: 240
  approvals:
    - { group: team-leads, count: 1 }
  reasonPrefixes: [INC-, CHG-]
  folder: tenants/payments
  breakGlass:
    eligible: [payments-on-call]
    longestMinutes: 30
    reviewers: [platform-security]
    committer: ${ROBOT.id}
---
apiVersion: mainward.dev/v1alpha1
kind: AccessPolicy
metadata:
  name: ${READ}
spec:
  cluster: production
  offers:
    - { namespace: payments, role: ClusterRole/tenant-viewer }
  eligible: [team-support, team-orders]
  longestMinutes: 480
  approvals:
    - { group: team-leads, count: 1 }
  folder: tenants/payments
`;

/** The robot in the roster, and the administrators whose it is. */
export function robotEntry(owners: readonly Person[], publicLine: string): string {
  return `    - id: ${ROBOT.id}
      owners: [${owners.map(({ id }) => id).join(', ')}]
      emails: [${ROBOT.email}]
      keys:
        - type: ssh
          publicKey: ${publicLine}
`;
}
