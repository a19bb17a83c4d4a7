import { describe, expect, it } from 'vitest';
import type { ReviewDefinition } from '../model/review.ts';
import { readPolicyFile } from './read.ts';
import { demandOneDefinitionEach } from './review-definition.ts';

const LEAST = { owner: 'security', clusters: '[production]' };

function read(spec: Readonly<Record<string, string>> = {}, name = 'quarterly'): ReviewDefinition {
  const lines = Object.entries({ ...LEAST, ...spec }).map(([key, value]) => `  ${key}: ${value}\n`);
  const text = `apiVersion: mainward.dev/v1alpha1\nkind: ReviewDefinition\nmetadata: {name: ${name}}\nspec:\n${lines.join('')}`;
  const [review] = readPolicyFile(new TextEncoder().encode(text), { path: 'review.yaml' }).reviews;
  if (review === undefined) throw new Error('There is no ReviewDefinition in it.');
  return review;
}

describe('a ReviewDefinition', () => {
  it('reviews every namespace and cluster scope where it says nothing else', () => {
    expect(read()).toEqual({
      name: 'quarterly',
      owner: 'security',
      clusters: ['production'],
      namespaces: [],
      reviewers: [],
      exclude: [],
      days: 21,
      mostRemoved: 0.25,
      at: expect.objectContaining({ path: 'review.yaml', line: 1 }),
    });
  });

  it('is read with all that it says', () => {
    expect(
      read({
        namespaces: '["shop-*", payments]',
        reviewers: '[{namespace: "shop-*", group: shop-leads}]',
        exclude:
          '[{subject: "system:*", reason: of the control plane}, {namespace: scratch, reason: wiped nightly}]',
        days: '10',
        mostRemoved: '0.5',
      }),
    ).toMatchObject({
      namespaces: ['shop-*', 'payments'],
      reviewers: [{ namespace: 'shop-*', group: 'shop-leads' }],
      exclude: [
        { subject: 'system:*', reason: 'of the control plane' },
        { namespace: 'scratch', reason: 'wiped nightly' },
      ],
      days: 10,
      mostRemoved: 0.5,
    });
  });

  it.each([
    ['names no cluster', { clusters: '[]' }],
    ['excludes without a reason', { exclude: '[{subject: "system:*"}]' }],
    ['excludes nobody in particular', { exclude: '[{reason: because}]' }],
    ['excludes everybody', { exclude: '[{subject: "*", reason: because}]' }],
    ['excludes everybody everywhere', { exclude: '[{subject: "*", namespace: "*", reason: because}]' }],
    ['has a pattern that is no pattern', { namespaces: '["(a+)+$"]' }],
    ['may remove nothing', { mostRemoved: '0' }],
    ['never ends', { days: '366' }],
    ['says what is not understood', { owners: '[security]' }],
  ])('is refused where it %s', (_why, spec) => {
    expect(() => read(spec)).toThrow(expect.objectContaining({ code: 'POLICY_INVALID' }));
  });

  it('is refused under a name that a campaign cannot have', () => {
    expect(() => read({}, '../quarterly')).toThrow(expect.objectContaining({ code: 'POLICY_INVALID' }));
  });

  it('is the only one of its name', () => {
    const both = [read(), read({ owner: 'audit' })];
    expect(() => demandOneDefinitionEach(both)).toThrow('there is another ReviewDefinition quarterly');
    expect(() => demandOneDefinitionEach([read(), read({}, 'monthly')])).not.toThrow();
  });
});
