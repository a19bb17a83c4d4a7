import { expect, test } from 'vitest';
import { readCgiHead } from './cgi.ts';

const head = (text: string): ReturnType<typeof readCgiHead> => readCgiHead(Buffer.from(text, 'latin1'));

test('the head of an answer is read once it is there', () => {
  expect(head('Content-Type: a/b\r\nX: 1')).toBeUndefined();
  expect(head('Status: 404 Not Found\r\nContent-Type: a/b\r\n\r\nbody\r\n\r\n')).toEqual({
    status: 404,
    headers: [['Content-Type', 'a/b']],
    rest: Buffer.from('body\r\n\r\n'),
  });
  expect(head('A: 1\n\nbody')).toMatchObject({
    status: 200,
    headers: [['A', '1']],
    rest: Buffer.from('body'),
  });
});

test.each([
  ['no header', 'nonsense\r\n\r\n'],
  ['a name with a blank', 'A B: 1\r\n\r\n'],
  ['a status that is none', 'Status: abc\r\n\r\n'],
  ['a status that HTTP keeps for itself', 'Status: 101\r\n\r\n'],
  ['a head without an end', `A: ${'x'.repeat(20_000)}`],
])('%s is an error', (_, text) => {
  expect(typeof head(text)).toBe('string');
});
