import { expect, test } from 'vitest';
import { fileLocation } from '../../model/location.ts';
import type { Roster, RosterPerson } from '../../model/person.ts';
import { personOfAccount } from './person-of-account.ts';

const at = fileLocation({ path: 'roster.yaml' });
const NOW = Date.parse('2026-11-27T09:00:00Z');
const ISSUER = 'https://idp.example';

function person(id: string, change: Partial<RosterPerson>): RosterPerson {
  return { kind: 'person', id, groups: [], keys: [], accounts: [], emails: [], at, ...change };
}
function ask(people: readonly RosterPerson[], subject: string, verifiedEmail?: string): string | undefined {
  const roster: Roster = { people, robots: [], at };
  return personOfAccount(
    [roster],
    { issuer: ISSUER, subject, ...(verifiedEmail === undefined ? {} : { verifiedEmail }) },
    NOW,
  );
}

test('an account is of the person whose entry names the issuer with this subject', () => {
  const ada = person('ada', { accounts: [{ system: ISSUER, login: 'ada@x', id: 'sub-1' }] });
  const bo = person('bo', { accounts: [{ system: ISSUER, login: 'sub-2' }], emails: ['ada@acme.example'] });
  expect(ask([ada, bo], 'sub-1', 'ada@acme.example')).toBe('ada');
  expect(ask([ada, bo], 'sub-2')).toBe('bo');
  expect(ask([ada, bo], 'ada@x')).toBeUndefined();
  expect(
    ask([person('cy', { accounts: [{ system: 'https://idp.example.evil', login: 'sub-1' }] })], 'sub-1'),
  ).toBeUndefined();
});

test('without such an entry it is of the one who has the verified address', () => {
  const ada = person('ada', { emails: ['Ada@Acme.example'] });
  expect(ask([ada], 'x', 'ada@acme.example')).toBe('ada');
  expect(ask([ada], 'x')).toBeUndefined();
  expect(
    ask([ada, person('other', { emails: ['ada@acme.example'] })], 'x', 'ada@acme.example'),
  ).toBeUndefined();
});

test('whoever left is nobody, and so is an account that ended', () => {
  expect(
    ask([person('ada', { emails: ['a@x'], until: '2026-11-27T09:00:00Z' })], 'x', 'a@x'),
  ).toBeUndefined();
  expect(ask([person('ada', { emails: ['a@x'], from: '2026-11-27T09:00:01Z' })], 'x', 'a@x')).toBeUndefined();
  expect(
    ask([person('ada', { accounts: [{ system: ISSUER, login: 'x', until: '2026-01-01T00:00:00Z' }] })], 'x'),
  ).toBeUndefined();
});
