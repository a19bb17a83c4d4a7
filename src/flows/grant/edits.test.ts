import { describe, expect, test } from 'vitest';
import { manifestName, manifestPath, recordPath } from '../../chain/access/bundle.ts';
import type { AccessPolicy } from '../../model/access-grant.ts';
import type { FileEdit } from '../../ports/committer.ts';
import { givingEdits, type TextsAt, takingEdits, textsOf } from './edits.ts';
import type { GrantGit } from './ports.ts';

const ID = '20261120-120000-ab12';
const POLICY = { folder: 'prod/access' } as AccessPolicy;
const BUNDLE = {
  record: { path: recordPath(ID), text: 'record' },
  manifest: { path: manifestPath(ID, POLICY), text: 'manifest' },
};

/** A repository with these files, as bytes. */
function holding(files: Readonly<Record<string, Uint8Array | string>>): TextsAt {
  const git = {
    open: async () => ({
      tree: async () =>
        Object.keys(files).map((path) => ({ path, kind: 'file' as const, oid: path, size: -1 })),
      blobs: async (oids: readonly string[]) =>
        new Map(oids.map((oid) => [oid, Buffer.from(files[oid] ?? '')] as const)),
      close: async () => undefined,
    }),
  } as unknown as GrantGit;
  return textsOf(git, '');
}

function applied(files: Readonly<Record<string, string>>, edits: readonly FileEdit[]) {
  const after = new Map(Object.entries(files));
  for (const { path, bytes } of edits) {
    if (bytes === null) after.delete(path);
    else after.set(path, Buffer.from(bytes).toString('utf8'));
  }
  return Object.fromEntries(after);
}

describe('the files of a grant', () => {
  test.each([
    ['kustomization.yaml', 'resources:\n- a.yaml\n'],
    ['kustomization.yml', 'resources:\n- a.yaml\n'],
    ['Kustomization', 'resources:\n- a.yaml\n'],
    ['kustomization.yaml', '\uFEFFkind: Kustomization\r\nresources:\r\n  - a.yaml\r\n'],
    ['kustomization.yaml', '\uFEFFresources:\r\n- a.yaml\r\n'],
  ])('are listed in %s, and gone from it without a trace: %j', async (name, text) => {
    const before = { [`prod/access/${name}`]: text };
    const given = await givingEdits(BUNDLE, ID, POLICY, holding(before), 'tip');
    const longer = applied(before, given ?? []);
    expect(longer[`prod/access/${name}`]).toContain(`- ${manifestName(ID)}`);
    expect(applied(longer, await takingEdits(ID, POLICY, holding(longer), 'tip'))).toEqual(before);
  });

  test.each<[string, Readonly<Record<string, Uint8Array | string>>]>([
    [
      'two kustomizations',
      {
        'prod/access/kustomization.yaml': 'resources:\n- a\n',
        'prod/access/Kustomization': 'resources:\n- a\n',
      },
    ],
    ['one that is no text', { 'prod/access/kustomization.yaml': new Uint8Array([0xff, 0xfe, 0x00]) }],
    ['one without a list', { 'prod/access/kustomization.yml': 'resources: []\n' }],
  ])('are not made where it is not clear what is applied: %s', async (_, files) => {
    expect(await givingEdits(BUNDLE, ID, POLICY, holding(files), 'tip')).toBeUndefined();
  });
});
