import { encodePayload } from '../../observe/payload.ts';
import type { Campaign } from '../board/campaign.ts';
import { STALE } from '../board/remedy-folds.ts';
import type { PlannedTask } from './plan.ts';
import type { RemedyPorts } from './ports.ts';

/** Records what people have to do, where it is not on record yet; with what is offered. */
export async function recordTasks(
  campaign: Campaign,
  tasks: readonly PlannedTask[],
  { ledger, random }: Pick<RemedyPorts, 'ledger' | 'random'>,
  offered?: { readonly ref: string; readonly head: string; readonly items: readonly string[] },
): Promise<void> {
  const fresh = tasks.filter((one) => isNew(campaign, one));
  if (offered === undefined && fresh.length === 0) return;
  const { repository } = campaign.started.entry;
  const { items = [], ...at } = offered ?? {};
  await ledger.append(
    { type: 'review.proposed', campaign: campaign.id, repository, ...at, items: items.length },
    encodePayload({ schema: 'mainward.dev/review-proposed/v1', items, tasks: fresh }, random),
  );
}

function isNew(campaign: Campaign, { item, code, say }: PlannedTask): boolean {
  const known = campaign.tasks.get(item);
  const isLeft = campaign.stateOf(item) === (code === STALE ? 'stale' : 'task');
  return !isLeft || known?.code !== code || known.say !== say;
}
