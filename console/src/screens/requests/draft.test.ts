import { expect, test } from 'vitest';
import { KeptHere } from '../../kit/fixtures/storage.ts';
import { keepDraft, takeDraft } from './draft.ts';

const wish = { policy: 'payments', minutes: 20, reason: 'INC-1' };

test('what was written is there after the way round, once, for its policy', () => {
  const storage = new KeptHere();
  keepDraft(storage, wish);
  expect(takeDraft(storage, 'payments')).toEqual(wish);
  expect(takeDraft(storage, 'payments')).toBeUndefined();
  keepDraft(storage, wish);
  expect(takeDraft(storage, 'other')).toBeUndefined();
});

test.each(['', '{', 'null', '7', '{"policy":"payments"}', '{"policy":"payments","minutes":"7","reason":""}'])(
  'what is none is none: %s',
  (text) => {
    const storage = new KeptHere();
    storage.setItem('mainward.break-glass', text);
    expect(takeDraft(storage, 'payments')).toBeUndefined();
  },
);
