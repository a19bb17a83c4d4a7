import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { run } from '../../src/entrypoints/cli/commands/review.ts';
import { called } from '../../src/entrypoints/cli/fixtures/called.ts';
import type { Options } from '../../src/entrypoints/cli/invocation.ts';
import { keepSession } from '../../src/entrypoints/cli/login/session-file.ts';
import { NO_CONFIG } from '../../src/entrypoints/server/config/config.ts';
import { NamedSessions } from '../../src/entrypoints/server/fixtures/drift.ts';
import { fakeServices, TOKENS } from '../../src/entrypoints/server/fixtures/services.ts';
import { makeLogger } from '../../src/entrypoints/server/logger.ts';
import { startServing } from '../../src/entrypoints/server/serving.ts';
import type { Campaign } from '../../src/flows/review/board/campaign.ts';
import { bindingOf, RemedyScene } from './remedies.ts';

let folder: string;
let remedies: RemedyScene;
let campaign: Campaign;
let server: Awaited<ReturnType<typeof startServing>>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mainward-remedy-'));
  remedies = new RemedyScene();
  campaign = await remedies.campaign({ 'apps/view.yaml': bindingOf('view', ['ann', 'cy', 'eve']) });
  for (const { item } of campaign.items()) campaign.states.set(item.id, 'kept');
  remedies.revoke(campaign, 'cy');
  const { board, starter, insights, decisions, desk } = remedies;
  server = await startServing({
    config: { ...NO_CONFIG, listen: { host: '127.0.0.1', port: 0 } },
    services: fakeServices({
      sessions: new NamedSessions('dee'),
      reviews: { ...fakeServices().reviews, board, starter, insights, decisions, remedy: desk },
    }),
    logger: makeLogger({ write: () => undefined }),
  });
  const expires = new Date(Date.now() + 600_000).toISOString();
  keepSession(server.url, { token: TOKENS.developer, expires }, { XDG_STATE_HOME: folder }, Date.now());
});
afterEach(async () => {
  await server.stop();
  remedies.scene.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function review(
  args: readonly string[],
  options: Partial<Options> = {},
  items: readonly string[] = [],
): Promise<{ readonly code: number; readonly out: string }> {
  const call = called({
    command: 'review',
    args: [...args, campaign.id, ...items],
    options: { server: server.url.origin, ...options },
    folder,
    env: { PATH: process.env['PATH'], HOME: folder },
  });
  return { code: await run(call.invocation), out: call.out() };
}

it('proposes, verifies as far as that is known, and closes', async () => {
  const { code, out } = await review(['remediate']);
  const [cy] = remedies.itemsOf(campaign, 'cy');
  const short = cy?.id.slice(0, 12);
  const head = [...campaign.proposals.values()][0]?.head ?? '';
  expect([code, out]).toEqual([
    0,
    `${campaign.id}  in-remediation
offered  ${head.slice(0, 12)}  refs/heads/mainward/review/${campaign.id}-1, takes out 1 item
proposed  ${short}  the commit that takes it out did not land yet
`,
  ]);
  remedies.landOffer(8, head);
  await remedies.observer.observe();
  const looked = await review(['verify']);
  expect(looked.code).toBe(5);
  expect(looked.out).toContain(`removed   ${short}  no guard of this server sees production wholly\n`);
  await expect(review(['verify'], { close: true, reason: 'all is done' })).rejects.toMatchObject({
    code: 'REVIEW_REFUSED',
    fields: { code: 'not-settled' },
  });
  remedies.liveIs(bindingOf('view', ['ann', 'eve']));
  const closed = await review(['verify'], { close: true, reason: 'all is done' });
  expect([closed.code, campaign.state]).toEqual([0, 'closed']);
  expect(closed.out).toContain('Nothing that was revoked is known to be there still.');
});

it('acknowledges nothing that can be verified', async () => {
  const [cy] = remedies.itemsOf(campaign, 'cy');
  const text = `${bindingOf('view', ['ann', 'cy'], 'reader')}---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: reader}
rules: []
`;
  remedies.land({ 'apps/view.yaml': text });
  campaign.states.set(cy?.id ?? '', 'stale');
  await remedies.observer.observe();
  // By another role it is another item, so what was revoked is gone.
  await review(['verify']);
  expect(remedies.stateOf(campaign, 'cy')).toBe('removed');
  await expect(
    review(['verify'], { close: true, reason: 'all is done', acknowledge: [cy?.id.slice(0, 8) ?? ''] }),
  ).rejects.toMatchObject({ fields: { code: 'not-acknowledgeable' } });
});

it('lets an item stay until a day, signed with a key of the roster', async () => {
  const [cy] = remedies.itemsOf(campaign, 'cy');
  const key = join(folder, 'key');
  writeFileSync(key, remedies.scene.keyFile('dee'), { mode: 0o600 });
  remedies.scene.clock.at = Date.now();
  const until = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  const said = { until, key, reason: 'the sale goes on' };
  await expect(review(['except'], { ...said, until: 'soon' }, [cy?.id ?? ''])).rejects.toMatchObject({
    code: 'USAGE',
  });
  await expect(review(['except'], { ...said, reason: '' }, [cy?.id ?? ''])).rejects.toMatchObject({
    code: 'USAGE',
  });
  const { code, out } = await review(['except'], said, [cy?.id.slice(0, 8) ?? '']);
  expect([code, remedies.stateOf(campaign, 'cy')]).toEqual([0, 'excepted']);
  expect(out).toContain(`excepted  ${cy?.id.slice(0, 12)}  until ${until}: the sale goes on\n`);
  expect(out).toContain('It can be closed.');
});

it('cancels', async () => {
  expect((await review(['verify'], { cancel: true, reason: 'too early' })).code).toBe(0);
  expect(campaign.state).toBe('cancelled');
});

it.each<[string, Partial<Options>]>([
  ['ends nothing without a reason', { close: true }],
  ['ends nothing in two ways', { close: true, cancel: true, reason: 'why' }],
  ['takes no reason where nothing ends', { reason: 'why' }],
  ['acknowledges nothing where it is cancelled', { cancel: true, reason: 'why', acknowledge: ['abcd'] }],
])('%s', async (_name, options) => {
  await expect(review(['verify'], options)).rejects.toMatchObject({ code: 'USAGE' });
  expect(campaign.isOpen).toBe(true);
});
