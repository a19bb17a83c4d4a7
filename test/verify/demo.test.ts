import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FsFolderReader } from '../../src/adapters/folder-fs/reader.ts';
import { GitCliOpener } from '../../src/adapters/git-cli/opener.ts';
import { type ExpectedFinding, readExpected } from '../../src/entrypoints/demo/expected.ts';
import { type Demo, makeDemo } from '../../src/entrypoints/demo/make.ts';
import { type Evidence, readEvidence } from '../../src/flows/evidence/evidence.ts';
import { recentLandings } from '../../src/flows/verify/recent.ts';
import { verify } from '../../src/flows/verify/verify.ts';
import type { Landing } from '../../src/model/landing.ts';

/** The code under which each planted weakness must be told. */
const CODES: Readonly<Record<string, string>> = {
  'self-approved-permission-change': 'self-approved',
  'approval-before-the-last-push': 'stale-approval',
  'approval-by-a-bot': 'bot-approval',
  'unsigned-direct-push': 'direct-push',
  'commit-with-a-leavers-key': 'key-revoked',
};

let folder: string;
let demo: Demo;
let evidence: Evidence;
let planted: readonly ExpectedFinding[];
const landings: Landing[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mainward-verified-'));
  demo = makeDemo({ out: join(folder, 'acme'), seed: 7 });
  evidence = await readEvidence({ folders: [demo.evidence] }, new FsFolderReader());
  planted = readExpected(readFileSync(demo.expected)).filter(({ landing }) => landing !== undefined);
  for (const path of demo.repositories) {
    const request = { path, evidence, now: demo.now };
    landings.push(...(await verify(request, { git: new GitCliOpener(), clock: () => 0 })).landings);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('acme’s landed changes', () => {
  test('fail where a weakness was planted, and say which', () => {
    const said = planted.map(({ id, landing }) => {
      const found = landings.find(({ commit }) => commit === landing);
      return [id, found?.verdict, found?.reasons.some(({ code }) => code === CODES[id])];
    });
    expect(said).toEqual(Object.keys(CODES).map((id) => [id, 'fail', true]));
  });

  test('pass everywhere else, proved and with everybody named', () => {
    const others = landings.filter(({ commit }) => planted.every(({ landing }) => landing !== commit));
    expect(others.length).toBeGreaterThan(100);
    expect(
      others.filter(({ verdict, contentProved }) => verdict !== 'pass' || contentProved !== true),
    ).toEqual([]);
    expect(others.flatMap(({ people }) => people).filter((one) => typeof one !== 'string')).toEqual([]);
  });

  test('include the push past the rules, told as such', () => {
    const pushed = landings.filter(({ landing }) => landing === 'direct');
    expect(pushed.map(({ reasons }) => reasons.map(({ code }) => code))).toEqual([
      expect.arrayContaining(['bypassed', 'direct-push', 'unsigned']),
    ]);
  });

  test('of the last 90 days are those that a scan sees', async () => {
    const path = demo.repositories.find((one) => basename(one) === 'app-shipping') ?? '';
    const repository = await new GitCliOpener().open(path);
    if (repository === undefined) throw new Error('no repository');
    const recent = await recentLandings(repository, 'app-shipping', evidence, demo.now);
    const bare = await recentLandings(repository, 'app-shipping', { ...evidence, forges: [] }, demo.now);
    await repository.close();
    const since = Date.parse(demo.now) - 90 * 86_400_000;
    const all = landings.filter(
      ({ repository: name, at }) => name === 'app-shipping' && Date.parse(at) >= since,
    );
    expect(all.length).toBeGreaterThan(5);
    expect(recent?.landings.map(({ commit, verdict }) => [commit, verdict])).toEqual(
      all.map(({ commit, verdict }) => [commit, verdict]),
    );
    // Without the forge's word nothing but the beginning, which nobody had to agree to, can pass.
    expect(bare?.landings.filter(({ verdict }) => verdict === 'pass').map(({ landing }) => landing)).toEqual(
      all.flatMap(({ landing }) => (landing === 'initial' ? [landing] : [])),
    );
  });
});
