import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../src/adapters/crypto-node/ed25519.ts';
import { GitCliOpener } from '../../src/adapters/git-cli/opener.ts';
import type { OpenedLedger } from '../../src/entrypoints/ledger/open.ts';
import { NO_EVIDENCE } from '../../src/flows/evidence/evidence.ts';
import { ReviewBoard } from '../../src/flows/review/board/board.ts';
import { packOf } from '../../src/flows/review/pack/pack.ts';
import { type PackFolder, verifyPack } from '../../src/flows/review/pack/verify.ts';
import { previewReview } from '../../src/flows/review/preview.ts';
import { readTrust } from '../../src/ledger/trust.ts';
import type { ReviewStatement } from '../../src/model/review.ts';
import type { CampaignScene } from './campaigns.ts';
import { decisionsOn, recordDecided, signedBy } from './decisions.ts';
import { decidedCampaign, signedLedger } from './packs.ts';

type Files = ReadonlyMap<string, Uint8Array>;

let folder: string;
let scene: CampaignScene;
let opened: OpenedLedger;
let files: Files;
let id: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mainward-pack-'));
  ({ scene, id } = await decidedCampaign());
  opened = await signedLedger(scene.scene.ledger, join(folder, 'log'));
  files = await packed(opened);
}, 60_000);
afterAll(async () => {
  await opened.close();
  scene.scene.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function packed({ ledger }: OpenedLedger): Promise<Files> {
  const campaign = await new ReviewBoard(ledger).find(id);
  const made = campaign === undefined ? undefined : await packOf(campaign, ledger);
  if (made === undefined) throw new Error('There is no pack.');
  return made;
}

function check(found: Files, faults: PackFolder['faults'] = [], { verifierKey } = opened) {
  const trust = readTrust(verifierKey, nodeCrypto.sha256);
  return verifyPack({ files: found, faults }, trust.ok ? trust.value : [], nodeCrypto);
}

function text(path: string): string {
  return new TextDecoder().decode(files.get(path));
}

describe('an evidence pack', () => {
  it('verifies with nothing but the key of the log, and says what it shows', async () => {
    const document = await check(files);
    expect(document.faults).toEqual([]);
    expect(document.verified).toBe(true);
    expect(document.claims).toContainEqual(
      expect.objectContaining({
        state: 'shown',
        what: expect.stringMatching(/^decisions of dee, signed with SHA256:/),
      }),
    );
  });

  it('is the same bytes whoever makes it', async () => {
    expect([...(await packed(opened))]).toEqual([...files]);
  });

  it('has each file in its manifest, with its digest', () => {
    const manifest = JSON.parse(text('manifest.json'));
    expect(manifest.files.map(({ path }: { readonly path: string }) => path)).toEqual(
      [...files.keys()].filter((path) => path !== 'manifest.json').sort(),
    );
    expect(manifest).toMatchObject({
      campaign: id,
      generator: 'mainward-pack/1',
      log: { origin: 'test.example/log' },
    });
  });

  it('has the population that the repository alone gives', async () => {
    const alone = await previewReview(
      {
        path: scene.scene.shop.folder,
        definition: 'quarterly',
        revision: JSON.parse(text('manifest.json')).commit,
        now: '2026-02-01T08:00:00.000Z',
        evidence: NO_EVIDENCE,
      },
      { git: new GitCliOpener() },
    );
    const ids = text('population.ndjson')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).id);
    expect(alone.items.map((one) => one.id)).toEqual(ids);
  });

  it('gives spreadsheets nothing to run, and browsers neither', () => {
    expect(text('decisions.csv')).toContain(`"'=HYPERLINK(""x"")"`);
    expect(text('items.csv')).not.toMatch(/(^|,)=cmd/m);
    expect(text('report.html')).not.toContain('<script');
    expect(text('report.html')).toContain('&lt;script&gt;');
    expect(text('report.html')).toContain("default-src 'none'; style-src 'sha256-");
  });

  it('keeps decisions that gave way to a later one, and says which count', () => {
    const rows = text('decisions.csv')
      .trimEnd()
      .split('\r\n')
      .slice(1)
      .map((row) => row.split(','));
    const changed = rows.filter((row) => row[3] === rows[0]?.[3]);
    expect(changed.map((row) => [row[4], row[6]])).toEqual([
      ['keep', 'false'],
      ['revoke', 'true'],
    ]);
  });

  it('is refused for the key of another log', async () => {
    const other = await signedLedger(scene.scene.ledger, join(folder, 'other'), 8);
    await other.close();
    const changed = await check(files, [], other);
    expect(changed).toMatchObject({ verified: false, faults: [{ file: 'proof.json' }] });
  });

  it('names every byte that is changed, added or taken away', async () => {
    const paths = fc.constantFrom(...files.keys());
    const ways = fc.constantFrom('flip', 'insert', 'delete');
    await fc.assert(
      fc.asyncProperty(
        paths,
        ways,
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (path, way, place, change) => {
          const bytes = [...(files.get(path) ?? [])];
          const at = place % Math.max(1, bytes.length);
          if (way === 'flip') bytes[at] = (bytes[at] ?? 0) ^ change;
          else if (way === 'insert') bytes.splice(at, 0, change);
          else bytes.splice(at, 1);
          const { verified, faults } = await check(new Map([...files, [path, Uint8Array.from(bytes)]]));
          expect(verified).toBe(false);
          expect(faults.map(({ file }) => file)).toContain(path);
        },
      ),
      { numRuns: 150 },
    );
  }, 120_000);

  it('names every file that is missing, and every one that is added', async () => {
    for (const path of files.keys()) {
      const { verified, faults } = await check(new Map([...files].filter(([one]) => one !== path)));
      expect([verified, faults.map(({ file }) => file)]).toEqual([false, [path]]);
    }
    const added = await check(new Map([...files, ['statements/extra.json', Buffer.from('{}')]]));
    expect(added.faults).toEqual([{ file: 'statements/extra.json', why: 'it is no file of the pack' }]);
  });

  it('is not believed where the manifest was made to fit what was changed', async () => {
    const page = Buffer.from(text('report.html').replace('left the team', 'stays'));
    const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
    const manifest = text('manifest.json')
      .replace(digest(files.get('report.html') ?? new Uint8Array()), digest(page))
      .replace(`"bytes": ${files.get('report.html')?.length}`, `"bytes": ${page.length}`);
    const changed = new Map([...files, ['manifest.json', Buffer.from(manifest)], ['report.html', page]]);
    expect((await check(changed)).faults.map(({ file }) => file)).toEqual(['manifest.json', 'report.html']);
  });

  it('is not believed in another version’s name', async () => {
    const manifest = text('manifest.json').replace('mainward-pack/1', 'mainward-pack/2');
    const page = Buffer.from(text('report.html').replace('revoked', 'kept'));
    const { faults } = await check(
      new Map([...files, ['manifest.json', Buffer.from(manifest)], ['report.html', page]]),
    );
    expect(faults).toEqual([
      { file: 'manifest.json', why: 'it was written as mainward-pack/2: verify it with that version' },
    ]);
  });
});

