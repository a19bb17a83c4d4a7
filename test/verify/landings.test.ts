import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Landing } from '../../src/model/landing.ts';
import { headOf, landed, pushed, Workshop } from './workshop.ts';

let shop: Workshop;
beforeEach(() => {
  shop = new Workshop();
});
afterEach(() => shop.remove());

async function newest(...args: Parameters<Workshop['verify']>): Promise<Landing> {
  const { landings } = await shop.verify(...args);
  const [first] = landings;
  if (first === undefined) throw new Error('nothing landed');
  return first;
}

function codes({ reasons }: Landing): readonly string[] {
  return reasons.map(({ code }) => code);
}

function oids({ commits }: Landing): readonly string[] {
  return commits.map(({ commit }) => commit);
}

describe('from Git alone', () => {
  test('a merge, a squash, a rebase, a push and the beginning are told apart and proved', async () => {
    const first = shop.commit('Begin', { a: '1\n' });
    const merged = shop.offer(1, first, { b: '1\n' }, { b: '2\n' });
    const squashed = shop.offer(2, first, { c: '1\n' }, { c: '2\n' });
    const rebased = shop.offer(3, first, { d: '1\n' }, { e: '2\n' });
    const direct = shop.commit('Push', { a: '2\n' });
    const merge = shop.merge(1, merged);
    const squash = shop.squash(2, squashed);
    const rebase = shop.rebase(rebased);
    const { landings, document } = await shop.verify();
    expect(document.ref).toBe('refs/heads/main');
    expect(landings.map(({ commit, landing, contentProved }) => [commit, landing, contentProved])).toEqual([
      [rebase, 'rebase', true],
      [squash, 'squash', true],
      [merge, 'merge', true],
      [direct, 'direct', true],
      [first, 'initial', true],
    ]);
    const parent = shop.git('rev-parse', `${rebase}~1`);
    const older = (head: string): string => shop.git('rev-parse', `${head}~1`);
    expect(landings.map(oids)).toEqual([
      [rebase, parent, rebased, older(rebased)],
      [squash, squashed, older(squashed)],
      [merge, merged, older(merged)],
      [direct],
      [first],
    ]);
    expect(landings.map(({ paths }) => paths)).toEqual([['d', 'e'], ['c'], ['b'], ['a'], ['a']]);
  });

  test('a merge that brings more than both parents is found out', async () => {
    const first = shop.commit('Begin', { a: '1\n' });
    const head = shop.offer(1, first, { b: '1\n' });
    shop.commit('Push', { c: '1\n' });
    shop.merge(1, head, '--no-commit');
    shop.commit('Merge pull request #1 from acme/x', { 'hidden.yaml': 'x\n' });
    const landing = await newest();
    expect([landing.landing, landing.contentProved, landing.verdict]).toEqual(['merge', false, 'fail']);
    expect(codes(landing)).toContain('content-differs');
  });

  test('what resolves a conflict was never offered', async () => {
    const first = shop.commit('Begin', { a: '1\n' });
    const head = shop.offer(1, first, { a: '2\n' });
    shop.commit('Push', { a: '3\n' });
    shop.merge(1, head, '-X', 'theirs');
    const landing = await newest();
    expect([landing.contentProved, landing.verdict]).toEqual([false, 'fail']);
    expect(landing.reasons.find(({ code }) => code === 'content-differs')?.detail).toContain('conflict');
  });

  test('a message may name a pull request whose head is not here, or does not fit', async () => {
    const first = shop.commit('Begin', { a: '1\n' });
    shop.offer(7, first, { b: '1\n' });
    shop.commit('Something else (#7)', { z: '1\n' });
    const unfit = await newest();
    expect([unfit.landing, unfit.contentProved, unfit.verdict]).toEqual(['squash', null, 'unknown']);
    expect(codes(unfit)).toContain('head-does-not-fit');
    shop.commit('As elsewhere (#9)', { y: '1\n' });
    expect((await newest()).landing).toBe('direct');
  });

  test('a merge of several at once cannot be proved', async () => {
    const first = shop.commit('Begin', { a: '1\n' });
    const one = shop.offer(1, first, { b: '1\n' });
    const two = shop.offer(2, first, { c: '1\n' });
    shop.git('merge', '-q', '--no-ff', '-m', 'Both', one, two);
    const landing = await newest();
    expect([landing.landing, landing.contentProved, oids(landing).length]).toEqual(['merge', null, 3]);
    expect(codes(landing)).toContain('several-merged-at-once');
  });

  test('what a merge brought includes what was merged into it, and nothing that was there before', async () => {
    const first = shop.commit('Begin', { a: '1\n' });
    const inner = shop.offer(1, first, { b: '1\n' });
    const before = shop.commit('Push', { c: '1\n' });
    shop.git('checkout', '-q', '--detach', inner);
    shop.git('merge', '-q', '--no-ff', '-m', 'Update from main', before);
    const head = shop.commit('More', { d: '1\n' });
    shop.git('checkout', '-q', 'main');
    const merge = shop.merge(2, head);
    const landing = await newest();
    expect([...oids(landing)].sort()).toEqual(
      [merge, head, `${head}~1`, inner].map((one) => shop.git('rev-parse', one)).sort(),
    );
    expect(landing.contentProved).toBe(true);
  });
});

