import { describe, expect, test } from 'vitest';
import { readAllowedSigners } from './allowed-signers.ts';
import { matchesPatternList } from './pattern-list.ts';

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJKJDoQepbQwvN7lEIDUzTcB3ZkqUx0pcVGr4vlpbU2O';
const ANN = { account: 'ann@example.org', identified: false };

describe('allowed_signers', () => {
  test('gives keys to principals, with comments and blank lines passed over', () => {
    const { grants, notes } = readAllowedSigners(`# people\n\n  ann@example.org ${KEY} her laptop\n`);
    expect(grants).toMatchObject([{ person: ANN, source: 'allowed_signers:3' }]);
    expect(grants[0]?.fingerprint).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
    expect(notes).toEqual([]);
  });

  test('names the first principal that is not negated', () => {
    expect(readAllowedSigners(`!bob@example.org,ann@example.org,x@y ${KEY}`).grants[0]?.person).toEqual(ANN);
    expect(readAllowedSigners(`"ann@example.org,*@y" ${KEY}`).grants[0]?.person).toEqual(ANN);
    expect(readAllowedSigners(`!bob ${KEY}`)).toMatchObject({ grants: [], notes: [/names nobody/] });
  });

  test('bounds are inclusive, and UTC where they name no zone', () => {
    const line = `ann@example.org valid-after="20250101",VALID-BEFORE="202506011230Z" ${KEY}`;
    const { grants, notes } = readAllowedSigners(line);
    expect(grants[0]).toMatchObject({
      from: Date.parse('2025-01-01T00:00:00Z'),
      until: Date.parse('2025-06-01T12:30:01Z'),
    });
    expect(notes).toEqual(['allowed_signers:1: a date without a zone was read as UTC']);
  });

  test('knows authorities', () => {
    const { grants } = readAllowedSigners(`*@example.org cert-authority,namespaces="git,file" ${KEY}`);
    expect(grants[0]?.authority).toEqual({ principals: ['*@example.org'] });
  });

  test.each([
    ['an unknown option', `a@b no-touch-required ${KEY}`, /not known/],
    ['an option twice', `a@b valid-after="2025010100Z",valid-after="20250101Z" ${KEY}`, /no date/],
    ['the same option twice', `a@b valid-after="20250101Z",valid-after="20250101Z" ${KEY}`, /stands twice/],
    ['another namespace', `a@b namespaces="file" ${KEY}`, /not for Git/],
    ['a negated namespace', `a@b namespaces="*,!git" ${KEY}`, /not for Git/],
    ['a date no calendar has', `a@b valid-after="20250230Z" ${KEY}`, /no date/],
    [
      'an end before its beginning',
      `a@b valid-after="20250301Z",valid-before="20250201Z" ${KEY}`,
      /ends before/,
    ],
    ['no key', 'a@b', /no key/],
    ['a key of another type than named', `a@b ${KEY.replace('ssh-ed25519', 'ssh-rsa')}`, /not of the type/],
    ['a key that is cut off', `a@b ${KEY.slice(0, -6)}`, /./],
  ])('passes over a line with %s and says so', (_, line, note) => {
    const { grants, notes } = readAllowedSigners(`${line}\nann@example.org ${KEY}\n`);
    expect(grants.map(({ person }) => person)).toEqual([ANN]);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(note);
  });
});

describe('a pattern list', () => {
  test.each([
    ['git', 'git', true],
    ['git', 'file,g?t', true],
    ['git', '*,!git', false],
    ['Git', 'git', false],
    ['ann@a.example', '*@*.example', true],
    ['ann', 'ann?', false],
    ['', '*', true],
    ['a'.repeat(2_000), `${'*a'.repeat(500)}b`, false],
  ])('%s against %s', (text, list, expected) => {
    expect(matchesPatternList(text, list)).toBe(expected);
  });
});
