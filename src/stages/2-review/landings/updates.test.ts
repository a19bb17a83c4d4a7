import { describe, expect, test } from 'vitest';
import type { Commit } from '../../../model/git.ts';
import { updatesOf } from './updates.ts';

function commit(oid: string, ...parents: readonly string[]): Commit {
  const stamp = { name: 'ann', email: 'ann@example.org', when: 0, zone: '+0000' };
  return {
    oid,
    tree: `tree of ${oid}`,
    parents,
    author: stamp,
    committer: stamp,
    message: '',
    trailers: [],
    coAuthors: [],
    payload: new Uint8Array(),
    oddities: [],
  };
}

describe('the merges of the base with which an offered head ends', () => {
  test('are each told with what they merged, newest first, up to the first commit that is none', () => {
    const brought = [
      commit('c', 'b', 'main 2'),
      commit('b', 'a', 'main 1'),
      commit('a', 'older', 'main 0', 'x'),
      commit('older', 'main 0'),
    ];
    expect(updatesOf('c', brought).map(({ oid, before, base }) => [oid, before, base])).toEqual([
      ['c', 'b', 'main 2'],
      ['b', 'a', 'main 1'],
    ]);
  });

  test('are none where something else was merged in that landed with it', () => {
    expect(updatesOf('b', [commit('b', 'a', 'side'), commit('side', 'main'), commit('a', 'main')])).toEqual(
      [],
    );
  });

  test('are none of a head that is not known, and end in a circle', () => {
    expect(updatesOf('z', [])).toEqual([]);
    expect(updatesOf('a', [commit('a', 'a', 'main')])).toHaveLength(2);
  });
});
