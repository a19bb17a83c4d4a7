import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { GitCliOpener } from '../../src/adapters/git-cli/opener.ts';
import { changedKinds } from '../../src/flows/verify/kinds.ts';
import { inForceFrom } from '../../src/flows/verify/tracked.ts';
import type { ChangedPath, GitRepository } from '../../src/ports/git.ts';
import { Workshop } from './workshop.ts';

let shop: Workshop;
let repository: GitRepository;
beforeEach(() => {
  shop = new Workshop();
});
afterEach(async () => {
  await repository.close();
  shop.remove();
});

async function changes(...commits: readonly string[]): Promise<readonly (readonly ChangedPath[])[]> {
  const opened = await new GitCliOpener().open(shop.folder);
  if (opened === undefined) throw new Error('no repository');
  repository = opened;
  const all = await Promise.all(
    commits.slice(1).map((commit, index) => opened.changes(commits[index] ?? '', commit)),
  );
  return all.map((one) => (one === 'missing' ? [] : one));
}

const requirement = (name: string): string =>
  `apiVersion: mainward.dev/v1alpha1\nkind: Requirement\nmetadata: {name: ${name}}\nspec: {approvals: [{group: sec, count: 1}]}\n`;

describe('what is in force', () => {
  test('is what stood there before the landing, not what the landing says', async () => {
    const first = shop.commit('Begin', { a: '1\n' });
    const second = shop.commit('Demand', { '.mainward/r.yaml': requirement('one'), CODEOWNERS: '* @ann\n' });
    const third = shop.commit('Demand less', {
      '.mainward/r.yaml': requirement('two'),
      CODEOWNERS: '* @bob\n',
    });
    shop.git('rm', '-q', '-r', '.mainward', 'CODEOWNERS');
    const fourth = shop.commit('Demand nothing', {});
    const list = await changes(first, second, third, fourth);
    const [now, ...inForce] = await inForceFrom(repository, fourth, [...list].reverse());
    expect(now?.requirements).toEqual([]);
    expect(inForce.map(({ requirements }) => requirements.map(({ name }) => name))).toEqual([
      ['two'],
      ['one'],
      [],
    ]);
    expect(inForce.map(({ ownership }) => ownership?.rules.map(({ owners }) => owners[0]))).toEqual([
      ['@bob'],
      ['@ann'],
      [],
    ]);
  });

  test('is not known before a landing whose changes were not read', async () => {
    const first = shop.commit('Begin', { CODEOWNERS: '* @ann\n' });
    const second = shop.commit('More', { a: '1\n' });
    const [list] = await changes(first, second);
    const [, ...inForce] = await inForceFrom(repository, second, [list ?? [], null, list ?? []]);
    expect(inForce.map(({ ownership }) => ownership?.rules.length)).toEqual([1, undefined, undefined]);
  });
});

describe('the kinds of objects in changed files', () => {
  const object = (kind: string): string => `apiVersion: v1\nkind: ${kind}\nmetadata: {name: x}\n`;

  test.each([
    ['after', { 'a.yaml': object('Pod') }, { 'a.yaml': object('Role') }, ['Role']],
    ['before', { 'a.yaml': object('Role') }, { 'a.yaml': object('Pod') }, ['Role']],
    [
      'in lists',
      { x: '' },
      { 'a.json': '{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Role"}]}' },
      ['Role'],
    ],
    ['nowhere', { x: '' }, { 'a.yaml': object('Pod'), 'b.txt': object('Role') }, []],
    ['who knows, in a file that cannot be read', { x: '' }, { 'a.yaml': `${object('Role')}x: [\n` }, null],
    ['nowhere, in a file that cannot be read and cannot hold it', { x: '' }, { 'a.yaml': 'x: [\n' }, []],
  ])('are found %s', async (_, before, after, kinds) => {
    const [list] = await changes(shop.commit('Before', before), shop.commit('After', after));
    expect(await changedKinds(repository, list ?? null, ['Role'])).toEqual(kinds);
  });
});
