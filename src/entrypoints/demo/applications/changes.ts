import type { Calendar } from '../calendar.ts';
import type { Dice } from '../dice.ts';
import { append, type Change, type Edit, write } from '../history/change.ts';
import { open, proper } from '../history/offers.ts';
import type { People } from '../organisation/people.ts';
import { CLUSTERS, type Team } from '../organisation/teams.ts';
import { deployOverlay, overlayPath } from './manifests.ts';

/** What team and platform did in the last weeks. Every change is approved by somebody of the team who had no part in it. */
export function applicationChanges(
  team: Team,
  people: People,
  calendar: Calendar,
  dice: Dice,
): readonly Change[] {
  const changes: Change[] = [];
  for (const [index, topic] of TOPICS.entries()) {
    const offset = dice.below(5, `turn/${team.name}/${index}`);
    const author = people.member(team.name, 2 + index + offset);
    changes.push(
      proper(calendar, {
        title: topic.title,
        branch: topic.branch,
        author,
        daysAgo: 80 - index * 7 - dice.below(3 * 24 * 60, `opened/${team.name}/${index}`) / (24 * 60),
        edits: topic.edits(team.name, dice),
        ...(index % 3 === 1 ? { helper: people.member(team.name, 3 + index + offset) } : {}),
        approvers: [people.member(team.name, 5 + index + offset)],
        method: index % 2 === 0 ? 'squash' : 'merge',
        // One of them lies about while another lands, so that its merge has something to merge.
        ...(topic.branch === 'log-format' ? { patience: 9 * 24 } : {}),
      }),
    );
  }
  changes.push(
    open(
      proper(calendar, {
        title: 'Say when the service is ready',
        branch: 'readiness',
        author: people.member(team.name, 4),
        daysAgo: 2,
        edits: [append('src/main.js', `import './ready.js';\n`)],
        approvers: [],
        method: 'squash',
      }),
    ),
  );
  return changes;
}

interface Topic {
  readonly title: string;
  readonly branch: string;
  readonly edits: (team: string, dice: Dice) => readonly [Edit, ...Edit[]];
}

function release(name: string): Topic {
  return {
    title: `Release ${name}`,
    branch: `release-${name}`,
    edits: (team, dice) => {
      const [staging, production] = CLUSTERS.map((cluster) =>
        write(overlayPath(cluster), deployOverlay(team, cluster, name, dice)),
      );
      return staging === undefined || production === undefined ? [(files) => files] : [staging, production];
    },
  };
}

const TOPICS: readonly Topic[] = [
  {
    title: 'Answer health checks',
    branch: 'health',
    edits: () => [append('src/routes.js', `routes.push('/healthz');\n`)],
  },
  {
    title: 'Describe the alerts',
    branch: 'alerts',
    edits: () => [
      append('docs/runbook.md', '\n## Alerts\n'),
      append('docs/runbook.md', '\nErrors above one in a hundred page the team.\n'),
    ],
  },
  release('2026.9'),
  {
    title: 'Limit what a request may send',
    branch: 'limits',
    edits: (team) => [
      write('src/limits.js', `export const limit = 1_000_000; // bytes, for ${team}\n`),
      append('src/routes.js', `routes.push('/limits');\n`),
    ],
  },
  {
    title: 'Log in one format',
    branch: 'log-format',
    edits: () => [
      write('src/log.js', 'export const format = "json";\n'),
      append('docs/runbook.md', '\n## Logs\n'),
    ],
  },
  release('2026.10'),
  {
    title: 'Close connections before the end',
    branch: 'graceful-end',
    edits: () => [write('src/end.js', `process.on('SIGTERM', () => process.exit(0));\n`)],
  },
  {
    title: 'Say which version is running',
    branch: 'version',
    edits: () => [
      append('src/routes.js', `routes.push('/version');\n`),
      append('docs/runbook.md', '\nThe running version is at /version.\n'),
    ],
  },
  release('2026.11'),
];
