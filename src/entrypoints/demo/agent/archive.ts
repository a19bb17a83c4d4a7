import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { readTar } from '../../../formats/tar/read.ts';
import { MainwardError } from '../../../model/errors.ts';
import type { SourceTree } from '../../../model/tree.ts';

const BYTES = 64 << 20;
const BUDGET = { members: 50_000, bytes: BYTES, bytesEach: 16 << 20 };

/** What `status.artifact` of a source says. */
export interface Artifact {
  readonly url: string;
  readonly revision: string;
  readonly digest: string;
}

/** Fetches an archive and reads it, if it is the one that was announced. Throws CLUSTER_REFUSED. */
export async function fetchTree(artifact: Artifact): Promise<SourceTree> {
  const answer = await fetch(artifact.url, { redirect: 'error' });
  if (!answer.ok) throw refused(`the archive cannot be fetched (${answer.status})`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  if (digest !== artifact.digest) throw refused('the archive is not the one that was announced');
  const members = readTar(gunzipSync(bytes, { maxOutputLength: BYTES }), BUDGET);
  if (!members.ok) throw refused(`the archive cannot be read: ${members.error}`);
  const files = new Map(members.value.map(({ member, bytes: content }) => [member.path, content]));
  return {
    repository: 'artifact',
    entries: [...files]
      .map(([path, content]) => ({ path, kind: 'file' as const, size: content.length }))
      .sort((one, other) => (one.path < other.path ? -1 : 1)),
    has: (path) => files.has(path),
    read: (path) => files.get(path),
  };
}

export function refused(why: string): MainwardError {
  return new MainwardError('CLUSTER_REFUSED', `The demo's agent does not apply it: ${why}.`, {
    remedy: 'Look at the source and at the Kustomization.',
  });
}
