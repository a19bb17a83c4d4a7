import type { Calendar } from '../calendar.ts';
import type { Dice } from '../dice.ts';
import { append, type Change, type Edit, replaceIn } from '../history/change.ts';
import { open, proper } from '../history/offers.ts';
import type { People } from '../organisation/people.ts';
import { TEAMS } from '../organisation/teams.ts';
import { withResource } from './kustomization.ts';

/** What landed in `infrastructure` in the last weeks: rights, each agreed to by two of platform-security, and quotas. */
export function infrastructureChanges(people: People, calendar: Calendar, dice: Dice): readonly Change[] {
  const security = (number: number) => people.of('platform-security', number);
  const changes: Change[] = [];
  for (const [index, team] of TEAMS.entries()) {
    const helped = TEAMS[(index + 5) % TEAMS.length]?.name ?? '';
    changes.push(
      proper(calendar, {
        title: `Let the on-call of ${helped} look into ${team.name}`,
        branch: `on-call-${team.name}`,
        author: people.of(`team-${team.name}`, index % 2),
        daysAgo: 84 - index * 6 - dice.below(24 * 60, `opened/on-call/${index}`) / (24 * 60),
        edits: [lookInto(team.name, helped)],
        approvers: [security(index), security(index + 1 + (index % 3))],
        method: index % 2 === 0 ? 'merge' : 'squash',
      }),
      proper(calendar, {
        title: `Give ${team.name} more room`,
        branch: `quota-${team.name}`,
        author: people.of('platform', 3 + (index % 5)),
        daysAgo: 81 - index * 6 - dice.below(24 * 60, `opened/quota/${index}`) / (24 * 60),
        edits: [
          replaceIn(`clusters/staging/tenants/${team.name}/quota.yaml`, "pods: '20'", "pods: '30'"),
          replaceIn(`clusters/production/tenants/${team.name}/quota.yaml`, "pods: '60'", "pods: '80'"),
        ],
        approvers: [security(index + 2), security(index + 4)],
        method: index % 3 === 0 ? 'merge' : 'squash',
        ...(index % 4 === 1 ? { patience: 5 * 24 } : {}),
      }),
    );
  }
  changes.push(
    open(
      proper(calendar, {
        title: 'Explain how to ask for access',
        branch: 'access-docs',
        author: people.of('platform', 4),
        daysAgo: 3,
        edits: [append('README.md', '\nAsk by a pull request.\n')],
        approvers: [],
        method: 'squash',
      }),
    ),
  );
  return changes;
}

function lookInto(team: string, helper: string): Edit {
  const text = `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: ${helper}-on-call
  namespace: ${team}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: tenant-viewer
subjects:
  - apiGroup: rbac.authorization.k8s.io
    kind: Group
    name: ${helper}-on-call
`;
  return (files) => withResource(files, `clusters/production/tenants/${team}/${helper}-on-call.yaml`, text);
}
