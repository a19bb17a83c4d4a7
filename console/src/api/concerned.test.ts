import { expect, test } from 'vitest';
import { ENTRY_FIELDS } from '../../../src/ledger/entry-fields.ts';
import { concernedBy } from './concerned.ts';

test('an entry makes old what it is about, and the state of the log', () => {
  expect(concernedBy('drift.seen')).toEqual(['drift', 'log']);
  expect(concernedBy('change.landed')).toEqual(['changes', 'passport', 'drift', 'access', 'log']);
  expect(concernedBy('grant.began')).toEqual(['access', 'log']);
  for (const type of Object.keys(ENTRY_FIELDS)) expect(concernedBy(type)).toContain('log');
});
