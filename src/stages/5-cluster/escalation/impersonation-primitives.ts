import type { Primitive } from './primitive.ts';
import { need } from './rights.ts';

/** Ways to send requests as another user or group. Neither is namespaced, so only rules of the whole cluster serve. */
export const IMPERSONATION_PRIMITIVES: readonly Primitive[] = [
  {
    id: 'ID-IMP-USER',
    title: 'Act as any user',
    severity: 'critical',
    where: 'cluster',
    reach: 'any-user',
    needs: [[need(['impersonate'], '', ['users'])]],
    steps: [
      'send requests with the header Impersonate-User',
      'use whatever that user is given directly, and as a service account what that holds',
    ],
  },
  {
    id: 'ID-IMP-GROUP',
    title: 'Act as a member of system:masters',
    severity: 'critical',
    where: 'cluster',
    reach: 'cluster-admin',
    needs: [
      [need(['impersonate'], '', ['groups'], { names: ['system:masters'] })],
      [need(['impersonate'], '', ['users', 'serviceaccounts'], { at: 'anywhere' })],
    ],
    steps: [
      'send requests with Impersonate-Group: system:masters and any user or account that may be impersonated',
      'be allowed everything, before any rule is asked',
    ],
  },
];
