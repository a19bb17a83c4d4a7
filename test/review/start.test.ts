import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GitCliOpener } from '../../src/adapters/git-cli/opener.ts';
import { decodePayload } from '../../src/chain/ledger/payload.ts';
import { openNativeForge } from '../../src/entrypoints/cli/native-forge.ts';
import { NO_EVIDENCE } from '../../src/flows/evidence/evidence.ts';
import { pageOf, progressOf, ReviewBoard } from '../../src/flows/review/board/board.ts';
import { previewReview } from '../../src/flows/review/preview.ts';
import { ROLE_BINDING } from '../thread/scene.ts';
import { CampaignScene } from './campaigns.ts';
import { DEFINITION } from './repository.ts';

let campaigns: CampaignScene;
beforeEach(() => {
  campaigns = new CampaignScene();
});
afterEach(() => campaigns.scene.remove());

describe('a campaign', () => {
  it('is recorded with its items, who reviews them, and until when', async () => {
    const commit = campaigns.define();
    const campaign = await campaigns.start();
    expect(campaign).toMatchObject({ id: 'quarterly-2026-02-01', state: 'in-review', isOpen: true });
    expect(campaign.started.entry).toMatchObject({
      definition: 'quarterly',
      repository: 'shop',
      commit,
      items: 1,
      due: '2026-02-22T08:00:00.000Z',
    });
    const { items } = pageOf(campaign, { limit: 10 });
    expect(items).toMatchObject([
      {
        item: { principal: { person: 'ann' }, namespace: 'shop', at: { path: 'apps/view.yaml' } },
        state: 'open',
        assignment: { rule: 'owner of the campaign' },
      },
    ]);
    expect(campaign.payload).toMatchObject({ by: 'dee', asOf: '2026-02-01T08:00:00.000Z' });
  });

  it('has the population that the repository alone gives', async () => {
    campaigns.define();
    const { started } = await campaigns.start();
    const alone = await previewReview(
      {
        path: campaigns.scene.shop.folder,
        definition: 'quarterly',
        revision: 'HEAD',
        now: '2026-02-01T08:00:00.000Z',
        evidence: NO_EVIDENCE,
      },
      { git: new GitCliOpener() },
    );
    // All of it but who agreed, which the record alone knows: this line is older than the record.
    expect(alone.items).toHaveLength(started.entry.items);
    expect(alone.items.map(({ origin }) => origin)).toMatchObject([{ kind: 'known' }]);
  });

  it('knows who made and who agreed to what landed while it was watched, and asks neither', async () => {
    campaigns.define();
    await campaigns.observer.observe();
    campaigns.land({ 'apps/view.yaml': `${ROLE_BINDING('view', 'ann')}---\n${ROLE_BINDING('more', 'cy')}` });
    const { items } = pageOf(await campaigns.start(), { limit: 10 });
    const cy = items.find(({ item }) => item.binding.name === 'more');
    expect(cy?.item.origin).toMatchObject({ kind: 'known', approvers: ['ben'] });
    expect(cy?.assignment?.reviewer).toBe('dee');
  });

  it('has the approvals that the repository itself keeps, also without the record of a server', async () => {
    campaigns.define();
    campaigns.land({ 'apps/view.yaml': `${ROLE_BINDING('view', 'ann')}---\n${ROLE_BINDING('more', 'cy')}` });
    const { items } = await previewReview(
      {
        path: campaigns.scene.shop.folder,
        definition: 'quarterly',
        revision: 'HEAD',
        now: '2026-02-01T08:00:00.000Z',
        evidence: NO_EVIDENCE,
      },
      { git: new GitCliOpener(), native: openNativeForge },
    );
    const more = items.find(({ binding }) => binding.name === 'more');
    expect(more).toMatchObject({ origin: { approvers: ['ben'] }, reviewer: 'dee' });
  });

  it('is found again by another process, from the ledger alone', async () => {
    campaigns.define();
    const { id } = await campaigns.start();
    const found = await new ReviewBoard(campaigns.scene.ledger).find(id);
    expect(found && progressOf(found)).toMatchObject({
      states: { open: 1, kept: 0 },
      reviewers: [{ items: 1, open: 1 }],
    });
  });

  it('gets a number where another one began on the same day, and knows the one before', async () => {
    campaigns.define();
    const first = await campaigns.start();
    await campaigns.close(first);
    const second = await campaigns.start();
    expect(second.id).toBe('quarterly-2026-02-01-2');
    expect((await campaigns.board.before(second))?.id).toBe(first.id);
    expect(await campaigns.board.before(first)).toBeUndefined();
  });

  it('gives an item to somebody else when that is recorded', async () => {
    campaigns.define();
    const campaign = await campaigns.start();
    const [one] = pageOf(campaign, { limit: 1 }).items;
    const item = one?.item.id ?? '';
    const assignments = [{ item, reviewer: 'ben', rule: 'dee is away' }];
    await campaigns.scene.ledger.append(
      { type: 'review.assigned', campaign: campaign.id, items: 1 },
      new TextEncoder().encode(
        JSON.stringify({ schema: 'mainward.dev/review-assigned/v1', by: 'dee', why: 'away', assignments }),
      ),
    );
    expect((await campaigns.board.find(campaign.id))?.item(item)?.assignment?.reviewer).toBe('ben');
  });

  it('shows no items that are not those of its entry', async () => {
    campaigns.define();
    const { started } = await campaigns.start();
    const { v: _v, at: _at, payload: digest = '', ...entry } = started.entry;
    const bytes = await campaigns.scene.ledger.payload(digest);
    const text = new TextDecoder()
      .decode(bytes)
      .replace('ann@', 'eve@')
      .replace('"person\\":\\"ann', '"person\\":\\"eve');
    expect(decodePayload(new TextEncoder().encode(text), 'mainward.dev/review-started/v1')).toBeDefined();
    await campaigns.scene.ledger.append({ ...entry, campaign: 'forged' }, new TextEncoder().encode(text));
    const forged = await campaigns.board.find('forged');
    expect(forged?.payload).toBeUndefined();
    expect([...(forged?.items() ?? [])]).toEqual([]);
  });
});

