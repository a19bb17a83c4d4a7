import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { KeptHere } from '../../kit/fixtures/storage.ts';
import { Drafts } from './drafts.ts';

const [one, two] = [
  { id: '1', digest: 'a' },
  { id: '2', digest: 'b' },
];

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('the last decision about an item counts, and can be taken back', () => {
  const drafts = new Drafts(new KeptHere(), 'q');
  let told = 0;
  const stop = drafts.subscribe(() => void (told += 1));
  drafts.decide([one, two], 'keep', '');
  drafts.decide([one], 'revoke', 'she left');
  expect([...drafts.all().values()]).toEqual([
    { item: '1', digest: 'a', verdict: 'revoke', reason: 'she left' },
    { item: '2', digest: 'b', verdict: 'keep', reason: '' },
  ]);
  drafts.fault('2', 'say why');
  expect(drafts.all().get('2')?.problem).toBe('say why');
  drafts.decide([two], 'keep', 'needed');
  expect(drafts.all().get('2')?.problem).toBeUndefined();
  drafts.forget(['1']);
  expect([...drafts.all().keys()]).toEqual(['2']);
  drafts.fault('1', 'gone');
  expect(told).toBe(5);
  stop();
  drafts.forget(['2']);
  expect(told).toBe(5);
});

test('what is not signed outlives a reload, for its campaign', () => {
  const storage = new KeptHere();
  new Drafts(storage, 'q').decide([one], 'revoke', 'she left');
  vi.runAllTimers();
  expect(new Drafts(storage, 'q').all().get('1')?.reason).toBe('she left');
  expect(new Drafts(storage, 'other').all().size).toBe(0);
  const again = new Drafts(storage, 'q');
  again.forget(['1']);
  vi.runAllTimers();
  expect(storage.size).toBe(0);
});

test.each(['', '{', '7', 'null', '[1,null,{"item":"1"}]'])('what is none is none: %s', (text) => {
  const storage = new KeptHere();
  storage.setItem('mainward.review.q', text);
  expect(new Drafts(storage, 'q').all().size).toBe(0);
});
