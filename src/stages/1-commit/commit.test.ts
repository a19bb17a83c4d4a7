import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { commitIdMatches, readCommit } from './commit.ts';

const TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
const PARENT = 'a'.repeat(40);
const OID = 'b'.repeat(40);
const ANN = 'Ann Example <ann@example.org> 1767225600 +0100';
const HEAD = `tree ${TREE}\nparent ${PARENT}\nauthor ${ANN}\ncommitter ${ANN}\n`;
const SIGNATURE = '-----BEGIN SSH SIGNATURE-----\n AAAA\n -----END SSH SIGNATURE-----\n';

function read(text: string | Buffer, oid = OID) {
  return readCommit(oid, Buffer.from(text));
}

function commitOf(text: string | Buffer, oid = OID) {
  const result = read(text, oid);
  if (!result.ok) throw new Error(result.error.why);
  return result.value;
}

describe('a commit object', () => {
  test('is read into its facts', () => {
    const commit = commitOf(
      `${HEAD}\nSubject\n\nBody\n\nReviewed-by: Bob <bob@example.org>\nCo-authored-by: Cy <cy@example.org>\n`,
    );
    expect(commit).toMatchObject({
      oid: OID,
      tree: TREE,
      parents: [PARENT],
      author: { name: 'Ann Example', email: 'ann@example.org', when: 1767225600, zone: '+0100' },
      trailers: [
        { key: 'Reviewed-by', value: 'Bob <bob@example.org>' },
        { key: 'Co-authored-by', value: 'Cy <cy@example.org>' },
      ],
      coAuthors: [{ name: 'Cy', email: 'cy@example.org' }],
      oddities: [],
    });
    expect(commit.signature).toBeUndefined();
  });

  test('counts co-authors wherever they are named, and in any case', () => {
    const commit = commitOf(`${HEAD}\nSubject\nco-AUTHORED-by : Di <di@example.org>\n\nMore text.\n`);
    expect(commit.coAuthors).toEqual([{ name: 'Di', email: 'di@example.org' }]);
    expect(commit.trailers).toEqual([]);
  });

  test('covers by its signature everything but the signature header', () => {
    const commit = commitOf(`${HEAD}gpgsig ${SIGNATURE}\nSubject\n`);
    expect(commit.signature).toEqual({
      kind: 'ssh',
      armour: '-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----',
    });
    expect(Buffer.from(commit.payload).toString()).toBe(`${HEAD}\nSubject\n`);
  });

  test('of a SHA-256 repository is signed by its own header only', () => {
    const oid = 'b'.repeat(64);
    const head = `tree ${'c'.repeat(64)}\nauthor ${ANN}\ncommitter ${ANN}\n`;
    expect(commitOf(`${head}gpgsig-sha256 ${SIGNATURE}\nS\n`, oid).signature?.kind).toBe('ssh');
    expect(commitOf(`${head}gpgsig ${SIGNATURE}\nS\n`, oid).signature).toBeUndefined();
  });

  test.each([
    ['-----BEGIN PGP SIGNATURE-----', 'openpgp'],
    ['-----BEGIN PGP MESSAGE-----', 'openpgp'],
    ['-----BEGIN SIGNED MESSAGE-----', 'cms'],
    ['-----BEGIN SOMETHING-----', 'unrecognised'],
  ])('tells the kind of signature by %s', (line, kind) => {
    expect(commitOf(`${HEAD}gpgsig ${line}\n AAAA\n\nS\n`).signature?.kind).toBe(kind);
  });

  test('keeps its id by the hash of its bytes', () => {
    const bytes = Buffer.from(`${HEAD}\nSubject\n`);
    const oid = createHash('sha1').update(`commit ${bytes.length}\0`).update(bytes).digest('hex');
    expect(commitIdMatches(oid, bytes)).toBe(true);
    expect(commitIdMatches(OID, bytes)).toBe(false);
  });
});

describe('an odd commit object', () => {
  test.each([
    ['an unknown gpgsig header', `${HEAD}gpgsigx-note anything\n\nS\n`, /covered by no signature/],
    [
      'a signature header twice',
      `${HEAD}gpgsig ${SIGNATURE}gpgsig ${SIGNATURE}\nS\n`,
      /two signature headers/,
    ],
    [
      'both kinds of signature header',
      `${HEAD}gpgsig ${SIGNATURE}gpgsig-sha256 ${SIGNATURE}\nS\n`,
      /two signature/,
    ],
    ['a second author', `${HEAD}author ${ANN}\n\nS\n`, /two author headers/],
    ['a second committer', `${HEAD}committer ${ANN}\n\nS\n`, /two committer headers/],
    ['a second tree', `${HEAD}tree ${TREE}\n\nS\n`, /tree/],
    ['a second encoding', `${HEAD}encoding UTF-8\nencoding ISO-8859-1\n\nS\n`, /two encoding headers/],
    ['an encoding nobody reads', `${HEAD}encoding x-secret\n\nS\n`, /encoding that is not read/],
    ['a NUL in its message', `${HEAD}\nS\0hidden\n`, /NUL/],
    ['two addresses for its author', HEAD.replace('<ann@', '<bob@x> <ann@') + '\nS\n', /no single <email>/],
    ['no date', HEAD.replaceAll(' 1767225600 +0100', '') + '\nS\n', /no readable date/],
  ])('with %s says so', (_, text, oddity) => {
    expect(commitOf(text).oddities.join('; ')).toMatch(oddity);
  });

  test('with bytes that are no UTF-8 says so, unless it names their encoding', () => {
    const latin = Buffer.from('Gr\xfc\xdfe\n', 'latin1');
    expect(commitOf(Buffer.concat([Buffer.from(`${HEAD}\n`), latin])).oddities).toEqual([
      'bytes that are no utf-8',
    ]);
    const named = commitOf(Buffer.concat([Buffer.from(`${HEAD}encoding ISO-8859-1\n\n`), latin]));
    expect([named.message, named.oddities]).toEqual(['Grüße\n', []]);
  });

  test.each([
    ['empty', ''],
    ['without an empty line after its headers', HEAD],
    ['not beginning with a tree', `parent ${PARENT}\n${HEAD}\nS\n`],
    ['with a short tree', HEAD.replace(TREE, 'abc') + '\nS\n'],
    ['with a parent of the other hash', HEAD.replace(PARENT, 'a'.repeat(64)) + '\nS\n'],
    ['without an author', `tree ${TREE}\ncommitter ${ANN}\n\nS\n`],
    ['with a parent after its committer', `${HEAD}parent ${PARENT}\n\nS\n`],
    ['with a header that has no value', `${HEAD}broken\n\nS\n`],
  ])('%s is no commit anybody could agree on', (_, text) => {
    expect(read(text).ok).toBe(false);
  });
});
