import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LedgerEntry } from '../model/ledger.ts';
import { encodeUtf8 } from './bytes.ts';
import { decodeEntry, encodeEntry } from './entry.ts';
import { ENTRY_FIELDS } from './entry-fields.ts';
import { facetsOf, objectKey } from './facets.ts';
import { ENTRIES } from './testdata/entries.ts';
import { item } from './testdata/pick.ts';

const text = (entry: LedgerEntry): string => Buffer.from(encodeEntry(entry)).toString();
const decode = (json: string) => decodeEntry(encodeUtf8(json));
const invalid = expect.objectContaining({ code: 'LEDGER_ENTRY_INVALID' });

const OPTIONAL: Readonly<Partial<Record<LedgerEntry['type'], readonly string[]>>> = {
  'change.approved': ['payload'],
  'change.landed': ['before', 'head', 'proposal', 'policy'],
  'credential.refused': ['stage', 'environment', 'token', 'unrecorded'],
  'agent.applied': ['artifact'],
  'drift.seen': ['uid', 'code'],
  'guard.held': ['until'],
  'review.proposed': ['ref', 'head'],
  'review.verified': ['cluster'],
  'grant.ended': ['object'],
  gap: ['repository', 'cluster'],
};

describe('an entry', () => {
  test('is here once of each type', () => {
    expect(ENTRIES.map(({ type }) => type)).toEqual(Object.keys(ENTRY_FIELDS));
  });

  test.each(ENTRIES.map((entry) => [entry.type, entry] as const))(
    '%s is read back from its one line',
    (_, entry) => {
      expect(text(entry)).not.toMatch(/[\n\r]/);
      expect(decodeEntry(encodeEntry(entry))).toEqual({ ok: true, value: entry });
      // The order in which somebody filled it in does not show.
      const reversed = Object.fromEntries(Object.entries(entry).reverse()) as unknown;
      expect(text(reversed as LedgerEntry)).toBe(text(entry));
    },
  );

  test('keeps its bytes: what is written today is what was written when this test was', () => {
    expect(text(item(ENTRIES, 6))).toBe(
      `{"v":1,"type":"credential.refused","at":"2026-11-20T09:00:00.000Z","code":"subject-not-trusted","token":"${'6'.repeat(64)}","unrecorded":12}`,
    );
  });

  test.each(ENTRIES.map((entry) => [entry.type, entry] as const))(
    '%s is refused without a field that it needs',
    (_, entry) => {
      for (const field of Object.keys(entry)) {
        const { [field]: __, ...rest } = { ...entry } as Record<string, unknown>;
        if (OPTIONAL[entry.type]?.includes(field) === true) {
          expect(decode(JSON.stringify(rest)).ok, field).toBe(true);
          continue;
        }
        expect(() => encodeEntry(rest as unknown as LedgerEntry), field).toThrow(invalid);
        expect(decode(JSON.stringify(rest)).ok, field).toBe(false);
      }
    },
  );

  test.each([
    ['of nobody’s type', { type: 'change.imagined' }],
    ['of a later version', { v: 2 }],
    ['with a field that it does not have', { name: 'ann' }],
    ['with a time that is none', { at: 'yesterday' }],
    ['with a time of another zone', { at: '2026-11-20T09:00:00+01:00' }],
    ['with a time that no calendar has', { at: '2026-13-45T09:00:00Z' }],
    ['with a short object id', { commit: 'abc' }],
    ['with an object id in capitals', { commit: 'A'.repeat(40) }],
    ['with an empty text', { repository: '' }],
    ['with a text that goes on and on', { repository: 'x'.repeat(1_025) }],
    ['with a line feed', { repository: 'a\nb' }],
    ['with half a character', { repository: '\ud800' }],
    ['with user info in a URL', { repository: 'https://ann:secret@example.org/x' }],
    ['with a number for a text', { repository: 7 }],
    ['with a list for a text', { repository: ['infrastructure'] }],
  ])('is refused %s', (_, change) => {
    const entry = { ...item(ENTRIES, 11), ...change } as unknown as LedgerEntry;
    expect(() => encodeEntry(entry)).toThrow(invalid);
    expect(decode(JSON.stringify(entry)).ok).toBe(false);
  });

  test('is refused with an object that has more than a reference', () => {
    const live = item(ENTRIES, 10) as Extract<LedgerEntry, { type: 'object.live' }>;
    for (const object of [
      { ...live.object, uid: 'x' },
      { ...live.object, namespace: '' },
      { kind: 'Pod', name: 'x' },
      'Pod/x',
      null,
    ]) {
      expect(() => encodeEntry({ ...live, object } as unknown as LedgerEntry)).toThrow(invalid);
    }
    const { namespace: _, ...cluster } = live.object;
    expect(decodeEntry(encodeEntry({ ...live, object: cluster })).ok).toBe(true);
  });

  test('is refused where it is larger than 16 KB: what is long belongs into the payload', () => {
    const landed = item(ENTRIES, 4) as Extract<LedgerEntry, { type: 'change.landed' }>;
    const many = Array.from({ length: 60 }, () => item(landed.approvals, 0));
    expect(decodeEntry(encodeEntry({ ...landed, approvals: many })).ok).toBe(true);
    const long = '\u20ac'.repeat(1_000);
    const entry: LedgerEntry = { ...landed, approvals: many, repository: long, ref: long, proposal: long };
    expect(() => encodeEntry(entry)).toThrow(invalid);
  });

  test('is read only as it is written', () => {
    const line = text(item(ENTRIES, 11));
    const repeated = line.replace('{"v":1', '{"v":1,"v":1');
    for (const other of [
      ` ${line}`,
      `${line}\n`,
      line.replace(':1,', ': 1,'),
      repeated,
      line.replace('"v":1', '"v":1.0'),
      line.replace('infrastructure', '\\u0069nfrastructure'),
      line.replace('{', '{"__proto__":{},'),
      `\ufeff${line}`,
      '',
      'null',
      '[]',
      '"x"',
      '['.repeat(60_000),
    ]) {
      expect(decode(other).ok, other.slice(0, 40)).toBe(false);
    }
    expect(decodeEntry(Uint8Array.of(0xff)).ok).toBe(false);
    expect(decodeEntry(new Uint8Array(65_536)).ok).toBe(false);
  });

  test('that is read would be written as the same bytes, or in another order of its fields', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ENTRIES), fc.nat(), fc.nat({ max: 255 }), (entry, some, byte) => {
        const bytes = encodeEntry(entry);
        bytes[some % bytes.length] = byte;
        const read = decodeEntry(bytes);
        if (read.ok) expect(JSON.parse(text(read.value))).toEqual(JSON.parse(Buffer.from(bytes).toString()));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('what an entry is found by', () => {
  test('are its commits, digests, repository, proposal and objects', () => {
    expect(facetsOf(item(ENTRIES, 3))).toEqual({
      repository: 'infrastructure',
      proposal: '7',
      commits: ['a'.repeat(40), 'b'.repeat(40)],
      digests: ['4'.repeat(64)],
      objects: [],
    });
    expect(facetsOf(item(ENTRIES, 10)).objects).toEqual([
      '["rbac.authorization.k8s.io/v1","RoleBinding","shop","deployers"]',
    ]);
    expect(ENTRIES.filter((entry) => facetsOf(entry).objects.length > 0)).toHaveLength(9);
  });

  test('keeps objects apart whose names could run together', () => {
    const one = objectKey({ apiVersion: 'v1', kind: 'A', namespace: 'b","c', name: 'd' });
    const other = objectKey({ apiVersion: 'v1', kind: 'A', namespace: 'b', name: 'c","d' });
    expect(one).not.toBe(other);
    expect(objectKey({ apiVersion: 'v1', kind: 'A', name: 'null' })).not.toBe(
      objectKey({ apiVersion: 'v1', kind: 'A', namespace: 'null', name: 'null' }),
    );
  });
});