describe('with what the forge says', () => {
  test('a squash that landed other content than its head fails', async () => {
    const first = shop.commit('Begin', { a: '1\n' });
    const head = shop.offer(4, first, { b: '1\n' });
    const commit = shop.commit('Offer (#4)', { b: '1\n', hidden: 'x\n' });
    const pull = { number: 4, head: headOf(head), mergeCommit: commit, mergeMethod: 'squash' } as const;
    const landing = await newest({}, landed(pull));
    expect([landing.landing, landing.contentProved, landing.verdict, landing.pullRequest]).toEqual([
      'squash',
      false,
      'fail',
      4,
    ]);
  });

  test('a squash whose head is not in the clone cannot be told', async () => {
    shop.commit('Begin', { a: '1\n' });
    const commit = shop.commit('Offer (#4)', { b: '1\n' });
    const pull = { number: 4, mergeCommit: commit, mergeMethod: 'squash' } as const;
    const landing = await newest({}, landed(pull));
    expect((await shop.verify({}, landed(pull))).notes.join()).toContain('git fetch origin');
    expect([landing.contentProved, landing.verdict]).toEqual([null, 'unknown']);
    expect(landing.reasons.find(({ code }) => code === 'head-missing')?.detail).toContain('refs/pull/4/head');
  });

  test('a commit that names a pull request which did not land it was pushed', async () => {
    const first = shop.commit('Begin', { a: '1\n' });
    const head = shop.offer(4, first, { b: '1\n' });
    const merged = shop.merge(4, head);
    shop.commit('Sneaked in (#4)', { c: '1\n' });
    const pull = { number: 4, head: headOf(head), mergeCommit: merged, mergeMethod: 'merge' } as const;
    expect((await newest({}, landed(pull))).landing).toBe('direct');
  });

  test('a rebased series is one landing, also where its messages say nothing', async () => {
    const first = shop.commit('Begin', { a: '1\n' });
    const head = shop.offer(5, first, { b: '1\n' }, { b: '2\n' }, { b: '3\n' });
    shop.git('update-ref', '-d', 'refs/pull/5/head');
    shop.commit('Push', { a: '2\n' });
    const commit = shop.rebase(head);
    const pull = { number: 5, head: headOf(head), mergeCommit: commit, mergeMethod: 'rebase' } as const;
    const { landings } = await shop.verify({}, landed(pull));
    expect(landings.map(({ landing }) => landing)).toEqual(['rebase', 'direct', 'initial']);
    expect([landings[0]?.contentProved, landings[0]?.commits.length]).toEqual([true, 6]);
  });

  test('what a rebase made anew needs no signature of its own, and what was offered does', async () => {
    const key = `${shop.root}/key`;
    const signers = shop.key(key, 'ann@example.org');
    const first = shop.commit('Begin', { a: '1\n' });
    shop.signWith(key);
    const head = shop.offer(5, first, { b: '1\n' }, { b: '2\n' });
    const unsigned = shop.signWith(undefined).offer(6, first, { c: '1\n' });
    shop.commit('Push', { a: '2\n' });
    shop.rebase(head);
    const { landings } = await shop.verify({ since: 'HEAD~2' }, undefined, { allowedSigners: signers });
    expect(landings.map(({ landing, verdict, reasons }) => [landing, verdict, reasons])).toEqual([
      ['rebase', 'pass', []],
    ]);
    shop.rebase(unsigned);
    const landing = await newest({}, undefined, { allowedSigners: signers });
    expect([landing.landing, landing.verdict, codes(landing)]).toEqual(['rebase', 'fail', ['unsigned']]);
  });

  test('a head that became the ref is proved by itself', async () => {
    const first = shop.commit('Begin', { a: '1\n' });
    const head = shop.offer(6, first, { b: '1\n' }, { b: '2\n' });
    shop.git('merge', '-q', '--ff-only', head);
    const pull = { number: 6, head: headOf(head), mergeCommit: head } as const;
    const { landings } = await shop.verify({}, { ...landed(pull), pushes: [pushed(first, head, 'merge')] });
    expect(
      landings.map(({ landing, contentProved, commits }) => [landing, contentProved, commits.length]),
    ).toEqual([
      ['rebase', true, 2],
      ['initial', true, 1],
    ]);
  });

  test('a queue’s merge is a queue’s', async () => {
    const first = shop.commit('Begin', { a: '1\n' });
    const head = shop.offer(8, first, { b: '1\n' });
    const commit = shop.merge(8, head);
    const pull = { number: 8, head: headOf(head), mergeCommit: commit, mergeMethod: 'queue' } as const;
    const landing = await newest({}, landed(pull));
    expect([landing.landing, landing.contentProved]).toEqual(['queue', true]);
  });

  test('a merge pushed the wrong way round is judged by what the ref was', async () => {
    const first = shop.commit('Begin', { a: '1\n' });
    const main = shop.commit('On main', { b: '1\n' });
    shop.git('checkout', '-q', '--detach', first);
    const local = shop.commit('At home', { c: '1\n' });
    shop.git('merge', '-q', '--no-ff', '-m', "Merge branch 'main'", main);
    const merge = shop.head();
    shop.git('checkout', '-q', '-B', 'main', merge);
    const { landings } = await shop.verify({}, { pushes: [pushed(main, merge)] });
    expect(landings.map(({ commit }) => commit)).toEqual([merge, main, first]);
    expect(landings.map(oids)[0]).toEqual([merge, local]);
    expect((await shop.verify()).landings.map(({ commit }) => commit)).toEqual([merge, local, first]);
  });

  test('when it landed is the forge’s time', async () => {
    shop.commit('Begin', { a: '1\n' });
    const [before, after] = [shop.head(), shop.commit('Push', { a: '2\n' })];
    expect(await newest({}, { pushes: [pushed(before, after)] })).toMatchObject({
      at: '2026-01-02T00:00:00Z',
      atWitnessed: true,
    });
    expect((await newest()).atWitnessed).toBe(false);
  });
});

