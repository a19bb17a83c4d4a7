import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FsWorktreeComparer } from '../../src/adapters/folder-fs/compare.ts';
import { FsFolderReader } from '../../src/adapters/folder-fs/reader.ts';
import { GitCliOpener } from '../../src/adapters/git-cli/opener.ts';
import { type Demo, makeDemo } from '../../src/entrypoints/demo/make.ts';
import { readEvidence } from '../../src/flows/evidence/evidence.ts';
import { scan } from '../../src/flows/scan/scan.ts';
import type { Quorum } from '../../src/model/graph.ts';

export const PORTS = {
  git: new GitCliOpener(),
  folders: new FsFolderReader(),
  worktrees: new FsWorktreeComparer(),
  clock: (): number => 0,
};

/** The demo's organisation in a folder of its own, in which facts can really be removed. */
export class Organisation {
  readonly #folder: string = realpathSync(mkdtempSync(join(tmpdir(), 'mainward-cut-')));
  readonly demo: Demo = makeDemo({ out: join(this.#folder, 'acme'), seed: 1 });

  end(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** What a scan says of it as it is now. */
  async scanned(): Promise<readonly Quorum[]> {
    const evidence = await readEvidence({ folders: [this.demo.evidence] }, PORTS.folders);
    const report = await scan(
      {
        paths: this.demo.repositories,
        worktree: false,
        all: false,
        evidence,
        controls: [],
        now: this.demo.now,
      },
      PORTS,
    );
    return report.quorum;
  }

  textOf(repository: string, path: string): string {
    return this.#git(repository, ['show', `HEAD:${path}`]);
  }

  headOf(repository: string): string {
    return this.#git(repository, ['rev-parse', 'HEAD']).trim();
  }

  /** Commits other texts on the branch; `undefined` removes the file. */
  commit(repository: string, texts: ReadonlyMap<string, string | undefined>): void {
    this.#git(repository, ['read-tree', 'HEAD']);
    for (const [path, text] of texts) {
      if (text === undefined) this.#git(repository, ['update-index', '--force-remove', path]);
      else {
        const oid = this.#git(repository, ['hash-object', '-w', '--stdin'], text).trim();
        this.#git(repository, ['update-index', '--add', '--cacheinfo', `100644,${oid},${path}`]);
      }
    }
    const tree = this.#git(repository, ['write-tree']).trim();
    const commit = this.#git(repository, ['commit-tree', tree, '-p', 'HEAD', '-m', 'Remove a fact']).trim();
    this.#git(repository, ['update-ref', 'HEAD', commit]);
  }

  goBack(repository: string, commit: string): void {
    this.#git(repository, ['update-ref', 'HEAD', commit]);
  }

  #git(repository: string, args: readonly string[], input = ''): string {
    const folder = this.demo.repositories.find((path) => path.endsWith(`/${repository}`));
    if (folder === undefined) throw new RangeError(`There is no repository ${repository}.`);
    const who = { NAME: 'Test', EMAIL: 'test@acme.example', DATE: '2026-11-20T09:00:00Z' };
    const named = Object.entries(who).flatMap(([key, value]) =>
      ['AUTHOR', 'COMMITTER'].map((role) => [`GIT_${role}_${key}`, value]),
    );
    return execFileSync('git', args, {
      cwd: folder,
      input,
      encoding: 'utf8',
      env: {
        ...process.env,
        ...Object.fromEntries(named),
        GIT_INDEX_FILE: join(this.#folder, `${repository}.index`),
      },
    });
  }
}
