import type { ReviewDefinition, ReviewItem } from '../../../model/review.ts';
import type { CommitOutcome } from '../../../ports/committer.ts';
import type { GitRepository } from '../../../ports/git.ts';
import type { Campaign } from '../board/campaign.ts';
import { OUT_OF_GIT } from '../board/remedy-folds.ts';
import { candidatesOf } from './candidates.ts';
import { type Plan, planRemoval } from './plan.ts';
import type { RemedyPorts } from './ports.ts';
import { recordTasks } from './record-tasks.ts';
import { RemedyRefusal } from './refusal.ts';
import type { Seen } from './seen.ts';
import { proposalMessage } from './words.ts';

const BRANCHES = 'refs/heads/mainward/review/';
/** A person reads what is proposed, and a commit's message is bounded; what is more comes with the next one. */
const MOST_AT_ONCE = 500;

interface Offered {
  readonly ref: string;
  readonly head: string;
}

/**
 * Offers one commit that takes out what is revoked and not offered yet, and records it with what is left to people. Nothing is
 * recorded where nothing is new. Throws RemedyRefusal.
 */
export async function propose(
  campaign: Campaign,
  definition: ReviewDefinition,
  at: { readonly repository: GitRepository; readonly seen: Seen },
  ports: RemedyPorts,
): Promise<void> {
  const { entry } = campaign.started;
  const { due, fallen } = await candidatesOf(campaign, at.repository, at.seen);
  const plan = planRemoval(at.seen, due.slice(0, MOST_AT_ONCE));
  demandNotTooMuch(campaign, definition, plan.items);
  const [reused, ...left] = fallen;
  const ref = reused?.ref ?? `${BRANCHES}${campaign.id}-${campaign.proposals.size + 1}`;
  const offered =
    plan.items.length === 0 ? undefined : await offer(campaign, { seen: at.seen, plan, ref }, ports);
  for (const { ref: gone, head } of offered === undefined ? fallen : left)
    await ports.committer.withdraw({ repository: entry.repository, ref: gone, head });
  const items = plan.items.map(({ id }) => id);
  await recordTasks(campaign, plan.tasks, ports, offered === undefined ? undefined : { ...offered, items });
}

function demandNotTooMuch(
  campaign: Campaign,
  { mostRemoved, name }: ReviewDefinition,
  items: readonly ReviewItem[],
): void {
  if (items.length === 0) return;
  const fresh = new Set(items.map(({ id }) => id));
  const going = [...campaign.items()].filter(
    ({ item: { id }, state }) => fresh.has(id) || state === 'proposed' || OUT_OF_GIT.has(state),
  );
  const all = campaign.started.entry.items;
  if (going.length <= mostRemoved * all) return;
  throw new RemedyRefusal(
    'too-much',
    `That would take out ${going.length} of ${all} rights, and ${name} lets one campaign take out ${Math.floor(mostRemoved * all)}.`,
    'Look whether so much was meant; if it was, take some of it out by hand, or have mostRemoved of the definition raised for the next campaign.',
  );
}

async function offer(
  campaign: Campaign,
  { seen, plan, ref }: { readonly seen: Seen; readonly plan: Plan; readonly ref: string },
  { committed, committer }: RemedyPorts,
): Promise<Offered> {
  const { repository } = campaign.started.entry;
  if (!committed.has(repository)) {
    throw new RemedyRefusal(
      'no-committer',
      `Nobody commits in ${repository}.`,
      'Name a committer for it in the configuration of the server.',
    );
  }
  const outcome = await committer.offer({
    repository,
    base: seen.commit,
    edits: plan.files.map(({ path, after }) => ({ path, bytes: after })),
    message: proposalMessage(campaign.id, plan.items, plan.along),
    ref,
  });
  if (outcome.kind === 'done') return { ref, head: outcome.commit };
  throw refusedAs(outcome);
}

function refusedAs(outcome: Exclude<CommitOutcome, { kind: 'done' }>): RemedyRefusal {
  if (outcome.kind === 'refused')
    return new RemedyRefusal(
      'gate-refused',
      `The gate refused the commit: ${outcome.say}`,
      'Mend what it says, and ask again.',
    );
  if (outcome.kind === 'unreachable')
    return new RemedyRefusal('unavailable', `The commit could not be offered: ${outcome.say}.`, 'Ask again.');
  return new RemedyRefusal('lost-the-race', 'Somebody moved the branch of the proposal.', 'Ask again.');
}
