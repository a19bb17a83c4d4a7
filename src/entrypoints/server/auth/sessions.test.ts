import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { type Identity, MemorySessions } from './sessions.ts';

const LIMITS = { idle: 1_000, absolute: 5_000 };
const clock = { at: 0, now: (): number => clock.at };
const random = { bytes: (count: number): Uint8Array => randomBytes(count) };
const identity = (subject: string): Identity => ({
  issuer: 'https://idp.example',
  subject,
  name: subject,
  roles: [],
});

test('a session is found under its secret, by what it was made for, until it is over', async () => {
  clock.at = 0;
  const sessions = new MemorySessions(clock, random);
  const token = sessions.start(identity('a'), 'cookie', LIMITS);
  expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(await sessions.find(token, 'cookie')).toMatchObject({
    subject: 'a',
    expires: '1970-01-01T00:00:05.000Z',
  });
  expect(await sessions.find(token, 'bearer')).toBeUndefined();
  expect(await sessions.find(`${token}x`, 'cookie')).toBeUndefined();
  clock.at = 999;
  expect(await sessions.find(token, 'cookie')).toBeDefined();
  clock.at = 1_999;
  expect(await sessions.find(token, 'cookie')).toBeUndefined();
});

test('somebody with very many sessions loses their oldest, and nobody else’s', async () => {
  clock.at = 0;
  const sessions = new MemorySessions(clock, random);
  const other = sessions.start(identity('other'), 'cookie', LIMITS);
  const tokens = Array.from({ length: 21 }, () => sessions.start(identity('a'), 'cookie', LIMITS));
  const found = await Promise.all(tokens.map((token) => sessions.find(token, 'cookie')));
  expect(found.map((one) => one !== undefined)).toEqual([false, ...Array.from({ length: 20 }, () => true)]);
  expect(await sessions.find(other, 'cookie')).toBeDefined();
});
