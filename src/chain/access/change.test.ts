import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AccessChange, AccessGrant, AccessPolicy } from '../../model/access-grant.ts';
import { fileLocation } from '../../model/location.ts';
import type { Roster, RosterPerson } from '../../model/person.ts';
import { bundleOf, recordPath } from './bundle.ts';
import { type AccessQuestion, accessChange, type ChangedFile } from './change.ts';

const at = fileLocation({ path: '' });
const NOON = Date.parse('2026-11-20T12:00:00Z');
const time = (minutes: number): string => `${new Date(NOON + minutes * 60_000).toISOString().slice(0, 19)}Z`;

const EDIT: AccessPolicy = {
  name: 'shop-edit',
  cluster: 'prod',
  offers: [
    { namespace: 'shop', role: { kind: 'ClusterRole', name: 'edit' } },
    { role: { kind: 'ClusterRole', name: 'nodes' } },
  ],
  eligible: ['developers'],
  minutes: { longest: 120, usual: 60 },
  approvals: [{ group: 'leads', count: 1 }],
  reasonPrefixes: ['INC-'],
  pendingMinutes: 60,
  folder: 'clusters/prod/access',
  breakGlass: {
    eligible: ['on-call'],
    longestMinutes: 30,
    reviewers: ['security'],
    reviewWithinMinutes: 1440,
    committer: 'mainward',
  },
  at,
};
const { breakGlass: _, ...UNBREAKABLE } = { ...EDIT, name: 'unbreakable', folder: 'clusters/prod/other' };

function person(id: string, groups: readonly string[]): RosterPerson {
  const accounts = [{ system: 'kubernetes', login: `oidc:${id}` }];
  return { kind: 'person', id, emails: [], accounts, keys: [], groups, at };
}
const ROSTER: Roster = {
  people: [
    person('ann', ['developers', 'on-call']),
    person('ben', ['developers']),
    person('cho', []),
    { ...person('gone', ['developers']), until: '2026-11-01T00:00:00Z' },
  ],
  robots: [],
  at,
};
const GRANT: AccessGrant = {
  id: '20261120-115900-ab12',
  kind: 'normal',
  policy: 'shop-edit',
  person: 'ann',
  subject: { kind: 'User', name: 'oidc:ann' },
  reason: 'INC-4711: the shop is down',
  requestedAt: time(-1),
  expires: time(59),
  at,
};
const LISTING = 'clusters/prod/access/kustomization.yaml';

const added = (path: string, after: string): ChangedFile => ({ path, after });
const gone = ({ path, after = '' }: ChangedFile): ChangedFile => ({ path, before: after });

function filesOf(grant: AccessGrant, policy: AccessPolicy = EDIT): readonly ChangedFile[] {
  const { record, manifest } = bundleOf(grant, policy);
  return [record, manifest].map(({ path, text }) => added(path, text));
}

function ask(
  files: readonly ChangedFile[],
  grants: readonly AccessGrant[],
  over: Partial<AccessQuestion> = {},
): AccessChange | undefined {
  return accessChange({
    files,
    added: new Map(grants.map((one) => [recordPath(one.id), one])),
    policies: [EDIT, UNBREAKABLE],
    standing: [],
    roster: ROSTER,
    at: NOON,
    witnessed: true,
    ...over,
  });
}

const give = (over: Partial<AccessGrant>, policy?: AccessPolicy): AccessChange | undefined => {
  const grant = { ...GRANT, ...over };
  return ask(filesOf(grant, policy), [grant]);
};

