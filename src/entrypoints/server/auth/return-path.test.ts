import fc from 'fast-check';
import { expect, test } from 'vitest';
import { returnPath } from './return-path.ts';

const BASE = 'https://mainward.example';

test('keeps a path of this server', () => {
  for (const path of ['/', '/changes/7', '/login?port=1&state=a%2Fb', '/a//b', '/x?to=//evil.example'])
    expect(returnPath(path)).toBe(path);
});

test('leads to this server, whatever is wanted', () => {
  const pieces = fc.constantFrom(
    '/',
    '\\',
    '.',
    '..',
    '@',
    ':',
    '//',
    '\t',
    '\n',
    'evil.example',
    '%2f',
    '%5c',
    'https:',
    '?',
    '#',
    ' ',
    ';',
  );
  const wanted = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(wanted, (text) => {
      const path = returnPath(text);
      expect(new URL(path, BASE).origin).toBe(BASE);
      expect(path).toMatch(/^\/(?![/\\])/);
      expect(path).not.toMatch(/[\s\\]/);
    }),
    { numRuns: 5_000 },
  );
});
