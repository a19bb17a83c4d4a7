import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readObjects } from '../kubernetes/objects.ts';
import { readYaml } from '../yaml/read.ts';
import type { YamlNode } from '../yaml/tree.ts';
import { treeOf } from './fixtures/tree.ts';
import { render } from './render.ts';

/** Each fixture is a tree of files and, as `expected`, what kustomize v5.8.2 builds of its root. */
const FIXTURES = join(import.meta.dirname, 'fixtures');
const KINDS = [
  'ServiceAccount',
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'Namespace',
  'Deployment',
  'CronJob',
  'AppProject',
];

function sections(text: string): Readonly<Record<string, string>> {
  const parts = text.split(/^-- (.*) --\n/m).slice(1);
  return Object.fromEntries(parts.flatMap((part, at) => (at % 2 === 0 ? [[part, parts[at + 1] ?? '']] : [])));
}

function plain(node: YamlNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'sequence') return node.items.map(plain);
  // Order of keys does not matter.
  return Object.fromEntries(
    node.entries
      .map((one) => [one.key.source, plain(one.value)] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

describe('rendering as kustomize v5.8.2', () => {
  const names = readdirSync(FIXTURES).filter((name) => name.endsWith('.txt'));
  it.each(names)('%s', (name) => {
    const { expected = '', ...files } = sections(readFileSync(join(FIXTURES, name), 'utf8'));
    const rendered = render(treeOf(files), '', { kinds: KINDS });
    expect(rendered.unknown).toEqual([]);
    const { objects } = readObjects(readYaml(new TextEncoder().encode(expected), { path: 'expected' }));
    const sorted = (list: readonly unknown[]): readonly string[] =>
      list.map((one) => JSON.stringify(one, null, 1)).toSorted();
    expect(sorted(rendered.objects.map((one) => plain(one.object.root)))).toEqual(
      sorted(objects.filter((one) => KINDS.includes(one.kind)).map((one) => plain(one.root))),
    );
  });

  it('has at least 25 trees to compare', () => {
    expect(names.length).toBeGreaterThanOrEqual(25);
  });
});
