import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { FsFolderReader } from '../../adapters/folder-fs/reader.ts';
import { FilePushLog } from '../../adapters/forge-git/push-log.ts';
import { locate } from '../../adapters/git-cli/locate.ts';
import { GitCliOpener } from '../../adapters/git-cli/opener.ts';
import { readSymbolicRef } from '../../adapters/git-cli/refs.ts';
import { FileMemory } from '../../adapters/memory-files/memory.ts';
import { readEvidence } from '../../flows/evidence/evidence.ts';
import { rememberingReader } from '../../flows/evidence/read-policy.ts';
import { receive } from '../../flows/receive/receive.ts';
import { MainwardError } from '../../model/errors.ts';
import type { ReceiveReport } from '../../model/receive.ts';
import { readHookConfig } from './config.ts';
import { hostedForge } from './hosted-forge.ts';
import { readUpdates } from './updates.ts';

export interface PreReceive {
  /** The bare repository, where Git runs its hooks. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: AsyncIterable<Uint8Array>;
  /** RFC 3339 UTC. */
  readonly now: string;
  /** Of this package: what another one read is read again. */
  readonly version: string;
  /** How long judging may take; a minute where it is left out. */
  readonly milliseconds?: number;
}

/** Longer than this nobody waits for an answer: then it is no. */
const MOST_MILLISECONDS = 60_000;

/** Judges a push that Git holds in quarantine (`githooks(5)`, pre-receive; `git-receive-pack(1)`, quarantine). */
export async function judgePush(push: PreReceive): Promise<ReceiveReport> {
  const updates = await readUpdates(push.stdin);
  const located = await locate(push.folder);
  if (located === undefined || located.workTree !== undefined)
    throw new MainwardError(
      'USAGE',
      'The hook does not run in a bare repository, so nothing can be judged.',
      {
        remedy: 'Let Git run it: `mainward hook install --repository DIR`.',
      },
    );
  const { gitDirectory } = located;
  const config = await readHookConfig(gitDirectory);
  const readPolicy = rememberingReader(new FileMemory(join(gitDirectory, 'mainward', 'cache')), push.version);
  const evidence = await readEvidence(
    {
      folders: [],
      roster: { folder: dirname(config.roster), file: basename(config.roster) },
      ...(config.policy === undefined ? {} : { policy: config.policy }),
    },
    new FsFolderReader(),
    readPolicy,
  );
  const opener = new GitCliOpener(await quarantine(push.env, gitDirectory), true);
  const repository = await opener.open(gitDirectory);
  if (repository === undefined) throw new MainwardError('DEFECT', 'The repository that was found is gone.');
  const { REMOTE_USER: pusher } = push.env;
  const stop = new AbortController();
  const deadline = setTimeout(push.milliseconds ?? MOST_MILLISECONDS, undefined, {
    signal: stop.signal,
    ref: false,
  }).then(() => {
    throw new MainwardError('BUDGET_EXCEEDED', 'Judging this push takes longer than anybody waits.', {
      remedy: 'Push it in parts.',
    });
  });
  deadline.catch(() => undefined);
  try {
    const { ref, name } = config;
    const request = { updates, ref, name, evidence, readPolicy, now: push.now };
    const answer = receive(
      { ...request, ...(pusher === undefined || pusher === '' ? {} : { pusher }) },
      {
        repository,
        native: hostedForge(gitDirectory, name),
        aliasOf: (one) => readSymbolicRef(located, one),
        log: new FilePushLog(gitDirectory),
      },
    );
    answer.catch(() => undefined);
    return await Promise.race([answer, deadline]);
  } finally {
    stop.abort();
    await repository.close();
  }
}

/** Where Git keeps the objects of the push until it is accepted: inside the repository's own store, or it is not believed. */
async function quarantine(
  { GIT_QUARANTINE_PATH: path }: PreReceive['env'],
  gitDirectory: string,
): Promise<readonly string[]> {
  if (path === undefined || path === '') return [];
  const [folder, store] = [await realpath(path), await realpath(join(gitDirectory, 'objects'))];
  if (dirname(folder) === store) return [folder];
  throw new MainwardError('USAGE', 'The quarantine of this push lies outside of the repository.', {
    remedy: 'Let Git run the hook.',
  });
}