describe('in an incomplete clone', () => {
  test('that is shallow, what lies at its end is unknown', async () => {
    const first = shop.commit('Begin', { a: '1\n' });
    const head = shop.offer(1, first, { b: '1\n' });
    shop.merge(1, head);
    shop.commit('Push', { a: '2\n' });
    const clone = `${shop.root}/clone`;
    shop.git('clone', '-q', '--depth', '2', '--no-local', `file://${shop.folder}`, clone);
    const { landings, notes } = await shop.verify({ path: clone });
    expect(landings.map(({ landing, contentProved, verdict }) => [landing, contentProved, verdict])).toEqual([
      ['direct', true, 'unknown'],
      ['merge', null, 'unknown'],
    ]);
    expect(landings.map(codes)[1]).toContain('history-missing');
    expect(notes.join()).toContain('shallow');
  });

  test('without trees, nothing that was merged is proved', async () => {
    const first = shop.commit('Begin', { a: '1\n' });
    shop.merge(1, shop.offer(1, first, { b: '1\n' }));
    shop.git('config', 'uploadpack.allowFilter', 'true');
    const clone = `${shop.root}/clone`;
    shop.git('clone', '-q', '--no-checkout', '--filter=tree:0', `file://${shop.folder}`, clone);
    const { landings } = await shop.verify({ path: clone });
    expect(landings.map(({ contentProved }) => contentProved)).toEqual([null, true]);
    expect(landings.map(codes)[0]).toContain('content-not-read');
    expect(landings.map(({ paths }) => paths)).toEqual([null, null]);
  });
});

test('a commit that is too large to be read hides nothing', async () => {
  const first = shop.commit('Begin', { a: '1\n' });
  const tree = shop.git('rev-parse', `${first}^{tree}`);
  const who = 'Ann <ann@example.org> 1767225600 +0000';
  const header = `tree ${tree}\nparent ${first}\nauthor ${who}\ncommitter ${who}\n\n`;
  const large = shop.object('commit', `${header}${'x'.repeat(2 << 20)}\n`);
  shop.git('reset', '-q', '--hard', large);
  shop.commit('Push', { a: '2\n' });
  const report = await shop.verify();
  expect(report.cut).toBe(true);
  expect(report.landings.map(({ landing, verdict }) => [landing, verdict])).toEqual([['direct', 'unknown']]);
  expect(report.landings.flatMap(codes)).toContain('history-missing');
});

test('a repository with SHA-256 ids is verified alike', async () => {
  shop.remove();
  shop = new Workshop('--object-format=sha256');
  const first = shop.commit('Begin', { a: '1\n' });
  shop.merge(1, shop.offer(1, first, { b: '1\n' }));
  const { landings } = await shop.verify();
  expect(landings.map(({ contentProved, paths }) => [contentProved, paths])).toEqual([
    [true, ['b']],
    [true, ['a']],
  ]);
});