describe('what a change does to temporary access', () => {
  test('is nothing where it touches none', () => {
    expect(ask([added('clusters/prod/access/roles.yaml', 'a: 1')], [])).toBeUndefined();
  });

  test('is a whole grant where it is exactly what the policy offers', () => {
    expect(give({})).toEqual({
      gives: [{ grant: GRANT, policy: EDIT }],
      takes: [],
      whole: true,
      broken: [],
      open: [],
    });
  });

  test.each<[string, Partial<AccessGrant>, string]>([
    ['an end later than allowed', { expires: time(140) }, 'it lasts longer than 120 minutes'],
    ['an end that is over', { requestedAt: time(-30), expires: time(-1) }, `it ended at ${time(-1)}`],
    ['a request of the future', { requestedAt: time(6) }, `it was asked for at ${time(6)}, which is to come`],
    ['a request that waited too long', { requestedAt: time(-70), expires: time(20) }, 'it waited longer'],
    ['a reason that names no incident', { reason: 'because' }, 'its reason begins with none of INC-'],
    ['somebody else’s account', { subject: { kind: 'User', name: 'oidc:ben' } }, 'is no account of ann'],
    ['somebody who may not ask', { person: 'cho' }, 'cho is in none of developers'],
    ['somebody unknown', { person: 'eve' }, 'the roster has no eve'],
    [
      'somebody who left',
      { person: 'gone', subject: { kind: 'User', name: 'oidc:gone' } },
      'is no account of gone',
    ],
    ['break-glass for too long', { kind: 'break-glass', expires: time(45) }, 'lasts longer than 30 minutes'],
    [
      'break-glass by somebody who is not on call',
      { kind: 'break-glass', person: 'ben', subject: { kind: 'User', name: 'oidc:ben' }, expires: time(20) },
      'ben is in none of on-call',
    ],
  ])('is not allowed with %s', (_, over, why) => {
    const { broken = [] } = give(over) ?? {};
    expect(broken.map(({ detail }) => detail)).toEqual([expect.stringContaining(why)]);
    expect(['grant-not-allowed', 'grant-over']).toContain(broken[0]?.code);
  });

  test('is not allowed by break-glass that the policy does not have', () => {
    const over = { kind: 'break-glass', policy: 'unbreakable' } as const;
    expect(give(over, UNBREAKABLE)?.broken).toMatchObject([{ code: 'grant-not-allowed' }]);
  });

  test('allows for clocks that are five minutes apart', () => {
    expect(give({ requestedAt: time(5), expires: time(64) })?.broken).toEqual([]);
  });

  test('cannot be told without a roster, or where nobody saw it land', () => {
    const files = filesOf(GRANT);
    const open = (over: Partial<AccessQuestion>): readonly unknown[] | undefined =>
      ask(files, [GRANT], over)?.open.map(({ code }) => code);
    expect(open({ roster: undefined })).toEqual(['grant-undecided']);
    expect(open({ witnessed: false })).toEqual(['grant-undecided']);
  });

  test.each<[string, readonly ChangedFile[], ReadonlyMap<string, AccessGrant | string>]>([
    ['no manifest', filesOf(GRANT).slice(0, 1), new Map([[recordPath(GRANT.id), GRANT]])],
    [
      'a manifest that was there before',
      filesOf(GRANT).map((file, index) => (index === 1 ? { ...file, before: 'a: 1' } : file)),
      new Map([[recordPath(GRANT.id), GRANT]]),
    ],
    [
      'a manifest that is a link',
      filesOf(GRANT).map((file, index) => (index === 1 ? { ...file, odd: 'it is no plain file' } : file)),
      new Map([[recordPath(GRANT.id), GRANT]]),
    ],
    [
      'carriage returns',
      filesOf(GRANT).map((file) => ({ ...file, after: (file.after ?? '').replaceAll('\n', '\r\n') })),
      new Map([[recordPath(GRANT.id), GRANT]]),
    ],
    ['a record that is none', filesOf(GRANT), new Map([[recordPath(GRANT.id), 'it is no Grant']])],
    ['a record of another name', filesOf(GRANT), new Map([[recordPath(GRANT.id), { ...GRANT, id: 'b' }]])],
    ['an unknown policy', filesOf(GRANT), new Map([[recordPath(GRANT.id), { ...GRANT, policy: 'root' }]])],
  ])('is malformed with %s', (_, files, records) => {
    const found = ask(files, [], { added: records });
    expect(found?.broken.map(({ code }) => code)).toContain('grant-malformed');
  });

  test('takes a standing grant out whole, or not at all', () => {
    const standing = { standing: [GRANT] };
    const both = filesOf(GRANT).map(gone);
    expect(ask(both, [], standing)).toMatchObject({ takes: [GRANT.id], whole: true, broken: [] });
    for (const files of [both.slice(0, 1), both.slice(1), filesOf(GRANT)])
      expect(ask(files, [], standing)?.broken.map(({ code }) => code)).toContain('grant-altered');
  });

  test.each(['kustomization.yml', 'Kustomization'])('may list its manifest in %s', (name) => {
    const before = 'resources:\n- roles.yaml\n';
    const path = `${EDIT.folder}/${name}`;
    const listed = { path, before, after: `${before}- mainward-${GRANT.id}.yaml\n` };
    expect(ask([...filesOf(GRANT), listed], [GRANT])).toMatchObject({ whole: true, broken: [] });
    const more = { path, before, after: `${listed.after}- other.yaml\n` };
    expect(ask([...filesOf(GRANT), more], [GRANT])).toMatchObject({ whole: false });
  });

  test('takes out the record of a grant whose manifest is gone, and only then', () => {
    const [record] = filesOf(GRANT).map(gone);
    if (record === undefined) throw new Error('There is no record.');
    const { path } = bundleOf(GRANT, EDIT).manifest;
    const over = { standing: [GRANT], absent: new Set([path]) };
    expect(ask([record], [], over)).toMatchObject({ takes: [GRANT.id], whole: true, broken: [] });
    const other = { standing: [GRANT], absent: new Set([`${path}.old`]) };
    expect(ask([record], [], other)?.broken.map(({ code }) => code)).toEqual(['grant-altered']);
    // Somebody may not bring it back with that.
    const files = [record, ...filesOf(GRANT).slice(1)];
    expect(ask(files, [], over)?.broken.map(({ code }) => code)).toEqual(['grant-altered']);
  });

  test('may list its manifest in the kustomization of the folder, and nothing else there', () => {
    const before = 'resources:\n- roles.yaml\n';
    const listed = `${before}- mainward-${GRANT.id}.yaml\n`;
    const whole = (after: string): boolean | undefined =>
      ask([...filesOf(GRANT), { path: LISTING, before, after }], [GRANT])?.whole;
    expect(whole(listed)).toBe(true);
    expect(whole(`${listed}- ../secrets.yaml\n`)).toBe(false);
    expect(whole(listed.replace('roles', 'role'))).toBe(false);
    const back = { path: LISTING, before: listed, after: before };
    expect(ask([...filesOf(GRANT).map(gone), back], [], { standing: [GRANT] })?.whole).toBe(true);
  });

  test.each([
    ['another list', 'resources:\n- roles.yaml\ntransformers:\n- label.yaml\n'],
    ['a text', 'resources:\n- roles.yaml\npatches:\n- patch: |\n    a:\n    - b\n'],
    ['another document', 'resources:\n- roles.yaml\n---\n- a\n'],
  ])('is not whole where its manifest is named in %s', (_, before) => {
    const indent = before.includes('    a:') ? '    ' : '';
    const after = `${before}${indent}- mainward-${GRANT.id}.yaml\n`;
    expect(ask([...filesOf(GRANT), { path: LISTING, before, after }], [GRANT])?.whole).toBe(false);
  });

  test('leaves no kustomization behind that names what is gone', () => {
    const standing = [GRANT];
    const both = filesOf(GRANT).map(gone);
    const listed = `resources:\n- mainward-${GRANT.id}.yaml\n`;
    for (const name of ['kustomization.yaml', 'kustomization.yml', 'Kustomization']) {
      const listings = new Map([[`${EDIT.folder}/${name}`, listed]]);
      expect(ask(both, [], { standing, listings })?.broken).toMatchObject([{ code: 'grant-altered' }]);
    }
    const listings = new Map([[LISTING, listed]]);
    const kept = { path: LISTING, before: listed, after: `${listed}- b.yaml\n` };
    expect(ask([...both, kept], [], { standing, listings })?.broken).toMatchObject([
      { code: 'grant-altered' },
    ]);
    const back = { path: LISTING, before: listed, after: 'resources:\n' };
    expect(ask([...both, back], [], { standing, listings })).toMatchObject({ whole: true, broken: [] });
  });

  test('is an ordinary change where it takes out what no policy explains any more', () => {
    const [record] = filesOf(GRANT).map(gone);
    expect(record && ask([record], [], { standing: [GRANT], policies: [] })).toMatchObject({
      takes: [],
      whole: false,
      broken: [],
    });
  });

  test('breaks no glass together with anything else', () => {
    const grant = { ...GRANT, kind: 'break-glass' as const, expires: time(20) };
    const found = ask([...filesOf(grant), added('docs/a.md', 'x')], [grant]);
    expect(found?.broken).toMatchObject([{ code: 'grant-malformed' }]);
  });

  test('is whole only where every file of it is explained, to the byte', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 1 }),
        fc.nat(),
        fc.string({ minLength: 1, maxLength: 3 }),
        fc.boolean(),
        (which, where, text, besides) => {
          const files = filesOf(GRANT).map((file, index) => {
            const { after = '' } = file;
            const place = where % (after.length + 1);
            return index === which
              ? { ...file, after: `${after.slice(0, place)}${text}${after.slice(place)}` }
              : file;
          });
          const more = besides ? [added('clusters/prod/more.yaml', text)] : [];
          const found = ask([...files, ...more], [GRANT]);
          expect(found?.broken.length).toBeGreaterThan(0);
          expect(ask([...filesOf(GRANT), ...more], [GRANT])?.whole).toBe(!besides);
        },
      ),
    );
  });
});
