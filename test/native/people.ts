import { createHash } from 'node:crypto';
import { type SigningKey, signingKey } from '../../src/entrypoints/demo/git/keys.ts';
import type { Roster, RosterKey, RosterPerson } from '../../src/model/person.ts';

export const AT = { path: 'roster.yaml', line: 1, column: 1, endLine: 1, endColumn: 1 };

/** The key of this name; always the same. */
export function keyOf(name: string): SigningKey {
  return signingKey(createHash('sha256').update(`key of ${name}`).digest());
}

export function held(name: string, over: Partial<RosterKey> = {}): RosterKey {
  return { type: 'ssh', publicKey: keyOf(name).publicLine, at: AT, ...over };
}

export function person(id: string, over: Partial<RosterPerson> = {}): RosterPerson {
  return {
    kind: 'person',
    id,
    emails: [`${id}@example.org`],
    accounts: [{ system: 'git', login: id }],
    keys: [held(id)],
    groups: ['security'],
    at: AT,
    ...over,
  };
}

/** Ann writes; Ben, Cho and Dee of security may agree; so may, at first sight, those who may not. */
export const ROSTER: Roster = {
  at: AT,
  people: [
    person('ann'),
    person('ben', { keys: [held('ben'), held('ben at home')] }),
    person('cho'),
    person('dee'),
    person('eve', { groups: [] }),
    person('gone', { until: '2026-02-01T00:00:00Z' }),
    person('lost', { keys: [held('lost', { revokedAt: '2026-02-01T00:00:00Z' })] }),
    person('spent', { keys: [held('spent', { until: '2026-02-01T00:00:00Z' })] }),
    person('new', { keys: [held('new', { from: '2026-08-01T00:00:00Z' })] }),
    person('twin', { keys: [held('twins')] }),
    person('twain', { keys: [held('twins')] }),
  ],
  robots: [
    {
      kind: 'robot',
      id: 'bot',
      owners: ['dee'],
      emails: ['bot@example.org'],
      accounts: [],
      keys: [held('bot')],
      at: AT,
    },
  ],
};
