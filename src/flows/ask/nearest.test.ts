import { expect, test } from 'vitest';
import { nearest } from './nearest.ts';

const KNOWN = ['pods', 'deployments', 'secrets', 'production', 'staging', 'get', 'list'];

test.each([
  ['Pods', 'pods'],
  ['podz', 'pods'],
  ['deploymnets', 'deployments'],
  ['gte', 'get'],
  ['prod', 'production'],
  ['st', undefined],
  ['xyz', undefined],
  ['', undefined],
])('%s was probably meant to be %s', (wanted, meant) => {
  expect(nearest(wanted, KNOWN)).toBe(meant);
});

test('of several that begin so, none was meant', () => {
  expect(nearest('prod', ['production-eu', 'production-us'])).toBeUndefined();
});
