import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../../src/entrypoints/cli/commands/review.ts';
import { called } from '../../src/entrypoints/cli/fixtures/called.ts';
import type { Options } from '../../src/entrypoints/cli/invocation.ts';
import { keepSession } from '../../src/entrypoints/cli/login/session-file.ts';
import { NO_CONFIG } from '../../src/entrypoints/server/config/config.ts';
import { NamedSessions } from '../../src/entrypoints/server/fixtures/drift.ts';
import { fakeServices, TOKENS } from '../../src/entrypoints/server/fixtures/services.ts';
import { makeLogger } from '../../src/entrypoints/server/logger.ts';
import type { ReviewServices } from '../../src/entrypoints/server/services.ts';
import { startServing } from '../../src/entrypoints/server/serving.ts';
import { ReviewBoard } from '../../src/flows/review/board/board.ts';
import { Campaign } from '../../src/flows/review/board/campaign.ts';
import { ROLE_BINDING } from '../thread/scene.ts';
import { CampaignScene } from './campaigns.ts';

let folder: string;
let campaigns: CampaignScene;
let campaign: Campaign;
let server: Awaited<ReturnType<typeof startServing>> | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mainward-decide-'));
  campaigns = new CampaignScene();
  campaigns.define();
  campaigns.land({
    'apps/view.yaml': ['ann', 'cy', 'eve'].map((user) => ROLE_BINDING(`view-${user}`, user)).join('---\n'),
  });
  campaign = await campaigns.start({});
  campaigns.scene.clock.at = Date.now();
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
  campaigns.scene.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Somebody is signed in at a server, and has a key. */
async function serve(person: string, over: Partial<ReviewServices> = {}): Promise<void> {
  const { board, starter, insights, decisions } = campaigns;
  server = await startServing({
    config: { ...NO_CONFIG, listen: { host: '127.0.0.1', port: 0 } },
    services: fakeServices({
      sessions: new NamedSessions(person),
      reviews: { ...fakeServices().reviews, board, starter, insights, decisions, ...over },
    }),
    logger: makeLogger({ write: () => undefined }),
  });
  const expires = new Date(Date.now() + 600_000).toISOString();
  keepSession(server.url, { token: TOKENS.developer, expires }, { XDG_STATE_HOME: folder }, Date.now());
  writeFileSync(join(folder, 'key'), campaigns.scene.keyFile(person), { mode: 0o600 });
}

async function decide(
  args: readonly string[],
  options: Partial<Options>,
): Promise<{ readonly out: string; readonly told: string }> {
  const at = server === undefined ? {} : { server: server.url.origin };
  const call = called({
    command: 'review',
    args: ['decide', campaign.id, ...args],
    options: { ...at, key: join(folder, 'key'), ...options },
    folder,
    env: { PATH: process.env['PATH'], HOME: folder },
  });
  expect(await run(call.invocation)).toBe(0);
  return { out: call.out(), told: call.told() };
}

/** Ids of what that person reviews. */
function of(reviewer: string): readonly string[] {
  return [...campaign.items()].flatMap(({ item, assignment }) =>
    assignment?.reviewer === reviewer ? [item.id] : [],
  );
}

const REVIEWER = 'dee';

/** Of a server that shows less than what would be signed. */
class LyingBoard extends ReviewBoard {
  override async find(id: string): Promise<Campaign | undefined> {
    const found = await super.find(id);
    if (found === undefined) return undefined;
    const items = [...found.items()].map(({ item }) => ({ ...item, rights: ['read nothing'] }));
    return new Campaign(found.started, found.payload, items);
  }
}

describe('`review decide`', () => {
  it('shows what is signed, signs it with the key of Git, and says what was recorded', async () => {
    await serve(REVIEWER);
    const ids = of(REVIEWER);
    expect(ids.length).toBeGreaterThan(1);
    const { out, told } = await decide(
      ids.map((id) => id.slice(0, 12)),
      { revoke: true, reason: 'nobody needs it' },
    );
    expect(told).toContain(`revoking ${ids.length} items of ${campaign.id}\n`);
    expect(told).toMatch(/person (ann|cy) has view in shop of production|unidentified eve has view/);
    expect(out).toMatch(/^revoked \d items, entry \d+ of the log\nsigned with SHA256:\S+\n$/);
    const now = await campaigns.board.find(campaign.id);
    for (const id of ids)
      expect(now?.item(id)).toMatchObject({
        state: 'revoked',
        decision: { by: REVIEWER, reason: 'nobody needs it' },
      });
  });

  it('writes what was recorded as JSON', async () => {
    await serve(REVIEWER);
    const { out } = await decide(of(REVIEWER).slice(0, 1), {
      keep: true,
      reason: 'on call',
      output: [{ format: 'json' }],
    });
    expect(JSON.parse(out)).toMatchObject({
      schema: 'mainward.dev/review-decisions/v1',
      campaign: campaign.id,
      items: [{ state: 'kept', decision: { reason: 'on call' } }],
    });
  });

  it('says why nothing of it counts', async () => {
    await serve(REVIEWER);
    campaigns.land({ 'apps/view.yaml': ROLE_BINDING('other', 'ann') });
    await expect(decide(of(REVIEWER), { keep: true, reason: 'on call' })).rejects.toMatchObject({
      code: 'REVIEW_REFUSED',
      fields: { code: 'stale' },
      message: expect.stringContaining('What is accepted by now does not grant this any more'),
    });
    expect((await campaigns.board.find(campaign.id))?.decided).toEqual([]);
  });

  it('signs nothing that is shown otherwise than its digest has it', async () => {
    const id = of(REVIEWER)[0] ?? '';
    await serve(REVIEWER, { board: new LyingBoard(campaigns.scene.ledger) });
    await expect(decide([id], { keep: true })).rejects.toMatchObject({ code: 'SIGNING_FAILED' });
  });

  it.each([
    ['neither is said', ['0000'], {}, 'An item is either kept or revoked.'],
    ['both are said', ['0000'], { keep: true, revoke: true }, 'An item is either kept or revoked.'],
    ['it is revoked without a reason', ['0000'], { revoke: true }, 'Cannot sign: a revocation says why.'],
    ['a reason has two lines', ['0000'], { keep: true, reason: 'a\nb' }, /not one line/],
    ['no item is named', [], { keep: true }, '`review decide` needs CAMPAIGN and ITEM....'],
    ['too little of an id is given', ['abc'], { keep: true }, /is not the beginning of an item’s id/],
    ['there is no such item', ['ffffffff'], { keep: true }, 'There is no item ffffffff that you may see.'],
  ])('is refused where %s', async (_name, args, options, message) => {
    await serve(REVIEWER);
    await expect(decide(args, options)).rejects.toMatchObject({
      code: 'USAGE',
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    });
  });
});
