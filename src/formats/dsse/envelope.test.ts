import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { preAuthentication, readEnvelope, writeEnvelope } from './envelope.ts';

test('what is signed is framed as DSSE’s own example frames it', () => {
  const framed = preAuthentication('http://example.com/HelloWorld', Buffer.from('hello world'));
  expect(Buffer.from(framed).toString()).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
});

test('lengths are counted in bytes, so that no two contents are framed alike', () => {
  expect(Buffer.from(preAuthentication('ü', Buffer.from('ß'))).toString()).toBe('DSSEv1 2 ü 2 ß');
  fc.assert(
    fc.property(fc.tuple(fc.string(), fc.string()), fc.tuple(fc.string(), fc.string()), (one, other) => {
      const [a, b] = [one, other].map(([type, payload]) =>
        Buffer.from(preAuthentication(type, Buffer.from(payload))).toString('hex'),
      );
      expect(a === b).toBe(JSON.stringify(one) === JSON.stringify(other));
    }),
  );
});

test('what is written is read back', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 500 }),
      fc.uint8Array({ minLength: 1 }),
      (payload, signature) => {
        const read = readEnvelope(writeEnvelope('a/b', payload, { signature, keyid: 'k' }));
        if (!read.ok) throw new Error(read.error);
        expect(Buffer.from(read.value.payload).equals(payload)).toBe(true);
        expect(read.value.signatures).toMatchObject([{ keyid: 'k' }]);
        expect(Buffer.from(read.value.signatures[0]?.signature ?? []).equals(signature)).toBe(true);
      },
    ),
  );
});

test.each([
  ['nothing', ''],
  ['a list', '[]'],
  ['no payload', '{"payloadType":"a","signatures":[{"sig":"AA=="}]}'],
  ['a number for a type', '{"payloadType":1,"payload":"AA==","signatures":[{"sig":"AA=="}]}'],
  ['a payload that is no base64', '{"payloadType":"a","payload":"A","signatures":[{"sig":"AA=="}]}'],
  ['bits that base64 does not carry', '{"payloadType":"a","payload":"AB==","signatures":[{"sig":"AA=="}]}'],
  ['two alphabets', '{"payloadType":"a","payload":"-+++","signatures":[{"sig":"AA=="}]}'],
  ['no list of signatures', '{"payloadType":"a","payload":"AA==","signatures":{"sig":"AA=="}}'],
  ['a signature that is none', '{"payloadType":"a","payload":"AA==","signatures":["AA=="]}'],
  ['a field twice', '{"payloadType":"a","payload":"AA==","payload":"AQ==","signatures":[{"sig":"AA=="}]}'],
  [
    'seventeen signatures',
    `{"payloadType":"a","payload":"AA==","signatures":[${Array(17).fill('{"sig":"AA=="}').join()}]}`,
  ],
])('%s is no envelope', (_, text) => {
  expect(readEnvelope(Buffer.from(text)).ok).toBe(false);
});
