import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodePayload } from '../../src/chain/ledger/payload.ts';
import { ReviewBoard } from '../../src/flows/review/board/board.ts';
import { policyText } from '../thread/scene.ts';
import { bindingOf, RemedyScene } from './remedies.ts';

let remedies: RemedyScene;
beforeEach(() => {
  remedies = new RemedyScene();
});
afterEach(() => remedies.scene.remove());

const VIEW = 'apps/view.yaml';

/** Ann, Cy and Eve may look. */
const three = () => remedies.campaign({ [VIEW]: bindingOf('view', ['ann', 'cy', 'eve']) });

const recorded = (type: string): number =>
  remedies.scene.ledger.entries.filter(({ entry }) => entry.type === type).length;

describe('what was revoked', () => {
  it('is proposed as a commit that takes out its lines and nothing else, and says who loses what', async () => {
    const campaign = await three();
    remedies.revoke(campaign, 'cy');
    const { proposals, tasks, unverified } = await remedies.asked('remediate', campaign);
    expect(proposals).toMatchObject([
      { repository: 'shop', ref: `refs/heads/mainward/review/${campaign.id}-1`, items: [expect.any(String)] },
    ]);
    expect(tasks).toEqual([]);
    expect(unverified).toMatchObject([{ state: 'proposed', acknowledgeable: false }]);
    const head = proposals[0]?.head ?? '';
    expect(remedies.diffOf(head)).toEqual([
      '-  - {kind: User, name: cy, apiGroup: rbac.authorization.k8s.io}',
    ]);
    const [cy] = remedies.itemsOf(campaign, 'cy');
    expect(remedies.scene.shop.git('show', '-s', '--format=%B', head)).toBe(
      `Take out one right that the review ${campaign.id} revoked

Who loses what:
- user cy: ClusterRole view in shop of production, by RoleBinding shop/view

Review-Campaign: ${campaign.id}
Review-Item: ${cy?.id}`,
    );
  });

  it('is on record: whoever reads the ledger alone knows the same', async () => {
    const campaign = await three();
    remedies.revoke(campaign, 'cy');
    await remedies.asked('remediate', campaign);
    const other = await new ReviewBoard(remedies.scene.ledger).find(campaign.id);
    expect([...(other?.proposals.values() ?? [])]).toMatchObject([
      { head: expect.stringMatching(/^[0-9a-f]{40}$/) },
    ]);
  });

  it('is proposed once, however often one asks', async () => {
    const campaign = await three();
    remedies.revoke(campaign, 'cy');
    const first = await remedies.asked('remediate', campaign);
    expect(await remedies.asked('remediate', campaign)).toEqual(first);
    expect(recorded('review.proposed')).toBe(1);
  });

  it('is proposed beside an earlier proposal where more is revoked', async () => {
    const campaign = await remedies.campaign({
      [VIEW]: bindingOf('view', ['ann', 'cy']),
      'apps/more.yaml': bindingOf('more', ['eve', 'ann']),
      'apps/kustomization.yaml': 'resources: [view.yaml, more.yaml]\n',
    });
    remedies.revoke(campaign, 'cy');
    await remedies.asked('remediate', campaign);
    remedies.revoke(campaign, 'eve');
    const { proposals } = await remedies.asked('remediate', campaign);
    expect(proposals.map(({ ref }) => ref)).toEqual(
      [1, 2].map((number) => `refs/heads/mainward/review/${campaign.id}-${number}`),
    );
    const [one, two] = proposals;
    expect(remedies.diffOf(two?.head ?? '')).toEqual([
      '-  - {kind: User, name: eve, apiGroup: rbac.authorization.k8s.io}',
    ]);
    remedies.landOffer(8, one?.head ?? '');
    remedies.landOffer(9, two?.head ?? '');
    await remedies.asked('verify', campaign);
    expect(['cy', 'eve', 'ann'].map((name) => remedies.stateOf(campaign, name))).toEqual([
      'removed',
      'removed',
      'open',
    ]);
  });

  it('is proposed anew, on the same branch, where the tip moved and the proposal does not fit any more', async () => {
    const campaign = await three();
    remedies.revoke(campaign, 'cy');
    const [before] = (await remedies.asked('remediate', campaign)).proposals;
    remedies.land({ [VIEW]: bindingOf('view', ['ann', 'cy', 'fay']) });
    const { proposals } = await remedies.asked('remediate', campaign);
    expect(proposals).toMatchObject([{ ref: before?.ref }]);
    expect(proposals[0]?.head).not.toBe(before?.head);
    expect(remedies.diffOf(proposals[0]?.head ?? '')).toEqual([
      '-  - {kind: User, name: cy, apiGroup: rbac.authorization.k8s.io}',
    ]);
  });

  it('stays proposed where the tip moved elsewhere', async () => {
    const campaign = await three();
    remedies.revoke(campaign, 'cy');
    const [before] = (await remedies.asked('remediate', campaign)).proposals;
    remedies.land({ 'docs/readme.md': 'Hello\n' });
    expect((await remedies.asked('remediate', campaign)).proposals).toEqual([before]);
  });

  it('is found at its new line where it moved', async () => {
    const campaign = await three();
    remedies.revoke(campaign, 'cy');
    remedies.land({ [VIEW]: `# moved\n\n${bindingOf('view', ['eve', 'cy', 'ann'])}` });
    const [proposal] = (await remedies.asked('remediate', campaign)).proposals;
    expect(remedies.diffOf(proposal?.head ?? '')).toEqual([
      '-  - {kind: User, name: cy, apiGroup: rbac.authorization.k8s.io}',
    ]);
  });

  it('goes with its file and its line in the kustomization where nothing is left', async () => {
    const campaign = await remedies.campaign({
      [VIEW]: bindingOf('view', ['ann']),
      'apps/more.yaml': bindingOf('more', ['cy']),
      'apps/kustomization.yaml': 'resources:\n  - view.yaml\n  - more.yaml\n',
    });
    remedies.revoke(campaign, 'cy');
    const [proposal] = (await remedies.asked('remediate', campaign)).proposals;
    const changed = remedies.scene.shop.git(
      'diff',
      '--name-status',
      `${proposal?.head}^`,
      proposal?.head ?? '',
    );
    expect(changed.split('\n')).toEqual(['M\tapps/kustomization.yaml', 'D\tapps/more.yaml']);
  });
});

