import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { MainwardError } from '../../model/errors.ts';
import { err, ok, type Result } from '../../model/result.ts';
import { ATTESTATIONS_REF } from '../../model/statement.ts';
import { remoteUrlOf } from '../git-cli/config.ts';
import { type Located, readSmall } from '../git-cli/locate.ts';
import { isObjectId } from '../git-cli/refs.ts';
import type { Workbench } from './workbench.ts';

const MOST_MILLISECONDS = 120_000;
const MOST_BYTES = 1 << 20;

interface Place {
  readonly gitDirectory: string;
  readonly folder: string;
}

/**
 * Where a clone came from. Git runs with the user's own configuration, for credentials, but not with the clone's: of
 * that only the address is read.
 */
export class Remote {
  readonly #url: string;
  readonly #name: string;
  readonly #place: Place;
  readonly #env: Readonly<Record<string, string | undefined>>;

  private constructor(
    name: string,
    url: string,
    place: Place,
    env: Readonly<Record<string, string | undefined>>,
  ) {
    this.#name = name;
    this.#url = url;
    this.#place = place;
    this.#env = env;
  }

  static async open(
    name: string,
    { commonDirectory, workTree }: Located,
    bench: Workbench,
    env: Readonly<Record<string, string | undefined>>,
  ): Promise<Remote> {
    const url = remoteUrlOf((await readSmall(join(commonDirectory, 'config'))) ?? '', name);
    if (url === undefined)
      throw new MainwardError('USAGE', `This clone has no remote ${JSON.stringify(name)}.`, {
        remedy: '`git remote -v` lists them; name one with --remote.',
      });
    // Addresses may be paths, and count from the clone.
    const place = { gitDirectory: bench.gitDirectory, folder: workTree ?? commonDirectory };
    const store = { GIT_OBJECT_DIRECTORY: join(commonDirectory, 'objects') };
    return new Remote(name, url, place, { ...withoutPlaces(env), ...store });
  }

  /** The newest statements there, fetched; `undefined` where there are none yet. */
  async tip(): Promise<string | undefined> {
    const listed = await this.#git(['ls-remote', '--', this.#url, ATTESTATIONS_REF]);
    if (listed.code !== 0) throw this.#failed('could not be asked', listed.said);
    const [oid = ''] = listed.out.split(/\s/);
    if (!isObjectId(oid)) return undefined;
    const fetched = await this.#git([
      '-c',
      'fetch.fsckObjects=true',
      'fetch',
      '--quiet',
      '--no-tags',
      '--no-write-fetch-head',
      '--no-auto-maintenance',
      '--',
      this.#url,
      `+${ATTESTATIONS_REF}:refs/there`,
    ]);
    if (fetched.code !== 0) throw this.#failed('could not be fetched from', fetched.said);
    const here = await this.#git(['rev-parse', '--verify', '--quiet', 'refs/there']);
    return isObjectId(here.out.trim()) ? here.out.trim() : oid;
  }

  /** Moves the statements there from `before` to `commit`. */
  async push(commit: string, before: string | undefined): Promise<Result<true, MainwardError>> {
    const lease = `--force-with-lease=${ATTESTATIONS_REF}:${before ?? ''}`;
    const pushed = await this.#git([
      'push',
      '--quiet',
      '--no-verify',
      lease,
      '--',
      this.#url,
      `${commit}:${ATTESTATIONS_REF}`,
    ]);
    return pushed.code === 0 ? ok(true) : err(this.#failed('did not take the statements', pushed.said));
  }

  async #git(args: readonly string[]): Promise<{ code: number; out: string; said: string }> {
    const child = spawn(
      'git',
      [`--git-dir=${this.#place.gitDirectory}`, '-c', 'core.hooksPath=/dev/null', ...args],
      {
        env: this.#env,
        cwd: this.#place.folder,
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: MOST_MILLISECONDS,
        killSignal: 'SIGKILL',
      },
    );
    let [out, said] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      if (out.length < MOST_BYTES) out += chunk.toString('utf8');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (said.length < MOST_BYTES) said += chunk.toString('utf8');
    });
    return new Promise((resolve, reject) => {
      child.once('error', () => reject(this.#failed('could not be reached: git did not start', '')));
      child.once('close', (code) => resolve({ code: code ?? -1, out, said }));
    });
  }

  /** What Git says may name the address, and an address may hold a password. */
  #failed(what: string, said: string): MainwardError {
    const lines = said
      .split('\n')
      .map((line) =>
        line
          .replaceAll(this.#url, this.#name)
          .replace(/\/\/[^/@\s]*@/g, '//')
          .trim(),
      )
      .filter((line) => line !== '')
      .slice(-20);
    return new MainwardError(
      'PUSH_FAILED',
      `${this.#name} ${what}${lines.length === 0 ? '' : `: ${lines.join(' / ')}`}`,
      {
        remedy: `The statement is kept in this clone; to push it yourself: git push ${this.#name} ${ATTESTATIONS_REF}.`,
      },
    );
  }
}

/** The user's environment, but for what says which repository is meant. */
function withoutPlaces(
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  const kept = { ...env };
  for (const name of [
    'GIT_DIR',
    'GIT_WORK_TREE',
    'GIT_INDEX_FILE',
    'GIT_COMMON_DIR',
    'GIT_NAMESPACE',
    'GIT_OBJECT_DIRECTORY',
    'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  ])
    delete kept[name];
  return kept;
}
