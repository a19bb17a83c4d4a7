import type { AppliedEntry, LandedEntry, PublishedEntry, Recorded } from '../../model/ledger.ts';
import type { PassportDelivery } from '../../model/passport.ts';

/** How a landing came into each cluster: the first time that it, or a later landing of its ref, was handed over and applied there. */
export function deliveriesOf(
  entries: readonly Recorded[],
  landed: Recorded<LandedEntry>,
): readonly PassportDelivery[] {
  const { repository, ref, commit } = landed.entry;
  const later = new Set([commit]);
  for (const { index, entry } of entries)
    if (entry.type === 'change.landed' && index > landed.index)
      if (entry.repository === repository && entry.ref === ref) later.add(entry.commit);
  const published = entries.filter(
    (one): one is Recorded<PublishedEntry> =>
      one.entry.type === 'source.published' && isOne(one, repository, later, landed.index),
  );
  const applied = entries.filter(
    (one): one is Recorded<AppliedEntry> =>
      one.entry.type === 'agent.applied' && isOne(one, repository, later, landed.index),
  );
  const agents = new Map<string, Recorded<AppliedEntry>>();
  for (const one of applied.toReversed()) agents.set(agentKey(one.entry), one);
  const byAgent = [...agents.values()].map((one) =>
    delivery(
      published.findLast((source) => isHandedTo(source, one)),
      one,
    ),
  );
  const clusters = new Set([...agents.values()].map(({ entry }) => entry.cluster));
  const waiting = published.filter(({ entry }) => !clusters.has(entry.cluster));
  const bySource = [...Map.groupBy(waiting, ({ entry }) => entry.cluster).values()].flatMap(([first]) =>
    first === undefined ? [] : [delivery(first, undefined)],
  );
  return [...byAgent, ...bySource];
}

function isOne(
  { index, entry }: Recorded,
  repository: string,
  commits: ReadonlySet<string>,
  after: number,
): boolean {
  return (
    index > after &&
    'commit' in entry &&
    'repository' in entry &&
    entry.repository === repository &&
    commits.has(entry.commit)
  );
}

function isHandedTo(source: Recorded<PublishedEntry>, applied: Recorded<AppliedEntry>): boolean {
  return (
    source.index < applied.index &&
    source.entry.cluster === applied.entry.cluster &&
    source.entry.commit === applied.entry.commit
  );
}

function agentKey({ cluster, agent }: AppliedEntry): string {
  return JSON.stringify([cluster, agent.kind, agent.namespace, agent.name]);
}

function delivery(
  source: Recorded<PublishedEntry> | undefined,
  applied: Recorded<AppliedEntry> | undefined,
): PassportDelivery {
  return {
    cluster: applied?.entry.cluster ?? source?.entry.cluster ?? '',
    commit: applied?.entry.commit ?? source?.entry.commit ?? '',
    ...(source === undefined
      ? {}
      : {
          source: source.entry.source,
          artifact: source.entry.artifact,
          publishedAt: source.entry.at,
        }),
    ...(applied === undefined ? {} : { agent: applied.entry.agent, appliedAt: applied.entry.at }),
    entries: [source, applied].flatMap((one) => (one === undefined ? [] : [one.index])),
  };
}
