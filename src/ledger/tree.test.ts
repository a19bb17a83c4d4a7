import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeUtf8, joinBytes, toHex } from './bytes.ts';
import { EMPTY_EDGE, edgeRoot, extendTree, type TreeEdge } from './edge.ts';
import { emptyRoot, leafHash, nodeHash } from './hash.ts';
import { consistencyRanges, inclusionRanges } from './subtree.ts';
import { sha256 } from './testdata/crypto.ts';
import { naiveConsistency, naivePath, naiveRoot } from './testdata/naive.ts';
import { flipped, item } from './testdata/pick.ts';
import { allTiles, edgeTiles, readTilePath, tilePath } from './tile.ts';
import { consistencyProof, inclusionProof, rootHash, type TileHashes, tilesOfRanges } from './tree.ts';
import { isConsistent, isIncluded } from './verify-proof.ts';

const entriesOf = (count: number): readonly Uint8Array[] =>
  Array.from({ length: count }, (_, at) => encodeUtf8(`entry ${at}`));

/** Writes a tree in batches, as files. */
function grow(batches: readonly number[]): {
  edge: TreeEdge;
  files: Map<string, Uint8Array>;
  entries: readonly Uint8Array[];
} {
  const entries = entriesOf(batches.reduce((sum, batch) => sum + batch, 0));
  const files = new Map<string, Uint8Array>();
  let edge = EMPTY_EDGE;
  for (const batch of batches) {
    const extension = extendTree(sha256, edge, entries.slice(edge.size, edge.size + batch));
    for (const { path, bytes } of extension.files) {
      expect(files.get(path) ?? bytes, path).toEqual(bytes);
      files.set(path, bytes);
    }
    edge = extension.edge;
  }
  return { edge, files, entries };
}

/** Reads tiles as a tree of `size` names them, the full ones in place of partial ones where there are any. */
const tilesIn =
  (files: ReadonlyMap<string, Uint8Array>, size: number): TileHashes =>
  (level, index) => {
    const tile = [...allTiles(size)].find((one) => one.level === level && one.index === index);
    return tile && (files.get(tilePath(tile)) ?? files.get(tilePath({ ...tile, width: 256 })));
  };

describe('hashing', () => {
  test('agrees with the published vectors', () => {
    expect(toHex(emptyRoot(sha256))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(toHex(leafHash(sha256, encodeUtf8('')))).toBe(
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    );
    expect(toHex(leafHash(sha256, encodeUtf8('L123456')))).toBe(
      '395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56',
    );
    expect(toHex(nodeHash(sha256, encodeUtf8('N123'), encodeUtf8('N456')))).toBe(
      'aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb',
    );
  });

  test('gives the roots of the tree that Certificate Transparency tests with', () => {
    const entries = [
      '',
      '00',
      '10',
      '2021',
      '3031',
      '40414243',
      '5051525354555657',
      '606162636465666768696a6b6c6d6e6f',
    ];
    const roots = [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
      '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ];
    let edge = EMPTY_EDGE;
    for (const [at, entry] of entries.entries()) {
      const { root, edge: next } = extendTree(sha256, edge, [new Uint8Array(Buffer.from(entry, 'hex'))]);
      expect(toHex(root)).toBe(roots[at]);
      edge = next;
    }
  });
});

describe('a tree written in tiles', () => {
  test('has the root of the naive tree, whatever it was appended in', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 6 }), (batches) => {
        const { edge, files, entries } = grow(batches);
        const root = naiveRoot(entries);
        expect(edgeRoot(sha256, edge)).toEqual(root);
        expect(rootHash(sha256, edge.size, tilesIn(files, edge.size))).toEqual(root);
      }),
      { numRuns: 40 },
    );
  });

  test('has exactly the tiles that its size says, full ones and those of its edge', () => {
    const { files, edge } = grow([255, 1, 1, 255, 300, 65_000, 800]);
    const named = [...allTiles(edge.size)].map(tilePath);
    expect(named.filter((path) => !files.has(path))).toEqual([]);
    const full = [...files.keys()].filter((path) => !path.includes('.p/'));
    expect(named.filter((path) => !path.includes('.p/')).sort()).toEqual(full.sort());
    expect(edgeTiles(edge.size).map(tilePath).sort()).toEqual(
      named.filter((path) => path.includes('.p/')).sort(),
    );
    for (const path of full.filter((one) => !one.includes('entries')))
      expect(files.get(path)?.length).toBe(8_192);
  });

  test('hashes level above level: the first of level 1 is the root of the first 256', () => {
    const { files, entries } = grow([70_000]);
    expect(files.get('tile/1/000')?.slice(0, 32)).toEqual(naiveRoot(entries.slice(0, 256)));
    expect(files.get('tile/2/000.p/1')).toEqual(naiveRoot(entries.slice(0, 65_536)));
    expect(files.get('tile/0/273.p/112')?.length).toBe(112 * 32);
    expect(files.get('tile/1/001.p/17')?.length).toBe(17 * 32);
  });

  test('proves every entry and every earlier size, with the hashes that RFC 6962 names', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600 }), fc.nat(), fc.nat(), (size, some, other) => {
        const { files, entries } = grow([size]);
        const tiles = tilesIn(files, size);
        const root = naiveRoot(entries);
        const index = some % size;
        const path = inclusionProof(sha256, index, size, tiles);
        expect(path).toEqual(naivePath(index, entries));
        const claim = {
          index: BigInt(index),
          size: BigInt(size),
          leaf: leafHash(sha256, item(entries, index)),
          root,
        };
        expect(isIncluded(sha256, claim, path)).toBe(true);

        const from = other % (size + 1);
        const proof = consistencyProof(sha256, from, size, tiles);
        expect(proof).toEqual(naiveConsistency(from, entries));
        const before = { size: BigInt(from), root: naiveRoot(entries.slice(0, from)) };
        expect(isConsistent(sha256, before, { size: BigInt(size), root }, proof)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  test('names the tiles that a proof needs, and no more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70_000 }), fc.nat(), (size, some) => {
        const { files } = big();
        const index = some % size;
        const needed = new Map(
          tilesOfRanges([...inclusionRanges(index, size), ...consistencyRanges(index, size)], size).map(
            (tile) => [
              `${tile.level}/${tile.index}`,
              files.get(tilePath({ ...tile, width: 256 })) ??
                files.get(
                  [...files.keys()].find((path) =>
                    path.startsWith(`${tilePath({ ...tile, width: 256 })}.p/`),
                  )!,
                ),
            ],
          ),
        );
        const asked = new Set<string>();
        const tiles: TileHashes = (level, at) => {
          asked.add(`${level}/${at}`);
          return needed.get(`${level}/${at}`);
        };
        inclusionProof(sha256, index, size, tiles);
        consistencyProof(sha256, index, size, tiles);
        expect([...asked].sort()).toEqual([...needed.keys()].sort());
      }),
      { numRuns: 50 },
    );
  });

  test('goes on from its edge with proofs from the tiles it has at hand', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000 }), fc.integer({ min: 1, max: 600 }), (before, more) => {
        const entries = entriesOf(before + more);
        const old = before === 0 ? EMPTY_EDGE : extendTree(sha256, EMPTY_EDGE, entries.slice(0, before)).edge;
        const { root, tiles } = extendTree(sha256, old, entries.slice(before));
        const proof = consistencyProof(sha256, before, before + more, tiles);
        const from = { size: BigInt(before), root: edgeRoot(sha256, old) };
        expect(isConsistent(sha256, from, { size: BigInt(before + more), root }, proof)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('does not go on from an edge that was damaged in memory', () => {
    const entries = entriesOf(700);
    const { edge, root } = extendTree(sha256, EMPTY_EDGE, entries.slice(0, 600));
    for (const [level, hashes] of edge.levels.entries()) {
      for (const at of hashes.keys()) {
        const bent = edge.levels.map((row, height) =>
          row.map((hash, column) => (height === level && column === at ? flipped(hash, 7, 0) : hash)),
        );
        const next = extendTree(sha256, { ...edge, levels: bent }, entries.slice(600));
        const proof = consistencyProof(sha256, 600, 700, next.tiles);
        expect(isConsistent(sha256, { size: 600n, root }, { size: 700n, root: next.root }, proof)).toBe(
          false,
        );
      }
    }
  });
});

