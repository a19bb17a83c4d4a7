import type { Recorded } from '../../../model/ledger.ts';
import type { ProofDocument } from '../../../model/proof.ts';
import type { LedgerProver, LedgerReader } from '../../../ports/ledger.ts';
import { REVIEW_ENTRIES } from '../board/board.ts';
import type { Campaign } from '../board/campaign.ts';

const PAGE = 1_000;

/** Proof of every entry of a campaign, and of the policies whose rosters were in force meanwhile, with what they commit to. */
export async function proofOfCampaign(
  { started }: Campaign,
  ledger: LedgerReader & LedgerProver,
): Promise<ProofDocument> {
  const { campaign, repository } = started.entry;
  const own = (await all(ledger, { types: REVIEW_ENTRIES })).filter(
    ({ index, entry }) => 'campaign' in entry && entry.campaign === campaign && index >= started.index,
  );
  const policies = await all(ledger, { types: ['policy.loaded'], repository });
  const inForce = own.flatMap(({ index }) => policies.findLast((one) => one.index < index)?.index ?? []);
  return ledger.prove([...new Set([...own.map(({ index }) => index), ...inForce])], { payloads: true });
}

/** The oldest first. */
async function all(
  ledger: LedgerReader,
  query: Parameters<LedgerReader['find']>[0],
): Promise<readonly Recorded[]> {
  const found: Recorded[] = [];
  for (let before = ledger.size(); before > 0; ) {
    const page = await ledger.find({ ...query, before, limit: PAGE });
    found.push(...page);
    before = page.length < PAGE ? 0 : (page.at(-1)?.index ?? 0);
  }
  return found.reverse();
}
