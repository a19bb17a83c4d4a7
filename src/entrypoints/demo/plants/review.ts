import { type Edit, write } from '../history/change.ts';
import { proper } from '../history/offers.ts';
import { withResource } from '../infrastructure/kustomization.ts';
import type { Plant, Scene } from './plant.ts';

/** How changes were made and agreed to. */
export function reviewPlants({ people, calendar }: Scene): readonly Plant[] {
  const security = (number: number) => people.of('platform-security', number);
  const helpful = security(1);
  const hasty = people.member('orders', 7);
  const lonely = people.member('checkout', 8);
  const pusher = people.member('search', 0);
  const friend = people.member('shipping', 3);
  return [
    {
      id: 'self-approved-permission-change',
      weakness:
        'One of the two approvals of a permission change comes from somebody who wrote part of it, so one person of platform-security agreed, not two.',
      control: 'review/author-is-not-approver',
      repository: 'infrastructure',
      place: { kind: 'landing' },
      subject: helpful.id,
      change: {
        ...proper(calendar, {
          title: 'Let checkout restart in staging',
          branch: 'checkout-restarts',
          author: people.member('checkout', 0),
          daysAgo: 33.5,
          edits: [
            bindInStaging('tenant-viewer', ''),
            bindInStaging('tenant-operator', '# asked for by checkout\n'),
          ],
          again: 'Make it the operator role',
          helper: helpful,
          approvers: [helpful, security(3)],
          method: 'merge',
        }),
        plant: 'self-approved-permission-change',
      },
    },
    {
      id: 'approval-before-the-last-push',
      weakness:
        'A pull request was approved, then its author pushed again, and what landed was never looked at.',
      control: 'review/approval-is-for-what-landed',
      repository: 'app-orders',
      place: { kind: 'landing' },
      subject: hasty.id,
      change: {
        kind: 'offer',
        title: 'Round prices the same way everywhere',
        branch: 'rounding',
        author: hasty,
        openedAt: calendar.before(62.5),
        commits: [
          {
            by: hasty,
            message: 'Round prices the same way everywhere',
            edit: write('src/round.js', 'export const round = (cents) => Math.round(cents);\n'),
            afterHours: 0,
          },
          {
            by: hasty,
            message: 'Round down after all',
            edit: write('src/round.js', 'export const round = (cents) => Math.floor(cents);\n'),
            afterHours: 6,
          },
        ],
        reviews: [{ by: { login: people.member('orders', 9).login, kind: 'human' }, afterHours: 4, of: 0 }],
        landing: { method: 'squash', by: hasty, afterHours: 7 },
        plant: 'approval-before-the-last-push',
      },
    },
    {
      id: 'approval-by-a-bot',
      weakness: 'The only approval of a landed change is a bot’s.',
      control: 'review/approver-is-a-person',
      repository: 'app-checkout',
      place: { kind: 'landing' },
      subject: 'acme-merge-bot',
      change: {
        kind: 'offer',
        title: 'Bring libraries up to date',
        branch: 'libraries',
        author: lonely,
        openedAt: calendar.before(48.5),
        commits: [
          {
            by: lonely,
            message: 'Bring libraries up to date',
            edit: write(
              'package-lock.json',
              '{\n  "name": "@acme/checkout",\n  "lockfileVersion": 3,\n  "packages": {}\n}\n',
            ),
            afterHours: 0,
          },
        ],
        reviews: [{ by: { login: 'acme-merge-bot', kind: 'bot' }, afterHours: 1, of: 0 }],
        landing: { method: 'squash', by: lonely, afterHours: 2 },
        plant: 'approval-by-a-bot',
      },
      evidence: (evidence) => ({
        ...evidence,
        members: [...(evidence.members ?? []), { login: 'acme-merge-bot', kind: 'bot', permission: 'read' }],
      }),
    },
    {
      id: 'unsigned-direct-push',
      weakness: 'A commit without a signature was pushed to main, past the pull request that is demanded.',
      control: 'review/changes-come-by-pull-request',
      also: ['commit/signed-by-known-key'],
      repository: 'app-search',
      place: { kind: 'landing' },
      subject: pusher.id,
      change: {
        kind: 'push',
        by: pusher,
        at: calendar.before(29),
        message: 'Quick fix for the outage',
        edit: write('src/synonyms.js', 'export const synonyms = new Map();\n'),
        plant: 'unsigned-direct-push',
      },
    },
    {
      id: 'commit-with-a-leavers-key',
      weakness:
        'A commit is signed with the key of somebody who had left, and dated back to when the key was good. Git alone takes it for valid.',
      control: 'commit/key-was-valid-when-used',
      repository: 'app-shipping',
      place: { kind: 'offered', commit: 0 },
      subject: people.leaver.id,
      change: {
        kind: 'offer',
        title: 'Finish the label printer',
        branch: 'label-printer',
        author: friend,
        openedAt: calendar.before(12),
        commits: [
          {
            by: people.leaver,
            message: 'Finish the label printer',
            edit: write('src/labels.js', 'export const labels = [];\n'),
            afterHours: 0,
            pushedBy: friend,
            dated: calendar.before(45),
          },
        ],
        reviews: [{ by: { login: people.member('shipping', 8).login, kind: 'human' }, afterHours: 5, of: 0 }],
        landing: { method: 'merge', by: friend, afterHours: 6 },
        plant: 'commit-with-a-leavers-key',
      },
    },
    {
      id: 'bypass-actor',
      weakness: 'A deploy key may push to main past every rule, and nobody has to agree.',
      control: 'review/no-bypass-of-rules',
      repository: 'app-loyalty',
      place: {
        kind: 'evidence',
        path: 'forge/app-loyalty.json',
        text: '"name": "flux-production"',
      },
      subject: 'flux-production',
      evidence: (evidence) => ({
        ...evidence,
        rules: (evidence.rules ?? []).map((rule) => ({
          ...rule,
          bypass: [{ kind: 'deploy-key', name: 'flux-production', mode: 'always' }],
        })),
      }),
    },
  ];
}

const PATH = 'clusters/staging/tenants/checkout/restarts.yaml';

function bindInStaging(role: string, comment: string): Edit {
  const text = `${comment}apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: restarts
  namespace: checkout
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: ${role}
subjects:
  - apiGroup: rbac.authorization.k8s.io
    kind: Group
    name: team-checkout
`;
  return (files) => (files.has(PATH) ? write(PATH, text)(files) : withResource(files, PATH, text));
}
