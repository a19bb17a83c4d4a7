import { describe, expect, it } from 'vitest';
import { readYaml } from '../yaml/read.ts';
import { readObjects } from './objects.ts';

function objects(text: string): ReturnType<typeof readObjects> {
  return readObjects(readYaml(new TextEncoder().encode(text), { path: 'a.yaml' }));
}

describe('Kubernetes objects of a file', () => {
  it('are its documents, located where they stand', () => {
    const { objects: found } = objects(
      'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a, namespace: n}\n---\napiVersion: v1\nkind: Pod\nmetadata: {generateName: p-}\n',
    );
    expect(found).toMatchObject([
      { apiVersion: 'v1', kind: 'ServiceAccount', name: 'a', namespace: 'n', at: { line: 1 } },
      { apiVersion: 'v1', kind: 'Pod', at: { line: 5 } },
    ]);
    expect(found[1]?.name).toBeUndefined();
  });

  it('are the items of Lists, nested and typed ones too', () => {
    const { objects: found, broken } = objects(
      'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: A, metadata: {name: a}}\n- apiVersion: v1\n  kind: List\n  items:\n  - {apiVersion: v1, kind: B}\n---\n{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleList, items: [{metadata: {name: r}}]}\n---\n{apiVersion: v1, kind: List}\n',
    );
    expect(found.map((one) => [one.apiVersion, one.kind, one.name, one.at.line])).toEqual([
      ['v1', 'A', 'a', 4],
      ['v1', 'B', undefined, 8],
      ['rbac.authorization.k8s.io/v1', 'Role', 'r', 10],
    ]);
    expect(broken).toEqual([]);
  });

  it('leaves out what is no object, and names what is a broken one', () => {
    const {
      objects: found,
      broken,
      rejected,
    } = objects(
      'image: x\n---\n- 1\n---\nkind: Role\n---\n{apiVersion: v1, kind: List, items: 3}\n---\n{apiVersion: v1, kind: A, metadata: {name: [x]}}\n---\n{apiVersion: v1, kind: A, metadata: 3}\n---\na: [\n---\n{apiVersion: v1, kind: List, items: [3]}\n',
    );
    expect(found).toEqual([]);
    expect(broken.map((one) => [one.reason, one.at.line])).toEqual([
      ['an object needs both apiVersion and kind', 5],
      ['the items of a List are no sequence', 7],
      ['metadata.name is no text', 9],
      ['the metadata of an object is no mapping', 11],
      ['an item of a List is no object', 15],
    ]);
    expect(rejected.map((one) => one.code)).toEqual(['syntax']);
  });

  it('stops at Lists nested without end', () => {
    const nested = `${'{apiVersion: v1, kind: List, items: ['.repeat(6)}${']}'.repeat(6)}`;
    expect(objects(nested).broken.map((one) => one.reason)).toEqual([
      'Lists are nested too deeply to be read',
    ]);
  });
});
