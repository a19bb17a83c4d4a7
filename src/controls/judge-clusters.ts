import type { Facts } from '../chain/facts.ts';
import {
  type ClusterFinding,
  type ClusterView,
  chainTo,
  clusterViews,
  graver,
  unreadOf,
} from './cluster-view.ts';
import type { Judgement } from './control.ts';

/** What one control looks for in a cluster. */
export interface ClusterReading {
  /** Kinds whose objects it judges; what was not read and may hold one leaves it open. */
  readonly kinds: readonly string[];
  /** What it says of a cluster in which it finds nothing. */
  readonly holds: string;
  readonly find: (view: ClusterView, facts: Facts) => readonly ClusterFinding[];
}

/**
 * Judges every cluster. The same object in several clusters is one violation; what was not read is one unknown a
 * cluster, which all controls share as its root cause.
 */
export function judgeClusters(facts: Facts, reading: ClusterReading): readonly Judgement[] {
  const views = clusterViews(facts);
  const found = views.map((view) => ({ name: view.cluster.name, findings: reading.find(view, facts) }));
  const open = views.flatMap((view) => openIn(view, reading.kinds));
  const unread = new Set(open.map(({ subject }) => subject));
  const quiet = found
    .filter(({ name, findings }) => findings.length === 0 && !unread.has(`cluster ${name}`))
    .map(
      ({ name }): Judgement => ({
        verdict: 'holds',
        subject: `cluster ${name}`,
        message: `Cluster ${name}: ${reading.holds}.`,
      }),
    );
  return [...together(found), ...open, ...quiet];
}

function openIn(view: ClusterView, kinds: readonly string[]): readonly Judgement[] {
  const { name } = view.cluster;
  const unread = unreadOf(view.cluster, kinds);
  const [first] = unread;
  if (first === undefined) return [];
  const more = unread.length > 1 ? `, and ${unread.length - 1} more` : '';
  return [
    {
      verdict: 'unknown',
      subject: `cluster ${name}`,
      message: `Not everything that cluster ${name} gets was read: ${first.reason}${more}. Provide the missing sources as further PATHs, or rendered manifests.`,
      ...(first.at === undefined ? {} : { location: first.at }),
      group: `unread objects of cluster ${name}`,
    },
  ];
}

/** One line of one file is one root cause, whatever it makes of itself in several clusters and overlays. */
function together(
  found: readonly { readonly name: string; readonly findings: readonly ClusterFinding[] }[],
): readonly Judgement[] {
  const all = found.flatMap(({ name, findings }) => findings.map((finding) => ({ name, finding })));
  const same = Map.groupBy(all, ({ finding: { location, context } }) =>
    JSON.stringify([location.repository, location.path, location.line, location.column, context]),
  );
  return [...same.values()].flatMap((list) => {
    const [first] = list;
    if (first === undefined) return [];
    const { subject, message, location, related, context } = first.finding;
    const names = [...new Set(list.map(({ name }) => name))];
    const others = new Set(list.map(({ finding }) => finding.subject));
    others.delete(subject);
    return [
      {
        verdict: 'violated' as const,
        subject,
        message: [
          message,
          ...(others.size === 0 ? [] : [`The same line makes ${others.size} more: ${listed([...others])}.`]),
          ...(names.length === 1 ? [] : [`So it is in clusters ${names.join(', ')}.`]),
        ].join(' '),
        location,
        severity: list.map(({ finding }) => finding.severity).reduce(graver),
        chain: [...new Set(list.flatMap(({ name, finding }) => chainTo(name, finding.holders)))].slice(0, 6),
        ...(related === undefined ? {} : { related }),
        ...(context === undefined ? {} : { context }),
      },
    ];
  });
}

const MOST_LISTED = 3;

function listed(subjects: readonly string[]): string {
  const shown = subjects.slice(0, MOST_LISTED).join(', ');
  return subjects.length > MOST_LISTED ? `${shown} …` : shown;
}