describe('a campaign does not begin', () => {
  async function refusal(request: Parameters<CampaignScene['start']>[0] = {}): Promise<string> {
    const size = (): number => campaigns.scene.ledger.size();
    await campaigns.observer.observe();
    const before = size();
    const error: unknown = await campaigns.start(request).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'REVIEW_REFUSED' });
    expect(size()).toBe(before);
    return error instanceof Error ? error.message : '';
  }

  it('without a definition', async () => {
    expect(await refusal()).toContain('no policy in force has a ReviewDefinition quarterly');
  });

  it('at a commit to which nobody agreed', async () => {
    campaigns.define();
    const commit = campaigns.land({ 'apps/more.yaml': ROLE_BINDING('more', 'cy') }, false);
    expect(await refusal({ commit })).toContain('is no verified landing (fail)');
  });

  it('at a commit that did not land', async () => {
    campaigns.define();
    const offered = campaigns.scene.shop.offer(99, campaigns.scene.tip(), { 'a.yaml': 'a: 1\n' });
    expect(await refusal({ commit: offered })).toContain('is no verified landing (absent)');
  });

  it('while another one of the definition is open', async () => {
    campaigns.define();
    await campaigns.start();
    expect(await refusal()).toContain('the campaign quarterly-2026-02-01 of quarterly is open');
  });

  it('where an item has nobody who may review it', async () => {
    campaigns.define(DEFINITION.replace('owner: security', 'owner: nobody'));
    expect(await refusal()).toContain('nobody may review ann by RoleBinding shop/view');
  });

  it('where there is nothing to review', async () => {
    campaigns.define(DEFINITION.replace('[production]', '[production], namespaces: [elsewhere]'));
    expect(await refusal()).toContain('there is nothing to review');
  });

  it('twice at once', async () => {
    campaigns.define();
    await campaigns.observer.observe();
    const both = await Promise.allSettled([campaigns.start(), campaigns.start()]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});
