import { describe, expect, it } from 'vitest';
import type { Roster, RosterPerson } from '../../model/person.ts';
import type { ReviewDefinition, ReviewItem } from '../../model/review.ts';
import { type AssignInput, assign } from './reviewers.ts';

const NOW = '2026-11-20T09:00:00Z';
const AT = { path: 'tenants/shop/people.yaml', line: 1, column: 1, endLine: 3, endColumn: 1 };

function person(id: string, ...groups: readonly string[]): RosterPerson {
  const accounts = [{ system: 'github', login: `${id}-login` }];
  return { kind: 'person', id, groups, accounts, keys: [], emails: [`${id}@acme.example`], at: AT };
}

function roster(...people: readonly RosterPerson[]): Roster {
  return { people, robots: [], at: AT };
}

function item(number: number, principal = 'dev', more: Partial<ReviewItem> = {}): ReviewItem {
  return {
    id: number.toString(16).padStart(64, '0'),
    digest: '',
    cluster: 'production',
    principal: { kind: 'person', person: principal, subject: { kind: 'User', name: principal } },
    role: { kind: 'ClusterRole', name: 'view' },
    namespace: 'shop',
    rights: [],
    gives: '',
    danger: 'low',
    binding: { kind: 'RoleBinding', name: 'devs', namespace: 'shop' },
    via: [],
    at: AT,
    blob: '',
    origin: { kind: 'unknown', why: '' },
    ...more,
  };
}

const DEFINITION: ReviewDefinition = {
  name: 'quarterly',
  owner: 'security',
  clusters: ['production'],
  namespaces: [],
  reviewers: [],
  exclude: [],
  days: 21,
  mostRemoved: 0.25,
  at: AT,
};

function assigned(input: Partial<AssignInput> & Pick<AssignInput, 'items' | 'roster'>) {
  return assign({
    definition: DEFINITION,
    now: NOW,
    owners: new Map(),
    codeOwners: () => [],
    ...input,
  });
}

const EVERYBODY = roster(
  person('ann', 'leads'),
  person('ben', 'shop-owners'),
  person('cid', 'platform'),
  person('sue', 'security'),
  person('tom', 'security'),
  person('dev', 'devs'),
);

describe('who reviews an item', () => {
  const sources = {
    definition: { ...DEFINITION, reviewers: [{ namespace: 'sh*', group: 'leads' }] },
    owners: new Map([['production', new Map([['shop', 'shop-owners']])]]),
    codeOwners: (): readonly string[] => ['@acme/platform'],
  };
  const items = [item(1)];

  it('is whom the definition names for the namespace, before anybody else', () => {
    expect(assigned({ items, roster: EVERYBODY, ...sources }).assignments).toEqual([
      { item: items[0]?.id, reviewer: 'ann', rule: 'reviewers of namespace sh*' },
    ]);
  });

  it('is else the group that the namespace itself names', () => {
    const { assignments } = assigned({ items, roster: EVERYBODY, ...sources, definition: DEFINITION });
    expect(assignments).toMatchObject([{ reviewer: 'ben', rule: 'owner of namespace shop' }]);
  });

  it.each([
    ['a team', '@acme/platform', 'cid'],
    ['an account', '@cid-login', 'cid'],
    ['an address', 'CID@acme.example', 'cid'],
  ])('is else a code owner of the file: %s', (_kind, owner, reviewer) => {
    const { assignments } = assigned({ items, roster: EVERYBODY, codeOwners: () => [owner] });
    expect(assignments).toMatchObject([{ reviewer, rule: 'code owners of tenants/shop/people.yaml' }]);
  });

  it('is else somebody of the group that owns the campaign', () => {
    const { assignments } = assigned({ items, roster: EVERYBODY });
    expect(assignments).toMatchObject([{ rule: 'owner of the campaign' }]);
  });

  it('is asked about cluster scope of nobody who owns a namespace', () => {
    const { assignments } = assigned({
      items: [item(1, 'dev', { namespace: null })],
      roster: EVERYBODY,
      ...sources,
      codeOwners: () => [],
    });
    expect(assignments).toMatchObject([{ rule: 'owner of the campaign' }]);
  });
});

describe('nobody reviews', () => {
  const known = (more: object): ReviewItem['origin'] => ({
    kind: 'known',
    commit: 'c',
    landed: 'c',
    at: NOW,
    author: 'dev',
    approvers: [],
    ...more,
  });

  it.each([
    ['what they have themselves', item(1, 'ann'), 'own item'],
    ['what they brought in', item(1, 'dev', { origin: known({ author: 'ann' }) }), 'brought it in'],
    [
      'what they brought in with others',
      item(1, 'dev', { origin: known({ coAuthors: ['ann'] }) }),
      'brought it in',
    ],
    ['what they agreed to', item(1, 'dev', { origin: known({ approvers: ['ann'] }) }), 'agreed to it'],
    [
      'what their group has',
      item(1, 'dev', { principal: { kind: 'group', subject: { kind: 'Group', name: 'leads' } } }),
      'own group',
    ],
  ])('%s', (_what, one, why) => {
    const definition = { ...DEFINITION, reviewers: [{ namespace: '*', group: 'leads' }] };
    const { assignments } = assigned({ items: [one], roster: EVERYBODY, definition });
    const [found] = assignments;
    expect(['sue', 'tom']).toContain(found?.reviewer);
    expect(found?.rule).toBe(`owner of the campaign; fallback: reviewers of namespace *: ${why}`);
  });

  it('after they left', () => {
    const gone = roster({ ...person('ann', 'security'), until: '2026-11-01T00:00:00Z' });
    expect(assigned({ items: [item(1)], roster: gone })).toMatchObject({
      assignments: [],
      nobody: [{ why: 'owner of the campaign: left' }],
    });
  });

  it('where nobody may, and it is said why', () => {
    const { assignments, nobody } = assigned({
      items: [item(1, 'ann')],
      roster: roster(person('ann', 'security')),
    });
    expect(assignments).toEqual([]);
    expect(nobody).toMatchObject([{ why: 'owner of the campaign: own item' }]);
  });
});

it('is spread evenly, and the same whenever it is asked', () => {
  const items = Array.from({ length: 101 }, (_, index) => item(index * 0x1234567));
  const people = roster(...['a', 'b', 'c', 'd'].map((id) => person(id, 'security')));
  const { assignments } = assigned({ items, roster: people });
  const loads = [...Map.groupBy(assignments, ({ reviewer }) => reviewer).values()].map(
    ({ length }) => length,
  );
  expect(loads.sort((one, other) => one - other)).toEqual([25, 25, 25, 26]);
  const again = assigned({ items, roster: roster(...people.people.toReversed()) });
  expect(again.assignments).toEqual(assignments);
});
