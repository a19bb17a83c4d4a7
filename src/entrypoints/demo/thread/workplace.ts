import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { MainwardError } from '../../../model/errors.ts';
import { opensshKeyFile } from '../git/key-file.ts';
import { keyAt, type Person } from '../organisation/people.ts';

const run = promisify(execFile);
const LONGEST_MS = 60_000;

/** What a git process left behind. */
export interface GitAnswer {
  readonly ok: boolean;
  /** What it said on both of its outputs. */
  readonly said: string;
}

/** Somebody's own clone, key and git configuration; nothing of this machine's user shows in it. */
export class Workplace {
  readonly person: Person;
  readonly folder: string;
  readonly keyFile: string;
  readonly #home: string;

  private constructor(person: Person, home: string) {
    this.person = person;
    this.#home = home;
    this.folder = join(home, 'work');
    this.keyFile = join(home, 'key');
  }

  /** Clones `url` into a folder below `root`. */
  static async at(root: string, person: Person, url: string): Promise<Workplace> {
    const place = new Workplace(person, join(root, person.id));
    mkdirSync(dirname(place.keyFile), { recursive: true });
    const key = keyAt(person, Number.MAX_SAFE_INTEGER);
    writeFileSync(place.keyFile, opensshKeyFile(key, person.email), { mode: 0o600 });
    chmodSync(place.keyFile, 0o600);
    writeFileSync(`${place.keyFile}.pub`, `${key.publicLine} ${person.email}\n`);
    await place.#git(place.#home, ['clone', '--quiet', url, place.folder]);
    for (const [name, value] of [
      ['user.name', person.name],
      ['user.email', person.email],
      ['gpg.format', 'ssh'],
      ['user.signingkey', place.keyFile],
    ] as const)
      await place.git(['config', name, value]);
    return place;
  }

  /** The environment in which this person's programs run. */
  get env(): Readonly<Record<string, string>> {
    return {
      PATH: process.env['PATH'] ?? '',
      HOME: this.#home,
      LC_ALL: 'C',
      TZ: 'UTC',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
    };
  }

  write(path: string, text: string): void {
    const target = join(this.folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }

  /** Standard output, trimmed. Throws GIT_FAILED. */
  git(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
    return this.#git(this.folder, argv, env);
  }

  /** For what may be refused: a push. */
  async attempt(argv: readonly string[]): Promise<GitAnswer> {
    try {
      const { stdout, stderr } = await this.#run(this.folder, argv);
      return { ok: true, said: `${stdout}${stderr}` };
    } catch (error) {
      return { ok: false, said: saidBy(error) };
    }
  }

  async #git(
    folder: string,
    argv: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    try {
      return (await this.#run(folder, argv, env)).stdout.trim();
    } catch (error) {
      throw new MainwardError('GIT_FAILED', `git ${argv[0]} failed, so the thread stops: ${saidBy(error)}`, {
        remedy: 'Check that git 2.39 or newer and OpenSSH are installed.',
        cause: error,
      });
    }
  }

  #run(
    folder: string,
    argv: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<{ stdout: string; stderr: string }> {
    const options = { cwd: folder, env: { ...this.env, ...env } };
    return run('git', argv, { ...options, timeout: LONGEST_MS, maxBuffer: 1 << 20 });
  }
}

function saidBy(error: unknown): string {
  const { stderr } = error as { readonly stderr?: unknown };
  return typeof stderr === 'string' && stderr !== '' ? stderr.trim() : String(error);
}
