import { describe, expect, it } from 'vitest';
import { child } from '../yaml/access.ts';
import { readYaml } from '../yaml/read.ts';
import { treeOf } from './fixtures/tree.ts';
import { kustomizationsOf } from './kustomizations.ts';
import { renderFlux } from './render.ts';

const sa = (name: string): string => `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: ${name}}\n`;
const TREE = treeOf({
  'README.md': 'x',
  'clusters/a.yaml': sa('a'),
  'clusters/deep/b.yml': sa('b'),
  'clusters/deep/c.json': '{}',
  'clusters/own/kustomization.yaml': 'resources: [d.yaml]\nnamePrefix: own-',
  'clusters/own/d.yaml': sa('d'),
  'clusters/own/not-listed.yaml': sa('e'),
  'clusters/own/below/f.yaml': sa('f'),
  'other/kustomization.yaml': 'resources: [g.yaml]',
  'other/g.yaml': sa('g'),
});
const OPTIONS = { kinds: ['ServiceAccount'] };

describe('a path as Flux applies it', () => {
  it('is every YAML file below, and whole the directories with a kustomization', () => {
    const rendered = renderFlux(TREE, 'clusters', OPTIONS);
    expect(rendered.objects.map((one) => one.object.name)).toEqual(['a', 'b', 'own-d']);
    expect([...rendered.consumed].toSorted()).toEqual([
      'clusters/a.yaml',
      'clusters/deep/b.yml',
      'clusters/own/d.yaml',
      'clusters/own/kustomization.yaml',
    ]);
    expect(rendered.unknown).toEqual([]);
  });

  it('is the kustomization where there is one', () => {
    expect(renderFlux(TREE, 'other', OPTIONS).objects.map((one) => one.object.name)).toEqual(['g']);
    expect(renderFlux(TREE, '', OPTIONS).objects.map((one) => one.object.name)).toEqual([
      'a',
      'b',
      'own-d',
      'g',
    ]);
  });

  it('takes what the spec adds', () => {
    const text =
      'targetNamespace: team\nnamePrefix: p-\npatches:\n- target: {kind: ServiceAccount}\n  patch: |\n    - {op: add, path: /metadata/labels, value: {x: y}}\n';
    const [document] = readYaml(new TextEncoder().encode(text), { path: 'flux.yaml' }).documents;
    const spec = document?.ok ? document.root : undefined;
    const rendered = renderFlux(TREE, 'other', OPTIONS, {
      targetNamespace: child(spec, 'targetNamespace'),
      namePrefix: child(spec, 'namePrefix'),
      patches: child(spec, 'patches'),
    });
    expect(rendered.objects[0]?.object).toMatchObject({ name: 'p-g', namespace: 'team' });
    expect(child(rendered.objects[0]?.object.root, 'metadata', 'labels', 'x')).toMatchObject({ value: 'y' });
  });

  it('is unknown where nothing is there', () => {
    expect(renderFlux(TREE, 'nowhere', OPTIONS).unknown.map((one) => one.reason)).toEqual([
      'there are no manifests at the path',
    ]);
  });
});

describe('the kustomizations of a repository', () => {
  it('are listed, with those that stand on their own and what they refer to', () => {
    const found = kustomizationsOf(
      treeOf({
        'base/kustomization.yaml': 'resources: [a.yaml]\nconfigMapGenerator: [{name: c, files: [k=c.txt]}]',
        'base/a.yaml': sa('a'),
        'base/c.txt': '',
        'prod/kustomization.yml': 'bases: [../base]\ncomponents: [../part]\npatches: [{path: p.yaml}]',
        'prod/p.yaml': '',
        'part/Kustomization': 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component',
        'unused/kustomization.yaml':
          'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: []',
        'broken/kustomization.yaml': 'a: [',
      }),
    );
    expect(found.files).toEqual([
      'base/kustomization.yaml',
      'broken/kustomization.yaml',
      'part/Kustomization',
      'prod/kustomization.yml',
      'unused/kustomization.yaml',
    ]);
    expect(found.roots).toEqual(['broken', 'prod']);
    expect([...found.referenced].toSorted()).toEqual(['base/a.yaml', 'base/c.txt', 'prod/p.yaml']);
  });
});
