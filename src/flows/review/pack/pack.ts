import type { LedgerProver, LedgerReader } from '../../../ports/ledger.ts';
import type { Pause } from '../../../ports/pause.ts';
import type { Campaign } from '../board/campaign.ts';
import { evidenceIn } from './evidence.ts';
import { packFiles } from './files.ts';
import { proofOfCampaign } from './gather.ts';

/** The evidence pack of a campaign as it is now, by path; `undefined` where its payload was erased: then it has no items. Something more urgent may be done meanwhile. */
export async function packOf(
  campaign: Campaign,
  ledger: LedgerReader & LedgerProver,
  pause?: Pause,
): Promise<ReadonlyMap<string, Uint8Array> | undefined> {
  const proof = await proofOfCampaign(campaign, ledger);
  await pause?.pause(0);
  const evidence = await evidenceIn(proof);
  await pause?.pause(0);
  return evidence === undefined ? undefined : packFiles(proof, evidence);
}
