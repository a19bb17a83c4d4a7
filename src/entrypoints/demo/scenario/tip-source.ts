import { createServer } from 'node:http';
import { FileArtifactStore } from '../../../adapters/artifacts-files/store.ts';
import { MovedFile } from '../../../adapters/forge-git/moved.ts';
import { GitCliOpener } from '../../../adapters/git-cli/opener.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { systemPause } from '../../../adapters/system/pause.ts';
import { systemRandom } from '../../../adapters/system/random.ts';
import { archiveOf, planOf } from '../../../flows/publish/archive.ts';
import { newSource, revisionOf, statusPatch } from '../../../flows/publish/status.ts';
import { MainwardError } from '../../../model/errors.ts';
import type { Cluster } from '../../../ports/cluster.ts';
import { EXTERNAL_ARTIFACTS } from '../../../ports/cluster-kinds.ts';
import { listening, stopped } from '../serving/listening.ts';

const NAMESPACE = 'flux-system';
const NAME = 'infrastructure';

/**
 * In place of a verified source: hands the agent whatever the branch points to, as Flux's own GitRepository does. It looks
 * at nothing but the tip.
 */
export async function startTipSource(parts: {
  /** The bare repository. */
  readonly repository: string;
  readonly ref: string;
  /** A folder of its own. */
  readonly folder: string;
  readonly cluster: Cluster;
}): Promise<{ stop(): Promise<void> }> {
  const { repository: path, ref, cluster } = parts;
  const store = await FileArtifactStore.open(parts.folder, systemRandom, systemClock);
  const server = createServer((request, response) => {
    void (async () => {
      const token = (request.url ?? '').slice(1).replace(/\.tar\.gz$/, '');
      const found = await store.open(token);
      response.writeHead(found === undefined ? 404 : 200);
      for await (const part of found?.content ?? []) response.write(part);
      response.end();
    })();
  });
  const port = await listening(server, 0);
  const handOver = async (): Promise<void> => {
    const git = await new GitCliOpener().open(path);
    const tip = git?.refs().get(ref);
    if (git === undefined || tip === undefined)
      throw new MainwardError('REPOSITORY_UNREADABLE', `${ref} cannot be followed.`);
    try {
      const { token, digest, bytes } = await store.keep(archiveOf(git, await planOf(git, tip)));
      const key = { type: EXTERNAL_ARTIFACTS, namespace: NAMESPACE, name: NAME };
      const source =
        (await cluster.get(key)) ?? (await cluster.create(EXTERNAL_ARTIFACTS, newSource(NAMESPACE, NAME)));
      const artifact = {
        path: `${NAME}/${tip}.tar.gz`,
        url: `http://127.0.0.1:${port}/${token}.tar.gz`,
        revision: revisionOf(ref, tip),
        digest: `sha256:${digest}`,
        size: bytes,
      };
      const now = `${new Date(systemClock.now()).toISOString().slice(0, 19)}Z`;
      const body = statusPatch(source, artifact, undefined, now);
      if (body !== undefined) await cluster.patch(key, { kind: 'merge', body }, { subresource: 'status' });
    } finally {
      await git.close();
    }
  };
  const stopping = new AbortController();
  const following = (async () => {
    for await (const _ of new MovedFile(path, systemPause).hints(stopping.signal)) await handOver();
  })();
  following.catch(() => undefined);
  return {
    async stop() {
      stopping.abort();
      try {
        await following;
      } finally {
        await stopped(server);
      }
    },
  };
}
