import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { FsFolderReader } from '../../adapters/folder-fs/reader.ts';
import { FilePushLog } from '../../adapters/forge-git/push-log.ts';
import { locate } from '../../adapters/git-cli/locate.ts';
import { GitCliOpener } from '../../adapters/git-cli/opener.ts';
import { readRefs } from '../../adapters/git-cli/refs.ts';
import { readEvidence } from '../../flows/evidence/evidence.ts';
import { MainwardError } from '../../model/errors.ts';
import { ATTESTATIONS_REF } from '../../model/statement.ts';
import { writeHookConfig } from './config.ts';

export interface HookInstallation {
  /** The bare repository. */
  readonly folder: string;
  /** Full name, or that of a branch; `refs/heads/main` where it is left out. */
  readonly ref?: string;
  /** Absolute. */
  readonly roster: string;
  readonly policy?: string;
  readonly self: readonly string[];
  /** RFC 3339 UTC. */
  readonly now: string;
}

export interface Installed {
  readonly name: string;
  readonly ref: string;
  readonly folder: string;
}

const MARK = '# Written by `mainward hook install`, and written anew by it.';

/**
 * Writes the hooks of a bare repository, what they judge by, and what its guarded refs are now. Fails with USAGE where
 * other hooks stand there, and where the roster or the policy cannot be used.
 */
export async function installHook(wanted: HookInstallation): Promise<Installed> {
  const located = await locate(wanted.folder);
  if (located === undefined || located.workTree !== undefined)
    throw usage('That is no bare repository, and only those get pushes.', 'Name one with --repository DIR.');
  const { gitDirectory, name, config } = located;
  // Fails where git is too old; the hook itself does not ask again.
  await (await new GitCliOpener().open(gitDirectory))?.close();
  if (config.hooksPath !== undefined)
    throw usage(
      'The repository looks for its hooks elsewhere (core.hooksPath), so this one would never run.',
      'Take core.hooksPath out of its configuration.',
    );
  const ref = fullRef(wanted.ref ?? 'main');
  const { roster, policy } = wanted;
  await readEvidence(
    {
      folders: [],
      roster: { folder: dirname(roster), file: basename(roster) },
      ...(policy === undefined ? {} : { policy }),
    },
    new FsFolderReader(),
  );
  const hooks = join(gitDirectory, 'hooks');
  await refuseOthers([join(hooks, 'pre-receive'), join(hooks, 'post-receive')]);
  await writeHookConfig(gitDirectory, {
    schema: 'mainward.dev/hook/v1',
    name,
    ref,
    roster,
    ...(policy === undefined ? {} : { policy }),
  });
  const refs = await readRefs(located);
  const none = '0'.repeat(config.objectFormat === 'sha256' ? 64 : 40);
  await new FilePushLog(gitDirectory).append(
    [ref, ATTESTATIONS_REF].map((one) => {
      const at = refs.get(one) ?? none;
      return { ref: one, before: at, after: at, at: wanted.now, kind: 'installed' };
    }),
  );
  await mkdir(hooks, { recursive: true });
  await writeHook(join(hooks, 'post-receive'), 'exec cat >> mainward/moved');
  await writeHook(join(hooks, 'pre-receive'), `exec ${wanted.self.map(quoted).join(' ')} hook pre-receive`);
  return { name, ref, folder: gitDirectory };
}

function fullRef(ref: string): string {
  const full = ref.startsWith('refs/') ? ref : `refs/heads/${ref}`;
  if (/^refs\/[^\s~^:?*[\\]+$/.test(full) && !full.includes('..') && !full.startsWith('refs/mainward/'))
    return full;
  throw usage(`${JSON.stringify(ref)} is no name of a ref that can be protected.`, 'Name a branch.');
}

async function refuseOthers(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text === undefined || text.includes(MARK)) continue;
    throw usage(
      `There is a ${basename(path)} hook already, and this one would take its place.`,
      'Take it away, or let it call `mainward hook pre-receive` and write mainward/hook.json yourself.',
    );
  }
}

async function writeHook(path: string, command: string): Promise<void> {
  await writeFile(`${path}.new`, `#!/bin/sh\n${MARK}\n${command}\n`, { mode: 0o755 });
  await chmod(`${path}.new`, 0o755);
  await rename(`${path}.new`, path);
}

/** As a word of a shell's. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function usage(message: string, remedy: string): MainwardError {
  return new MainwardError('USAGE', message, { remedy });
}