let made: ReturnType<typeof grow> | undefined;
function big(): ReturnType<typeof grow> {
  made ??= grow([70_000]);
  return made;
}

describe('paths of tiles', () => {
  test('are those of the specification', () => {
    expect(tilePath({ level: 0, index: 1_234_067, width: 256 })).toBe('tile/0/x001/x234/067');
    expect(tilePath({ level: 'entries', index: 0, width: 17 })).toBe('tile/entries/000.p/17');
    expect(tilePath({ level: 1, index: 999, width: 1 })).toBe('tile/1/999.p/1');
    expect(tilePath({ level: 63, index: 1_000, width: 256 })).toBe('tile/63/x001/000');
  });

  test('are read back to what wrote them', () => {
    const tiles = fc.record({
      level: fc.oneof(fc.integer({ min: 0, max: 63 }), fc.constant('entries' as const)),
      index: fc.maxSafeNat(),
      width: fc.integer({ min: 1, max: 256 }),
    });
    fc.assert(
      fc.property(tiles, (tile) => {
        expect(readTilePath(tilePath(tile))).toEqual(tile);
      }),
    );
  });

  test.each([
    'tile/64/000',
    'tile/00/000',
    'tile/-1/000',
    'tile/0/0',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/01',
    'tile/0/x000/001',
    'tile/0/001/002',
    'tile/0/x001/x002',
    'tile/entry/000',
    'tile/0/000/',
    '/tile/0/000',
    'tile/0/000.p',
    'tile/0/../checkpoint',
    'tile/0/x001/x234/067\n',
    'checkpoint',
    '',
  ])('refuse %j', (path) => {
    expect(readTilePath(path)).toBeUndefined();
  });
});

test('a tree of a size that fits no number of leaves is proved without losing digits', () => {
  const size = 2n ** 63n + 1n;
  const leaf = leafHash(sha256, encodeUtf8('last'));
  const left = sha256(encodeUtf8('what is on the left'));
  const root = nodeHash(sha256, left, leaf);
  expect(isIncluded(sha256, { index: size - 1n, size, leaf, root }, [left])).toBe(true);
  expect(isIncluded(sha256, { index: size - 2n, size, leaf, root }, [left])).toBe(false);
});

test('joined hashes are what a tile holds', () => {
  const { files, entries } = grow([3]);
  expect(files.get('tile/0/000.p/3')).toEqual(joinBytes(entries.map((entry) => leafHash(sha256, entry))));
});
