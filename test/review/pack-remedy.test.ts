import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { nodeCrypto } from '../../src/adapters/crypto-node/ed25519.ts';
import { ReviewBoard } from '../../src/flows/review/board/board.ts';
import { packOf } from '../../src/flows/review/pack/pack.ts';
import { verifyPack } from '../../src/flows/review/pack/verify.ts';
import { readTrust } from '../../src/ledger/trust.ts';
import { decisionsOn, signedBy } from './decisions.ts';
import { signedLedger } from './packs.ts';
import { bindingOf, RemedyScene } from './remedies.ts';

const remedies = new RemedyScene();
const folder = mkdtempSync(join(tmpdir(), 'mainward-pack-remedy-'));
afterAll(() => {
  remedies.scene.remove();
  rmSync(folder, { recursive: true, force: true });
});

it('a pack has what came of a campaign to its end: proposals, exceptions, what is gone, and who ended it', async () => {
  const campaign = await remedies.campaign({ 'apps/view.yaml': bindingOf('view', ['ann', 'cy', 'eve']) });
  const at = new Date(remedies.scene.clock.now()).toISOString();
  const all = decisionsOn(campaign, 'revoke', at);
  const mine = all.decisions.filter(({ item }) => campaign.item(item)?.item.principal.person !== 'dee');
  const review = { ...all, decisions: mine };
  const signer = { person: 'dee', issuer: 'https://id', subject: 'dee' };
  const envelope = signedBy('dee', review);
  expect(await remedies.decisions.decide({ campaign: campaign.id, envelope, signer })).toMatchObject({
    ok: true,
  });
  expect(await remedies.except(campaign, remedies.exception(campaign, 'eve'))).toMatchObject({ ok: true });
  const { proposals } = await remedies.asked('remediate', campaign);
  const head = proposals[0]?.head ?? '';
  remedies.landOffer(50, head);
  await remedies.asked('verify', campaign);
  const wish = {
    campaign: campaign.id,
    outcome: 'cancelled',
    why: 'enough',
    by: 'dee',
    acknowledge: [],
  } as const;
  expect(await remedies.desk.close(wish)).toMatchObject({ ok: true });

  const { ledger, verifierKey, close } = await signedLedger(remedies.scene.ledger, join(folder, 'log'));
  const found = await new ReviewBoard(ledger).find(campaign.id);
  const files = found === undefined ? undefined : await packOf(found, ledger);
  await close();
  if (files === undefined) throw new Error('There is no pack.');
  const trust = readTrust(verifierKey, nodeCrypto.sha256);
  const checked = await verifyPack({ files, faults: [] }, trust.ok ? trust.value : [], nodeCrypto);
  expect(checked.faults).toEqual([]);
  expect(checked.claims?.map(({ what }) => what)).toContainEqual(
    expect.stringMatching(/^an exception of dee, signed/),
  );
  const idsOf = (...names: readonly string[]): readonly string[] =>
    names.flatMap((name) => remedies.itemsOf(campaign, name).map(({ id }) => id)).sort();
  const told = JSON.parse(new TextDecoder().decode(files.get('remediation.json')));
  expect(told).toMatchObject({
    proposed: [{ head, items: expect.any(Array) }],
    verified: [{ items: expect.any(Array) }],
    excepted: [{ by: 'dee', items: [{ item: idsOf('eve')[0], reason: 'the sale goes on' }] }],
    closed: { outcome: 'cancelled', by: 'dee', why: 'enough' },
  });
  expect(told.proposed[0].items.toSorted()).toEqual(idsOf('ann', 'cy'));
  expect(told.verified[0].items.toSorted()).toEqual(idsOf('ann', 'cy'));
  const page = new TextDecoder().decode(files.get('report.html'));
  expect(page).toContain('1 item may stay until ');
  expect(page).toContain('cancelled by dee: enough');
});