describe('a log that recorded what is not so', () => {
  async function recorded(make: (review: ReviewStatement) => Promise<unknown>): Promise<readonly string[]> {
    const campaign = await scene.board.find(id);
    if (campaign === undefined) throw new Error('There is no campaign.');
    const { ledger } = scene.scene;
    const before = ledger.entries.length;
    await make(decisionsOn(campaign, 'keep', new Date(scene.scene.clock.now()).toISOString()));
    const lied = await signedLedger(ledger, mkdtempSync(join(folder, 'lied-')));
    ledger.entries.splice(before);
    try {
      return (await check(await packed(lied), [], lied)).faults.map(({ why }) => why);
    } finally {
      await lied.close();
    }
  }

  it('is found out where somebody’s decision was signed by somebody else', async () => {
    const faults = await recorded((review) =>
      recordDecided(scene.scene.ledger, review, signedBy('ben', review), { by: 'dee' }),
    );
    expect(faults).toEqual([
      expect.stringMatching(/^entry \d+: its key is not dee’s by the roster of the time$/),
    ]);
  });

  it('is found out where somebody decided about what is their own', async () => {
    const faults = await recorded((review) =>
      recordDecided(scene.scene.ledger, review, signedBy('ann', review), { by: 'ann' }),
    );
    expect(faults).toEqual([
      expect.stringMatching(/^entry \d+: ann may not decide about item [0-9a-f]{12}: own item$/),
    ]);
  });

  it('is found out where a signature does not fit', async () => {
    const faults = await recorded((review) => {
      const other = { ...review, at: '2026-02-01T08:01:00Z' };
      const [one, two] = [signedBy('dee', review), signedBy('dee', other)].map((bytes) =>
        Buffer.from(bytes).toString('utf8'),
      );
      const sig = (of = '') => of.slice(of.indexOf('"sig"'));
      return recordDecided(scene.scene.ledger, review, Buffer.from((one ?? '').replace(sig(one), sig(two))));
    });
    expect(faults).toEqual([expect.stringMatching(/^entry \d+: the signature does not fit the bytes$/)]);
  });
});
