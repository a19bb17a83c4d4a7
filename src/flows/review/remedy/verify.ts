import type { Sha256 } from '../../../model/ledger.ts';
import type { ReviewItem } from '../../../model/review.ts';
import type { LedgerWriter } from '../../../ports/ledger.ts';
import type { Random } from '../../../ports/random.ts';
import { subjectKey } from '../../../stages/5-cluster/ask/names.ts';
import { encodePayload } from '../../observe/payload.ts';
import type { BoardItem, Campaign } from '../board/campaign.ts';
import { IN_GIT, OUT_OF_GIT } from '../board/remedy-folds.ts';
import { lookLive } from './live.ts';
import type { PlannedTask } from './plan.ts';
import type { RemedyPorts } from './ports.ts';
import { recordTasks } from './record-tasks.ts';
import type { Seen, Standing } from './seen.ts';
import { accessWords } from './words.ts';

/** What a look changes of a campaign. */
interface Turned {
  readonly gone: readonly Sha256[];
  readonly returned: readonly Sha256[];
}

/**
 * Records what of the revoked is not in Git any more, and what is there again. What cannot be told stays as it is, and what
 * goes by another name by now is a task: nobody asked about it.
 */
export async function verifyGit(campaign: Campaign, seen: Seen, ports: RemedyPorts): Promise<void> {
  const gone: Sha256[] = [];
  const returned: Sha256[] = [];
  const tasks: PlannedTask[] = [];
  const renamed = renamedIn(campaign, seen);
  const now = ports.clock.now();
  for (const { item, state } of campaign.items()) {
    if (campaign.outdated.has(item.id)) continue;
    if (state === 'excepted' && !isExpired(campaign, item.id, now)) continue;
    const other = seen.standing.has(item.id) ? undefined : renamed(item);
    const isThere = seen.standing.has(item.id) || other !== undefined;
    if (isThere && (OUT_OF_GIT.has(state) || state === 'excepted')) returned.push(item.id);
    else if (!isThere && IN_GIT.has(state) && !seen.hidden.has(item.cluster)) gone.push(item.id);
    if (other !== undefined && (IN_GIT.has(state) || OUT_OF_GIT.has(state)))
      tasks.push({
        item: item.id,
        code: 'renamed',
        say: `nobody reviewed it as it is given now: ${accessWords(other)}`,
      });
  }
  await record(campaign, { gone, returned }, { commit: seen.commit }, ports);
  await recordTasks(campaign, tasks, ports);
}

/** Has the day passed until which it may stay? */
export function isExpired({ exceptions }: Campaign, item: Sha256, now: number): boolean {
  return Date.parse(exceptions.get(item)?.expires ?? '') <= now;
}

/** Finds a way that the campaign does not know on which somebody has the same role in the same place. */
function renamedIn(campaign: Campaign, seen: Seen): (item: ReviewItem) => Standing | undefined {
  const key = ({
    cluster,
    principal: { subject },
    role,
    namespace,
    via,
  }: Pick<Standing, 'cluster' | 'principal' | 'role' | 'namespace' | 'via'>): string =>
    JSON.stringify([cluster, subjectKey(subject), role.kind, role.name, namespace, via]);
  const fresh = [...seen.standing.values()].filter(({ id }) => campaign.item(id) === undefined);
  const ways = new Map(fresh.map((one) => [key(one), one]));
  return (item) => ways.get(key(item));
}

/** Records what of that which is out of Git is not in force in the clusters any more, and what is. */
export async function verifyLive(campaign: Campaign, commit: string, ports: RemedyPorts): Promise<void> {
  const out = [...campaign.items()].filter(({ state }) => OUT_OF_GIT.has(state));
  for (const [cluster, items] of Map.groupBy(out, ({ item }) => item.cluster)) {
    const looked = items.map((one) => ({ one, is: lookLive(one.item, ports.live(cluster)).is }));
    const those = (is: string, state: BoardItem['state']): readonly Sha256[] =>
      looked.flatMap((each) => (each.is === is && each.one.state === state ? [each.one.item.id] : []));
    const turned = { gone: those('gone', 'removed'), returned: those('there', 'verified') };
    await record(campaign, turned, { commit, cluster }, ports);
  }
}

async function record(
  campaign: Campaign,
  { gone, returned }: Turned,
  at: { readonly commit: string; readonly cluster?: string },
  { ledger, random }: { readonly ledger: LedgerWriter; readonly random: Random },
): Promise<void> {
  if (gone.length === 0 && returned.length === 0) return;
  await ledger.append(
    {
      type: 'review.verified',
      campaign: campaign.id,
      repository: campaign.started.entry.repository,
      ...at,
      items: gone.length,
    },
    encodePayload({ schema: 'mainward.dev/review-verified/v1', items: gone, returned }, random),
  );
}
