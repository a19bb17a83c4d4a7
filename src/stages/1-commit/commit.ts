import { createHash } from 'node:crypto';
import type { Commit, GitStamp, SignatureBlock, UnreadableCommit } from '../../model/git.ts';
import { err, ok, type Result } from '../../model/result.ts';
import { armourKind } from './armour.ts';
import { coAuthorsOf, decodeText, readStamp, trailersOf } from './message.ts';

const MOST_PARENTS = 4_096;
const MOST_HEADERS = 4_096;
const OID = /^[0-9a-f]+$/;
const SINGLETONS = new Set(['author', 'committer', 'encoding']);

interface Header {
  readonly name: string;
  /** Continuation lines joined by LF, their one leading space taken off. */
  readonly value: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/**
 * Reads the raw bytes of a commit object (`git/Documentation/gitformat-signature.adoc`, `git/commit.c`). Git drops
 * every header that starts with `gpgsig` from what a signature covers, so an unknown one, or a second one, leaves
 * bytes that nobody signed: such a commit keeps its facts and carries the reason in `oddities`.
 */
export function readCommit(oid: string, bytes: Uint8Array): Result<Commit, UnreadableCommit> {
  const headers = splitHeaders(bytes);
  if (typeof headers === 'string') return err({ oid, why: headers });
  const oddities: string[] = [];
  const structure = readStructure(oid, headers.list);
  if (typeof structure === 'string') return err({ oid, why: structure });
  const seen = new Set<string>();
  for (const { name } of headers.list) {
    if (SINGLETONS.has(name) && seen.has(name)) oddities.push(`two ${name} headers`);
    seen.add(name);
    if (name === 'tree' && headers.list[0]?.name === 'tree' && seen.has('parent')) {
      oddities.push('a tree header after the first line');
    }
  }
  if (headers.list.filter(({ name }) => name === 'tree').length > 1) oddities.push('two tree headers');
  const signature = readSignature(oid, headers.list, oddities);
  const encoding = headers.list.find(({ name }) => name === 'encoding');
  const label = encoding === undefined ? undefined : latin(encoding.value);
  const message = decodeText(bytes.subarray(headers.body), label);
  if (message.oddity !== undefined) oddities.push(message.oddity);
  const stamps = [structure.author, structure.committer].map((value) => readStamp(value, label));
  const [author, committer] = stamps.map((stamp) => stamp.stamp) as [GitStamp, GitStamp];
  for (const [index, stamp] of stamps.entries()) {
    if (stamp.oddity !== undefined) oddities.push(`${index === 0 ? 'author' : 'committer'}: ${stamp.oddity}`);
  }
  return ok({
    oid,
    tree: structure.tree,
    parents: structure.parents,
    author,
    committer,
    message: message.text,
    trailers: trailersOf(message.text),
    coAuthors: coAuthorsOf(message.text),
    ...(signature === undefined ? {} : { signature }),
    payload: withoutSignatures(bytes, headers.list),
    oddities: [...new Set(oddities)],
  });
}

/** True where `oid` is the hash of these bytes as a commit: SHA-1 or SHA-256 by the id's length. */
export function commitIdMatches(oid: string, bytes: Uint8Array): boolean {
  const hash = createHash(oid.length === 64 ? 'sha256' : 'sha1');
  return hash.update(`commit ${bytes.length}\0`).update(bytes).digest('hex') === oid;
}

function splitHeaders(bytes: Uint8Array): { list: Header[]; body: number } | string {
  const list: Header[] = [];
  for (let start = 0; start < bytes.length; ) {
    if (bytes[start] === 10) return { list, body: start + 1 };
    let end = bytes.indexOf(10, start);
    if (end === -1) return 'the headers do not end';
    const space = bytes.indexOf(32, start);
    if (space <= start || space > end) return 'a header without a value';
    const pieces = [bytes.subarray(space + 1, end)];
    while (bytes[end + 1] === 32) {
      const next = bytes.indexOf(10, end + 1);
      if (next === -1) return 'the headers do not end';
      pieces.push(bytes.subarray(end + 2, next));
      end = next;
    }
    list.push({ name: latin(bytes.subarray(start, space)), value: joinLines(pieces), start, end: end + 1 });
    if (list.length > MOST_HEADERS) return `more than ${MOST_HEADERS} headers`;
    start = end + 1;
  }
  return 'no empty line ends the headers';
}

interface Structure {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Uint8Array;
  readonly committer: Uint8Array;
}

/** Git demands this order of the first headers (`fsck.c`), and reads nothing but it. */
function readStructure(oid: string, headers: readonly Header[]): Structure | string {
  const [tree] = headers;
  if (tree?.name !== 'tree' || !isId(latin(tree.value), oid)) return 'it does not begin with a tree';
  const parents: string[] = [];
  let at = 1;
  for (; headers[at]?.name === 'parent'; at += 1) {
    const parent = latin(headers[at]?.value ?? new Uint8Array());
    if (!isId(parent, oid)) return 'a parent is no object id';
    parents.push(parent);
    if (parents.length > MOST_PARENTS) return `more than ${MOST_PARENTS} parents`;
  }
  const [author, committer] = [headers[at], headers[at + 1]];
  if (author?.name !== 'author' || committer?.name !== 'committer')
    return 'author and committer are not where they belong';
  if (headers.slice(at + 2).some(({ name }) => name === 'parent'))
    return 'a parent stands after the committer';
  return { tree: latin(tree.value), parents, author: author.value, committer: committer.value };
}

function isId(text: string, oid: string): boolean {
  return text.length === oid.length && OID.test(text);
}

function readSignature(
  oid: string,
  headers: readonly Header[],
  oddities: string[],
): SignatureBlock | undefined {
  const expected = oid.length === 64 ? 'gpgsig-sha256' : 'gpgsig';
  const found = headers.filter(({ name }) => name.startsWith('gpgsig'));
  for (const { name } of found) {
    if (name !== 'gpgsig' && name !== 'gpgsig-sha256')
      oddities.push(`the header ${printable(name)} is covered by no signature`);
  }
  if (found.filter(({ name }) => name === 'gpgsig' || name === 'gpgsig-sha256').length > 1)
    oddities.push('two signature headers');
  const header = found.find(({ name }) => name === expected);
  if (header === undefined) return undefined;
  const armour = latin(header.value);
  return { kind: armourKind(armour), armour };
}

function withoutSignatures(bytes: Uint8Array, headers: readonly Header[]): Uint8Array {
  const cut = headers.filter(({ name }) => name.startsWith('gpgsig'));
  if (cut.length === 0) return bytes;
  const parts: Uint8Array[] = [];
  let from = 0;
  for (const { start, end } of cut) {
    parts.push(bytes.subarray(from, start));
    from = end;
  }
  parts.push(bytes.subarray(from));
  return Buffer.concat(parts);
}

function joinLines(pieces: readonly Uint8Array[]): Uint8Array {
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined) return only;
  const lf = Uint8Array.of(10);
  return Buffer.concat(pieces.flatMap((piece, index) => (index === 0 ? [piece] : [lf, piece])));
}

function latin(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

function printable(name: string): string {
  return JSON.stringify(name.slice(0, 40));
}
