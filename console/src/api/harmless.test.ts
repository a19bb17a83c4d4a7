import { expect, test } from 'vitest';
import { harmless, readJson } from './harmless.ts';

test('what hides or reorders is shown, and lines stay lines', () => {
  expect(harmless('admin\u202eresu\u2066x')).toBe('admin\\u{202e}resu\\u{2066}x');
  expect(harmless('a\u200bb\u00adc\u0000d\u001b[31m\u2028')).toBe(
    'a\\u{200b}b\\u{ad}c\\u{0}d\\u{1b}[31m\\u{2028}',
  );
  expect(harmless('a\ud800')).toBe('a\ufffd');
  const plain = 'kubectl create -f - <<EOF\n\tname: größe\n日本 🙂 — “x”';
  expect(harmless(plain)).toBe(plain);
});

test('of a document every text is made so', () => {
  expect(readJson('{"name":"x\\u202e","list":[{"at":"\\u200f1"}],"size":3,"none":null}')).toEqual({
    name: 'x\\u{202e}',
    list: [{ at: '\\u{200f}1' }],
    size: 3,
    none: null,
  });
});
