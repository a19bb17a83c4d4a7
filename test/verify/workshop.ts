import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { GitCliOpener } from '../../src/adapters/git-cli/opener.ts';
import { type Evidence, NO_EVIDENCE } from '../../src/flows/evidence/evidence.ts';
import { type VerifyRequest, verify } from '../../src/flows/verify/verify.ts';
import type { ForgeEvidence, PullRequest, PushEvent } from '../../src/model/evidence.ts';
import type { VerifyReport } from '../../src/model/verify.ts';

/** OpenSSH's, which git itself calls. */
const KEYGEN = 'ssh-keygen';

/** A real repository to which changes land in every way there is. Its clock goes a minute forward with each commit. */
export class Workshop {
  readonly root: string = mkdtempSync(join(tmpdir(), 'mainward-landings-'));
  readonly folder: string = join(this.root, 'shop');
  #minute = 0;

  constructor(...init: readonly string[]) {
    mkdirSync(this.folder);
    this.git('init', '-q', '-b', 'main', ...init);
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  git(...args: readonly string[]): string {
    const date = `${1_767_225_600 + this.#minute * 60} +0000`;
    const env = {
      PATH: process.env['PATH'],
      HOME: this.root,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_AUTHOR_NAME: 'Ann',
      GIT_AUTHOR_EMAIL: 'ann@example.org',
      GIT_COMMITTER_NAME: 'Cy',
      GIT_COMMITTER_EMAIL: 'cy@example.org',
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_DATE: date,
    };
    const stdio = ['ignore', 'pipe', 'pipe'] as const;
    return execFileSync('git', ['-C', this.folder, ...args], {
      env,
      encoding: 'utf8',
      stdio: [...stdio],
    }).trim();
  }

  /** The same, with a file as its input. */
  feed(path: string, ...args: readonly string[]): string {
    return execFileSync('git', ['-C', this.folder, ...args], {
      env: { PATH: process.env['PATH'], HOME: this.root, GIT_CONFIG_NOSYSTEM: '1' },
      encoding: 'utf8',
      input: readFileSync(path),
    }).trim();
  }

  /** Makes an SSH key; answers with the line that gives it to somebody. */
  key(path: string, email: string): string {
    execFileSync(KEYGEN, ['-q', '-N', '', '-t', 'ed25519', '-f', path]);
    return `${email} ${readFileSync(`${path}.pub`, 'utf8')}`;
  }

  /** From now on git signs with this key, or with none. */
  signWith(key: string | undefined): this {
    this.git('config', 'gpg.format', 'ssh');
    this.git('config', 'user.signingkey', key ?? '');
    this.git('config', 'commit.gpgsign', String(key !== undefined));
    return this;
  }

  /** Writes files and commits them on the current branch. */
  commit(message: string, files: Readonly<Record<string, string>>): string {
    this.#minute += 1;
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), text);
    }
    this.git('add', '-A');
    this.git('commit', '-q', '--allow-empty', '-m', message);
    return this.head();
  }

  /** An object with these bytes. */
  object(type: string, bytes: string): string {
    const path = join(this.root, 'object');
    writeFileSync(path, bytes);
    return this.git('hash-object', '-t', type, '-w', path);
  }

  head(): string {
    return this.git('rev-parse', 'HEAD');
  }

  /** Commits on a branch of their own from `from` on, kept as the head of a pull request; ends on main. */
  offer(number: number, from: string, ...files: readonly Readonly<Record<string, string>>[]): string {
    this.git('checkout', '-q', '--detach', from);
    for (const [index, one] of files.entries()) this.commit(`Offer ${number}, part ${index + 1}`, one);
    const head = this.head();
    this.git('update-ref', `refs/pull/${number}/head`, head);
    this.git('checkout', '-q', 'main');
    return head;
  }

  merge(number: number, head: string, ...more: readonly string[]): string {
    this.#minute += 1;
    this.git('merge', '-q', '--no-ff', ...more, '-m', `Merge pull request #${number} from acme/x`, head);
    return this.head();
  }

  /** A commit of main that has the content of a merge with `head` and no second parent. */
  squash(number: number, head: string): string {
    this.#minute += 1;
    this.git('merge', '-q', '--squash', head);
    this.git('commit', '-q', '-m', `Offer (#${number})`);
    return this.head();
  }

  /** The commits of `head` that main lacks, once more on main. */
  rebase(head: string): string {
    this.#minute += 1;
    this.git('cherry-pick', `main..${head}`);
    return this.head();
  }

  async verify(
    request: Partial<Omit<VerifyRequest, 'evidence'>> = {},
    forge?: Partial<ForgeEvidence>,
    more: Partial<Evidence> = {},
  ): Promise<VerifyReport> {
    const evidence = {
      ...NO_EVIDENCE,
      ...(forge === undefined ? {} : { forges: [forgeOf(forge)] }),
      ...more,
    };
    return verify(
      { path: this.folder, now: '2026-06-01T00:00:00Z', ...request, evidence },
      { git: new GitCliOpener(), clock: () => 0 },
    );
  }
}

function forgeOf(part: Partial<ForgeEvidence>): ForgeEvidence {
  return {
    schema: 'mainward.dev/forge-evidence/v1',
    forge: 'github',
    repository: 'shop',
    source: 'a test',
    observedAt: '2026-06-01T00:00:00Z',
    ...part,
  };
}

/** Merged pull requests, all that landed. */
export function landed(...items: readonly (Partial<PullRequest> & Pick<PullRequest, 'number'>)[]): {
  readonly pullRequests: NonNullable<ForgeEvidence['pullRequests']>;
} {
  return {
    pullRequests: {
      openComplete: true,
      landedSince: '2020-01-01T00:00:00Z',
      items: items.map((item) => ({
        state: 'merged',
        author: { login: 'ann', kind: 'human' },
        base: 'refs/heads/main',
        head: { sha: 'f'.repeat(40), ref: 'refs/heads/x', fork: false },
        createdAt: '2026-01-01T00:00:00Z',
        mergedAt: '2026-01-02T00:00:00Z',
        reviews: [],
        ...item,
      })),
    },
  };
}

export function headOf(sha: string): PullRequest['head'] {
  return { sha, ref: 'refs/heads/x', fork: false };
}

export function pushed(before: string, after: string, kind: PushEvent['kind'] = 'push'): PushEvent {
  return {
    ref: 'refs/heads/main',
    before,
    after,
    kind,
    actor: { login: 'ann', kind: 'human' },
    at: '2026-01-02T00:00:00Z',
  };
}