describe('nothing is removed of', () => {
  it('what gives something else by now: it is stale', async () => {
    const text = (verbs: string): string => `${bindingOf('view', ['ann', 'cy', 'eve'], 'reader')}---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: reader}
rules: [{apiGroups: [''], resources: [pods], verbs: [${verbs}]}]
`;
    const campaign = await remedies.campaign({ [VIEW]: text('get') });
    remedies.revoke(campaign, 'cy');
    remedies.land({ [VIEW]: text('get, list') });
    const { proposals, tasks, unverified } = await remedies.asked('remediate', campaign);
    expect([proposals, tasks]).toEqual([[], []]);
    expect(unverified).toMatchObject([{ state: 'stale', acknowledgeable: true }]);
  });

  it('what surgery cannot touch: it is a task, with its place', async () => {
    const anchored = bindingOf('view', ['ann', 'cy']).replace(
      '- {kind: User, name: cy',
      '- &cy {kind: User, name: cy',
    );
    const campaign = await remedies.campaign({ [VIEW]: anchored });
    remedies.revoke(campaign, 'cy');
    const { proposals, tasks } = await remedies.asked('remediate', campaign);
    expect(proposals).toEqual([]);
    expect(tasks).toMatchObject([{ code: 'anchor', say: expect.stringContaining(VIEW) }]);
    await remedies.asked('remediate', campaign);
    expect(recorded('review.proposed')).toBe(1);
  });

  it('a membership: whoever keeps the roster has to do it', async () => {
    const devs = bindingOf('view', ['ann']).replace('kind: User, name: ann', 'kind: Group, name: developers');
    const campaign = await remedies.campaign({ [VIEW]: devs });
    remedies.revoke(campaign, 'cy');
    const { proposals, tasks } = await remedies.asked('remediate', campaign);
    expect(proposals).toEqual([]);
    expect(tasks).toMatchObject([
      {
        code: 'membership',
        say: expect.stringMatching(
          /^take developers from the groups of cy: \.mainward\/policy\.yaml, line \d+$/,
        ),
      },
    ]);
    remedies.land({
      '.mainward/policy.yaml': policyText(1).replace(/(id: cy[^]*?groups: \[)developers/, '$1others'),
    });
    await remedies.asked('verify', campaign);
    expect(remedies.stateOf(campaign, 'cy')).toBe('removed');
  });

  it('a line that gives what nobody revoked as well', async () => {
    const twice = {
      'apps/base/kustomization.yaml': 'resources: [view.yaml]\n',
      'apps/base/view.yaml': bindingOf('view', ['ann', 'cy']).replace('  namespace: shop\n', ''),
      'apps/one/kustomization.yaml': 'namespace: one\nresources: [../base]\n',
      'apps/two/kustomization.yaml': 'namespace: two\nresources: [../base]\n',
      'apps/kustomization.yaml': 'resources: [one, two]\n',
    };
    const campaign = await remedies.campaign(twice);
    const [one, other] = remedies.itemsOf(campaign, 'cy');
    if (one === undefined || other === undefined) throw new Error('There are not two.');
    campaign.states.set(one.id, 'revoked');
    const { proposals, tasks } = await remedies.asked('remediate', campaign);
    expect(proposals).toEqual([]);
    expect(tasks).toMatchObject([
      { item: one.id, code: 'shared', say: expect.stringContaining(`in ${other.namespace}`) },
    ]);
    campaign.states.set(other.id, 'revoked');
    const both = await remedies.asked('remediate', campaign);
    expect(both.proposals).toMatchObject([{ items: expect.arrayContaining([one.id, other.id]) }]);
  });
});

describe('a proposal is refused', () => {
  const refused = async (campaign: { readonly id: string }) => {
    await remedies.observer.observe();
    return remedies.desk.remediate(campaign.id);
  };

  it('where it would take out more than the definition lets a campaign', async () => {
    const campaign = await remedies.campaign({ [VIEW]: bindingOf('view', ['ann', 'cy', 'eve']) }, 0.5);
    remedies.revoke(campaign, 'cy', 'eve');
    expect(await refused(campaign)).toMatchObject({ ok: false, error: { code: 'too-much' } });
    expect(remedies.stateOf(campaign, 'cy')).toBe('revoked');
  });

  it('where one after the other would', async () => {
    const campaign = await remedies.campaign({ [VIEW]: bindingOf('view', ['ann', 'cy', 'eve']) }, 0.5);
    remedies.revoke(campaign, 'cy');
    await remedies.asked('remediate', campaign);
    remedies.revoke(campaign, 'eve');
    expect(await refused(campaign)).toMatchObject({ ok: false, error: { code: 'too-much' } });
  });

  it('where nobody commits in the repository', async () => {
    remedies.scene.remove();
    remedies = new RemedyScene({ committed: new Set() });
    const campaign = await three();
    remedies.revoke(campaign, 'cy');
    expect(await refused(campaign)).toMatchObject({ ok: false, error: { code: 'no-committer' } });
    expect(recorded('review.proposed')).toBe(0);
  });

  it('where the gate refuses the push, in its own words, and nothing is recorded', async () => {
    const campaign = await three();
    remedies.revoke(campaign, 'cy');
    remedies.refusing('Not today.');
    expect(await refused(campaign)).toMatchObject({
      ok: false,
      error: { code: 'gate-refused', detail: expect.stringContaining('Not today.') },
    });
    expect(remedies.stateOf(campaign, 'cy')).toBe('revoked');
  });

  it('of a campaign that nobody began, or that was cancelled', async () => {
    expect(await remedies.desk.remediate('quarterly-2020-01-01')).toBeUndefined();
    const campaign = await three();
    await remedies.desk.close({
      campaign: campaign.id,
      outcome: 'cancelled',
      why: 'Too early',
      acknowledge: [],
      by: 'dee',
    });
    expect(await refused(campaign)).toMatchObject({ ok: false, error: { code: 'not-open' } });
  });
});

describe('a revocation is verified', () => {
  const removed = async () => {
    const campaign = await three();
    remedies.revoke(campaign, 'cy');
    const [proposal] = (await remedies.asked('remediate', campaign)).proposals;
    remedies.landOffer(8, proposal?.head ?? '');
    return campaign;
  };

  it('in Git first, and in the cluster where a guard sees it', async () => {
    const campaign = await removed();
    remedies.liveIs(bindingOf('view', ['ann', 'cy', 'eve']));
    expect((await remedies.asked('verify', campaign)).unverified).toMatchObject([
      { state: 'removed', missing: 'production still has it' },
    ]);
    remedies.liveIs(bindingOf('view', ['ann', 'eve']));
    expect((await remedies.asked('verify', campaign)).unverified).toEqual([]);
    expect(remedies.stateOf(campaign, 'cy')).toBe('verified');
  });

  it('in Git only where no guard sees the cluster, and it is said what is missing', async () => {
    const campaign = await removed();
    expect((await remedies.asked('verify', campaign)).unverified).toMatchObject([
      { state: 'removed', missing: 'no guard of this server sees production wholly', acknowledgeable: false },
    ]);
  });

  it('by the server itself when the branch moves, and when the cluster follows', async () => {
    const campaign = await removed();
    await remedies.observer.observe();
    await remedies.desk.keep('shop');
    expect(remedies.stateOf(campaign, 'cy')).toBe('removed');
    remedies.liveIs(bindingOf('view', ['ann', 'eve']));
    await remedies.desk.keep('shop');
    expect(remedies.stateOf(campaign, 'cy')).toBe('verified');
    expect(remedies.desk.counted).toEqual({ overdue: 0, unverified: 0 });
  });

  it('also where another role is bound to them by a binding of the same name', async () => {
    const campaign = await removed();
    remedies.liveIs(bindingOf('view', ['ann', 'cy'], 'admin'));
    await remedies.asked('verify', campaign);
    expect(remedies.stateOf(campaign, 'cy')).toBe('verified');
  });

  it('no more where it came back: it is revoked again', async () => {
    const campaign = await removed();
    remedies.liveIs(bindingOf('view', ['ann', 'eve']));
    await remedies.asked('verify', campaign);
    remedies.land({ [VIEW]: bindingOf('view', ['ann', 'cy', 'eve']) });
    await remedies.observer.observe();
    await remedies.desk.keep('shop');
    expect(remedies.stateOf(campaign, 'cy')).toBe('revoked');
    const { proposals } = await remedies.asked('remediate', campaign);
    expect(proposals.map(({ ref }) => ref.at(-1))).toEqual(['1', '2']);
  });

  it('no more where the cluster has it again', async () => {
    const campaign = await removed();
    remedies.liveIs(bindingOf('view', ['ann', 'eve']));
    await remedies.asked('verify', campaign);
    remedies.liveIs(bindingOf('view', ['ann', 'cy']));
    await remedies.asked('verify', campaign);
    expect(remedies.stateOf(campaign, 'cy')).toBe('removed');
  });

  it('not where they have the same by a binding of another name, whoever renamed it', async () => {
    const campaign = await removed();
    await remedies.asked('verify', campaign);
    remedies.land({ [VIEW]: `${bindingOf('view', ['ann', 'eve'])}---\n${bindingOf('other', ['cy'])}` });
    const { tasks } = await remedies.asked('verify', campaign);
    expect(tasks).toMatchObject([
      { code: 'renamed', say: expect.stringContaining('RoleBinding shop/other') },
    ]);
    remedies.land({ [VIEW]: bindingOf('view', ['ann', 'eve']) });
    await remedies.asked('verify', campaign);
    expect(remedies.stateOf(campaign, 'cy')).toBe('removed');
  });

  it('not where something new hides what the cluster gets', async () => {
    const campaign = await three();
    remedies.revoke(campaign, 'cy');
    remedies.land({ [VIEW]: 'kind: RoleBinding\n  broken: [\n' });
    await remedies.asked('verify', campaign);
    expect(remedies.stateOf(campaign, 'cy')).toBe('revoked');
  });
});

describe('a campaign', () => {
  const close = (id: string, acknowledge: readonly string[] = []) =>
    remedies.desk.close({ campaign: id, outcome: 'closed', why: 'All is done', acknowledge, by: 'dee' });
  const keepRest = (campaign: Awaited<ReturnType<typeof three>>): void => {
    for (const { item, state } of campaign.items())
      if (state === 'open') campaign.states.set(item.id, 'kept');
  };

  it('is not closed while somebody has to decide, or a revocation is not verified', async () => {
    const campaign = await three();
    remedies.revoke(campaign, 'cy');
    expect(await close(campaign.id)).toMatchObject({
      ok: false,
      error: { code: 'not-settled', detail: expect.stringContaining('nobody decided about 2') },
    });
    keepRest(campaign);
    const [cy] = remedies.itemsOf(campaign, 'cy');
    expect(await close(campaign.id)).toMatchObject({
      ok: false,
      error: { code: 'not-settled', detail: expect.stringContaining(cy?.id ?? '') },
    });
    expect(await close(campaign.id, [cy?.id ?? ''])).toMatchObject({
      error: { code: 'not-acknowledgeable' },
    });
    expect(campaign.isOpen).toBe(true);
  });

  it('is closed once all is verified, once', async () => {
    const campaign = await three();
    keepRest(campaign);
    expect(await close(campaign.id)).toMatchObject({ ok: true, value: { state: 'closed' } });
    expect(await close(campaign.id)).toMatchObject({ ok: false, error: { code: 'not-open' } });
    const last = remedies.scene.ledger.entries.at(-1)?.entry;
    const bytes = await remedies.scene.ledger.payload(last?.payload ?? '');
    expect(decodePayload(bytes, 'mainward.dev/review-closed/v1')).toMatchObject({
      by: 'dee',
      why: 'All is done',
    });
  });

  it('is closed over what is stale where whoever closes it says which', async () => {
    const campaign = await three();
    remedies.revoke(campaign, 'cy');
    keepRest(campaign);
    const [cy] = remedies.itemsOf(campaign, 'cy');
    campaign.states.set(cy?.id ?? '', 'stale');
    expect(await close(campaign.id)).toMatchObject({ error: { code: 'not-settled' } });
    expect(await close(campaign.id, [cy?.id ?? ''])).toMatchObject({ ok: true, value: { unverified: [] } });
  });

  it('takes back what is offered when it is cancelled', async () => {
    const campaign = await three();
    remedies.revoke(campaign, 'cy');
    const [proposal] = (await remedies.asked('remediate', campaign)).proposals;
    const wish = { campaign: campaign.id, why: 'Too early', acknowledge: [], by: 'dee' };
    expect(await remedies.desk.close({ ...wish, outcome: 'cancelled' })).toMatchObject({ ok: true });
    expect(remedies.scene.shop.git('for-each-ref', proposal?.ref ?? '', 'refs/pull')).not.toContain(
      proposal?.head,
    );
  });

  it('is not looked after by itself once it is closed, and tells whoever asks', async () => {
    const campaign = await three();
    keepRest(campaign);
    const [cy] = remedies.itemsOf(campaign, 'cy');
    campaign.states.set(cy?.id ?? '', 'verified');
    await close(campaign.id);
    await remedies.desk.keep('shop');
    expect(remedies.stateOf(campaign, 'cy')).toBe('verified');
    await remedies.asked('verify', campaign);
    expect(remedies.stateOf(campaign, 'cy')).toBe('revoked');
  });

  it('is counted where it is open after its day', async () => {
    await three();
    remedies.scene.clock.at += 22 * 86_400_000;
    await remedies.desk.keep('shop');
    expect(remedies.desk.counted.overdue).toBe(1);
  });
});

describe('a payload that is damaged or speaks of others', () => {
  it('changes nothing', async () => {
    const campaign = await three();
    remedies.revoke(campaign, 'cy');
    const [cy, ann] = ['cy', 'ann'].map((name) => remedies.itemsOf(campaign, name)[0]?.id ?? '');
    const about = { campaign: campaign.id, repository: 'shop' } as const;
    const { ledger, base } = remedies.scene;
    const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
    const proposal = { type: 'review.proposed', ...about, ref: 'refs/heads/x', head: base } as const;
    const verified = { type: 'review.verified', ...about, commit: base } as const;
    const schema = {
      proposed: 'mainward.dev/review-proposed/v1',
      verified: 'mainward.dev/review-verified/v1',
    };
    await ledger.append({ ...proposal, items: 1 });
    await ledger.append(
      { ...proposal, items: 2 },
      bytes({ schema: schema.proposed, salt: '', items: [cy], tasks: [] }),
    );
    await ledger.append(
      { ...proposal, items: 1 },
      bytes({ schema: schema.proposed, salt: '', items: [ann], tasks: [] }),
    );
    await ledger.append(
      { ...verified, items: 1 },
      bytes({ schema: schema.verified, salt: '', items: [ann] }),
    );
    await ledger.append({ ...verified, items: 1 }, bytes({ schema: schema.verified, salt: '', items: cy }));
    await ledger.append(
      { ...verified, items: 1, cluster: 'production' },
      bytes({ schema: schema.verified, salt: '', items: [cy] }),
    );
    const found = await remedies.board.find(campaign.id);
    expect([found?.stateOf(cy ?? ''), found?.stateOf(ann ?? '')]).toEqual(['revoked', 'open']);
  });
});
