import { initLedger, openLedger } from '../../src/entrypoints/ledger/open.ts';
import type { ReviewStatement } from '../../src/model/review.ts';
import type { MemoryLedger } from '../thread/ledger.ts';
import { policyText, ROLE_BINDING } from '../thread/scene.ts';
import { CampaignScene } from './campaigns.ts';
import { browserKey, decisionsOn, signedBy, signedInBrowser } from './decisions.ts';

/** The same entries in a ledger that signs, in a folder. */
export async function signedLedger(from: MemoryLedger, folder: string, seed: number = 7) {
  const clock = { at: 0, now: (): number => clock.at };
  await initLedger(
    { folder, origin: 'test.example/log' },
    { bytes: (count) => new Uint8Array(count).fill(seed) },
  );
  const opened = await openLedger({ folder }, clock);
  for (const { entry } of from.entries) {
    const { v: _v, at, payload, ...rest } = entry;
    clock.at = Date.parse(at);
    await opened.ledger.append(rest, payload === undefined ? undefined : await from.payload(payload));
  }
  return opened;
}

/** A campaign with decisions of both kinds of keys, one of them changed later, under two rosters. */
export async function decidedCampaign(): Promise<{ readonly scene: CampaignScene; readonly id: string }> {
  const scene = new CampaignScene();
  scene.define();
  const users = ['ann', 'cy', '=cmd()', '<script>alert(1)</script>'];
  scene.land({
    'apps/view.yaml': users
      .map((user, index) => ROLE_BINDING(`v${index}`, JSON.stringify(user)))
      .join('---\n'),
  });
  const campaign = await scene.start();
  const { id } = campaign;
  const at = new Date(scene.scene.clock.now()).toISOString();
  const all = decisionsOn(campaign, 'keep', at, '=HYPERLINK("x")');
  const decide = async (review: ReviewStatement, person: string, key?: ReturnType<typeof browserKey>) => {
    const envelope = key === undefined ? signedBy(person, review) : signedInBrowser(key, review);
    const session = key === undefined ? {} : { key: key.key };
    const signer = { person, issuer: 'https://id.example', subject: person, signedInAt: at, ...session };
    const answer = await scene.decisions.decide({ campaign: id, envelope, signer });
    if (!answer.ok) throw new Error(answer.error.detail);
  };
  const mine = all.decisions.filter(({ item }) => campaign.item(item)?.assignment?.reviewer === 'dee');
  await decide({ ...all, decisions: mine }, 'dee', browserKey());
  scene.land({ '.mainward/policy.yaml': `${policyText(1)}# another roster\n` });
  await scene.observer.observe();
  const revoked = mine
    .slice(0, 1)
    .map((one) => ({ ...one, verdict: 'revoke' as const, reason: 'left the team' }));
  await decide({ ...all, decisions: revoked }, 'dee');
  return { scene, id };
}
