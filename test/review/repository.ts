import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const PERSON = { name: 'Ann', email: 'ann@acme.example' };

/** A repository to be reviewed, in a folder of its own. */
export class Reviewed {
  readonly root: string = mkdtempSync(join(tmpdir(), 'mainward-review-'));
  readonly folder: string = join(this.root, 'shop');
  #seconds = Date.parse('2026-01-01T00:00:00Z') / 1_000;

  constructor() {
    mkdirSync(this.folder);
    this.git('init', '-q', '-b', 'main');
  }

  git(...args: readonly string[]): string {
    const done = spawnSync('git', args, { cwd: this.folder, encoding: 'utf8', env: this.#env(PERSON) });
    if (done.status !== 0) throw new Error(done.stderr);
    return done.stdout.trim();
  }

  /** Commits these files, with `null` for those that go; answers with the commit. */
  commit(files: Readonly<Record<string, string | null>>, by: typeof PERSON = PERSON): string {
    this.#seconds += 3_600;
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.folder, path);
      if (text === null) rmSync(file);
      else {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
    }
    this.git('add', '-A');
    const done = spawnSync('git', ['commit', '-q', '--allow-empty', '-m', 'Change access'], {
      cwd: this.folder,
      encoding: 'utf8',
      env: this.#env(by),
    });
    if (done.status !== 0) throw new Error(done.stderr);
    return this.git('rev-parse', 'HEAD');
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  #env({ name, email }: typeof PERSON): Readonly<Record<string, string>> {
    const date = `${this.#seconds} +0000`;
    return {
      PATH: process.env['PATH'] ?? '',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_SYSTEM: '/dev/null',
      GIT_AUTHOR_NAME: name,
      GIT_AUTHOR_EMAIL: email,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_NAME: name,
      GIT_COMMITTER_EMAIL: email,
      GIT_COMMITTER_DATE: date,
    };
  }
}

export const DEFINITION = `apiVersion: mainward.dev/v1alpha1
kind: ReviewDefinition
metadata: {name: quarterly}
spec: {owner: security, clusters: [production]}
`;

export const ROSTER = `apiVersion: mainward.dev/v1alpha1
kind: Roster
metadata: {name: acme}
spec:
  people:
    - {id: ann, emails: [ann@acme.example], groups: [devs], accounts: [{system: kubernetes, login: ann@acme.example}]}
    - {id: ben, emails: [ben@acme.example], groups: [devs], accounts: [{system: kubernetes, login: ben@acme.example}]}
    - {id: gus, emails: [gus@acme.example], groups: [devs], until: '2026-02-01T00:00:00Z'}
    - {id: sue, emails: [sue@acme.example], groups: [security]}
    - {id: tom, emails: [tom@acme.example], groups: [security]}
`;

export const MANIFESTS = `apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader, namespace: shop}
rules: [{apiGroups: [''], resources: [pods, secrets], verbs: [get, list, watch]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: readers, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects:
  - {kind: Group, name: devs, apiGroup: rbac.authorization.k8s.io}
  - {kind: ServiceAccount, name: runner, namespace: ci}
`;

export const NOW = '2026-11-20T09:00:00Z';
