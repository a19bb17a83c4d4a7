import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { readCase } from './fixtures/case.ts';
import { remove } from './remove.ts';
import type { Removal } from './target.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true });

function texts({ files }: Removal): ReadonlyMap<string, string | null> {
  return new Map(files.map(({ path, after }) => [path, after === null ? null : DECODER.decode(after)]));
}

describe('removing from manifests', () => {
  const names = readdirSync(FIXTURES).filter((name) => name.endsWith('.txt'));

  it.each(names)('%s', (name) => {
    const one = readCase(readFileSync(join(FIXTURES, name), 'utf8'));
    const removal = remove(one.tree, one.targets, { applied: one.applied });
    const codes = removal.outcomes.map((outcome) => (outcome.kind === 'task' ? outcome.code : outcome.kind));
    expect(codes).toEqual(one.outcomes);
    const changed = [...one.after].filter(([path, text]) => text !== one.before.get(path));
    expect(texts(removal)).toEqual(new Map(changed));
  });

  it.each(names)('%s, targets the other way round', (name) => {
    const one = readCase(readFileSync(join(FIXTURES, name), 'utf8'));
    const { applied, targets } = one;
    const removal = remove(one.tree, targets, { applied });
    const turned = remove(one.tree, targets.toReversed(), { applied });
    expect(texts(turned)).toEqual(texts(removal));
    expect(turned.outcomes.toReversed()).toEqual(removal.outcomes);
  });

  it.each(names)('%s leaves what the general parser reads without complaint', (name) => {
    const one = readCase(readFileSync(join(FIXTURES, name), 'utf8'));
    const after = [...texts(remove(one.tree, one.targets, { applied: one.applied })).values()];
    for (const text of after.filter((other) => other !== null))
      expect([...parseAllDocuments(text)].flatMap((document) => document.errors)).toEqual([]);
  });

  it('has at least 40 cases', () => {
    expect(names.length).toBeGreaterThanOrEqual(40);
  });
});
