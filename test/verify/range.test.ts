import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Workshop } from './workshop.ts';

const shop = new Workshop();
let first = '';
let second = '';
let third = '';
let head = '';

beforeAll(() => {
  first = shop.commit('Begin', { a: '1\n' });
  head = shop.offer(1, first, { b: '1\n' });
  second = shop.merge(1, head);
  third = shop.commit('Push', { a: '2\n' });
  shop.git('branch', 'other', first);
});
afterAll(() => shop.remove());

async function seen(...args: Parameters<Workshop['verify']>): Promise<readonly string[]> {
  return (await shop.verify(...args)).landings.map(({ commit }) => commit);
}

describe('what is verified', () => {
  test('is everything up to a revision, or what lies between two', async () => {
    expect(await seen({ revision: second })).toEqual([second, first]);
    expect(await seen({ revision: `${first}..${second}` })).toEqual([second]);
    expect(await seen({ revision: 'HEAD~1..HEAD' })).toEqual([third]);
    expect(await seen({ revision: 'HEAD~1..' })).toEqual([third]);
    expect(await seen({ since: second.slice(0, 12) })).toEqual([third]);
    expect(await seen({ revision: 'HEAD..HEAD' })).toEqual([]);
  });

  test('is the ref that is named, by whatever name', async () => {
    expect(await seen({ ref: 'other' })).toEqual([first]);
    expect((await shop.verify({ ref: 'refs/remotes/origin/main', revision: 'main' })).document.ref).toBe(
      'refs/heads/main',
    );
  });

  test('is nothing that the ref never pointed to', async () => {
    await expect(seen({ revision: head })).rejects.toMatchObject({ code: 'REVISION_UNKNOWN' });
    await expect(seen({ ref: 'other', revision: third })).rejects.toMatchObject({ code: 'REVISION_UNKNOWN' });
  });

  test.each([{ revision: 'nope' }, { since: 'nope' }, { ref: 'nope' }, { revision: 'nope..HEAD' }])(
    'is nothing that is not here: %j',
    async (request) => {
      await expect(seen(request)).rejects.toMatchObject({ code: 'REVISION_UNKNOWN' });
    },
  );

  test.each(['..HEAD', 'HEAD...main'])('is no %s', async (revision) => {
    await expect(seen({ revision })).rejects.toMatchObject({ code: 'USAGE' });
  });
});

describe('a checkout without a branch', () => {
  const clone = `${shop.root}/clone`;
  beforeAll(() => {
    shop.git('clone', '-q', shop.folder, clone);
    shop.git('-C', clone, 'checkout', '-q', '--detach', 'HEAD');
    shop.git('-C', clone, 'branch', '-q', '-D', 'main');
  });

  test('is that of the one branch that is there', async () => {
    expect((await shop.verify({ path: clone })).document.ref).toBe('refs/heads/main');
  });

  test('is that of the forge’s default branch', async () => {
    const settings = { defaultBranch: 'trunk' };
    const { document } = await shop.verify({ path: clone }, { repository: 'clone', settings });
    expect(document).toMatchObject({ ref: 'refs/heads/trunk', changes: { length: 3 } });
  });

  test('asks for the ref where there are several', async () => {
    shop.git('-C', clone, 'branch', 'further', 'HEAD');
    await expect(shop.verify({ path: clone })).rejects.toMatchObject({ code: 'USAGE' });
    expect((await shop.verify({ path: clone, ref: 'main' })).landings).toHaveLength(3);
  });
});

test('a folder without a repository is nothing to judge', async () => {
  await expect(shop.verify({ path: shop.root })).rejects.toMatchObject({ code: 'NOTHING_TO_JUDGE' });
});
