import { describe, expect, test } from 'vitest';
import { readMainwardEvidence } from './mainward-evidence.ts';

const TOLD = {
  schema: 'mainward.dev/mainward-evidence/v1',
  source: 'the configuration',
  observedAt: '2026-11-20T00:00:00Z',
  administrators: { groups: ['mainward-admins'] },
  sources: [
    {
      repository: 'infra',
      ref: 'refs/heads/main',
      cluster: 'production',
      namespace: 'flux-system',
      name: 'infra',
    },
  ],
  accounts: [{ cluster: 'production', namespace: 'mainward', name: 'broker', power: 'broker' }],
};

const read = (value: unknown): ReturnType<typeof readMainwardEvidence> =>
  readMainwardEvidence(new TextEncoder().encode(JSON.stringify(value)), { path: 'evidence/mainward.json' });

test('says who has Mainward and as what it acts, and where that is written', () => {
  const evidence = read(TOLD);
  expect(evidence.administrators).toEqual({ groups: ['mainward-admins'], people: [] });
  expect(evidence.operators).toBeUndefined();
  expect(evidence.accounts).toMatchObject([
    { name: 'broker', at: { path: 'evidence/mainward.json', line: 1 } },
  ]);
});

describe('is refused as a whole', () => {
  test.each<[string, unknown]>([
    ['without its schema', { ...TOLD, schema: undefined }],
    ['with a field that nobody knows', { ...TOLD, admins: [] }],
    ['with a ref that has no full name', { ...TOLD, sources: [{ ...TOLD.sources[0], ref: 'main' }] }],
    ['with a power that there is not', { ...TOLD, accounts: [{ ...TOLD.accounts[0], power: 'root' }] }],
    ['without its sources', { ...TOLD, sources: undefined }],
    ['as a list', [TOLD]],
  ])('%s', (_, value) => {
    expect(() => read(value)).toThrow(expect.objectContaining({ code: 'EVIDENCE_INVALID' }));
  });
});
