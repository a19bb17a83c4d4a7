import { describe, expect, test } from 'vitest';
import { withEntry, withoutEntry } from './entry.ts';
import { listsMore } from './listing.ts';

const NAME = 'mainward-20261120-120000-ab12.yaml';

describe('an entry of a kustomization', () => {
  test.each([
    ['indented', 'kind: Kustomization\nresources:\n  - a.yaml\n  - b.yaml\npatches: []\n'],
    ['at the margin, last in the file and without an end', 'resources:\n- a.yaml'],
    ['between comments', '# top\nresources: # ours\n# first\n- a.yaml\n\n# more\nnamespace: x\n'],
    ['after a byte order mark', '\uFEFFresources:\n- a.yaml\n'],
    ['with carriage returns', 'resources:\r\n- a.yaml\r\nnamespace: x\r\n'],
  ])('is one more line where the list is %s, and goes without a trace', (_, text) => {
    const longer = withEntry(text, NAME) ?? '';
    expect(listsMore(longer, text, new Set([NAME]))).toBe(true);
    expect(withoutEntry(longer, NAME)).toBe(text);
  });

  test.each([
    'kind: Kustomization\n',
    'resources: []\n',
    'resources: [a.yaml]\n',
    'resources:\nnamespace: x\n',
  ])('is not written where there is no list to add to: %j', (text) => {
    expect(withEntry(text, NAME)).toBeUndefined();
    expect(withoutEntry(text, NAME)).toBe(text);
  });
});
