import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type ReadMember, readTar } from '../../../formats/tar/read.ts';
import type { SourceTree } from '../../../model/tree.ts';

const MOST_BYTES = 64 << 20;
const BUDGET = { members: 100_000, bytes: 256 << 20, bytesEach: 32 << 20 };
const PATIENCE_MS = 30_000;

/** What a source says of its archive. */
export interface Artifact {
  readonly url: string;
  readonly revision: string;
  /** `sha256:…` */
  readonly digest: string;
}

const unzip = promisify(gunzip);

/** Fetches an archive, without credentials, and takes nothing that does not have the digest it was announced with. */
export async function fetchArtifact({ url, digest, revision }: Artifact): Promise<SourceTree> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS), redirect: 'error' });
  if (!answer.ok) throw new Error(`failed to download archive (status: ${answer.status})`);
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of answer.body ?? []) {
    size += part.byteLength;
    if (size > MOST_BYTES) throw new Error('the archive is larger than what is read');
    parts.push(part);
  }
  const bytes = Buffer.concat(parts);
  const found = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  if (found !== digest) throw new Error(`computed digest ${found} does not match ${digest}`);
  const read = readTar(await unzip(bytes, { maxOutputLength: BUDGET.bytes }), BUDGET);
  if (!read.ok) throw new Error(`the archive cannot be unpacked: ${read.error}`);
  return treeOf(read.value, revision);
}

function treeOf(members: readonly ReadMember[], revision: string): SourceTree {
  const files = new Map(members.map(({ member, bytes }) => [member.path, bytes]));
  return {
    repository: revision,
    entries: members.map(({ member: { path, kind, size } }) => ({ path, kind, size })),
    has: (path) => files.has(path),
    read: (path) => files.get(path),
  };
}
