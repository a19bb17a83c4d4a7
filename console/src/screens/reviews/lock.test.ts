import { expect, test } from 'vitest';
import type { ReviewOrigin } from '../../../../src/model/review.ts';
import { listedItem } from './fixtures/item.ts';
import { lockOf } from './lock.ts';

const ROB = { person: 'rob', campaign: 'in-review', owns: false } as const;
const origin = (of: Partial<Extract<ReviewOrigin, { kind: 'known' }>>): ReviewOrigin => ({
  kind: 'known',
  commit: 'c',
  landed: 'c',
  at: '',
  author: 'ann',
  approvers: [],
  ...of,
});

test('whoever is asked decides, anew too, until its removal is under way', () => {
  for (const state of ['open', 'kept', 'revoked'] as const)
    expect(lockOf(listedItem({ id: '1', person: 'ann', state }), ROB)).toBeUndefined();
  for (const state of ['proposed', 'task', 'removed', 'verified', 'excepted'] as const)
    expect(lockOf(listedItem({ id: '1', person: 'ann', state }), ROB)).toMatch(/under way or over/);
  expect(lockOf(listedItem({ id: '1', state: 'stale' }), ROB)).toMatch(/not there any more/);
});

test.each([
  ['have it', listedItem({ id: '1', person: 'rob' }), /your own/],
  ['made it', listedItem({ id: '1', origin: origin({ author: 'rob' }) }), /brought it in/],
  ['made it with others', listedItem({ id: '1', origin: origin({ coAuthors: ['rob'] }) }), /brought it in/],
  ['agreed to it', listedItem({ id: '1', origin: origin({ approvers: ['rob'] }) }), /agreed to it/],
  ['are not asked', listedItem({ id: '1', reviewer: 'eve' }), /asked of eve/],
])('nobody decides about what they %s', (_, item, why) => {
  expect(lockOf(item, ROB)).toMatch(why);
});

test('whoever owns the campaign decides what others are asked, and never their own', () => {
  const owner = { ...ROB, owns: true };
  expect(lockOf(listedItem({ id: '1', reviewer: 'eve' }), owner)).toBeUndefined();
  expect(lockOf(listedItem({ id: '1', person: 'rob', reviewer: 'eve' }), owner)).toMatch(/your own/);
});

test('nobody decides where the review is over, or the roster does not know them', () => {
  expect(lockOf(listedItem({ id: '1' }), { ...ROB, campaign: 'closed' })).toMatch(/closed/);
  expect(lockOf(listedItem({ id: '1' }), { ...ROB, person: undefined })).toMatch(/roster/);
});
