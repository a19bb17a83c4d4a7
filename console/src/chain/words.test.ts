import { expect, test } from 'vitest';
import { changeWords, count, listWords } from './words.ts';

test('a change is called what the forge calls it, or that nobody offered it', () => {
  const ref = 'refs/heads/main';
  expect(changeWords({ repository: 'infrastructure', ref, proposal: '7' })).toBe('infrastructure #7');
  expect(changeWords({ repository: 'infrastructure', ref, proposal: 'a'.repeat(40) })).toBe(
    'infrastructure aaaaaaaaaaaa',
  );
  expect(changeWords({ repository: 'infrastructure', ref })).toBe('infrastructure, straight to main');
});

test('names are listed, and things are counted, as people do', () => {
  expect([[], ['ann'], ['ann', 'ben'], ['ann', 'ben', 'cy']].map(listWords)).toEqual([
    '',
    'ann',
    'ann and ben',
    'ann, ben and cy',
  ]);
  expect([0, 1, 1_200].map((amount) => count(amount, 'entry', 'entries'))).toEqual([
    '0 entries',
    '1 entry',
    '1,200 entries',
  ]);
});
