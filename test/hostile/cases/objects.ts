import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostileCase, Room, Subject } from '../support/case.ts';
import {
  AUTHOR,
  BINDING,
  COMMITTER,
  commitAll,
  commitTree,
  git,
  object,
  put,
  rawCommit,
  repository,
  tree,
} from '../support/repository.ts';

/** A repository with a binding, to which something is done. */
function made(
  name: string,
  make: (folder: string, room: Room) => Partial<Subject> | void,
  says: HostileCase['says'] = ['ann'],
  exit: HostileCase['exit'] = [0, 1],
  heavy = false,
  rest: Partial<HostileCase> = {},
): HostileCase {
  return {
    name,
    exit,
    says,
    heavy,
    ...rest,
    make(room) {
      const folder = repository(room.judged);
      return { path: folder, ...make(folder, room) };
    },
  };
}

function blob(folder: string, text: string | Uint8Array = BINDING): string {
  return object(folder, 'blob', text);
}

/** A commit with these headers on the tree that is there. */
function headers(folder: string, ...lines: readonly string[]): void {
  rawCommit(folder, [`tree ${git(folder, ['rev-parse', 'HEAD^{tree}'])}`, ...lines]);
}

const SIGNATURE = 'gpgsig -----BEGIN SSH SIGNATURE-----\n U1NIU0lH\n -----END SSH SIGNATURE-----';

export const OBJECT_CASES: readonly HostileCase[] = [
  made('a tree with .., . and .git in it', (folder) => {
    const inner = tree(folder, [{ mode: '100644', name: 'config', oid: blob(folder) }]);
    const oid = tree(folder, [
      { mode: '40000', name: '..', oid: inner },
      { mode: '40000', name: '.', oid: inner },
      { mode: '40000', name: '.git', oid: inner },
      { mode: '100644', name: 'rbac.yaml', oid: blob(folder) },
    ]);
    commitTree(folder, oid);
  }),
  made(
    'a tree that names one file twice',
    (folder) => {
      const oid = tree(folder, [
        { mode: '100644', name: 'rbac.yaml', oid: blob(folder, 'kind: List\n') },
        { mode: '100644', name: 'rbac.yaml', oid: blob(folder) },
      ]);
      commitTree(folder, oid);
    },
    ['rbac.yaml', 'twice'],
  ),
  made('a tree with an absolute path and a slash in a name', (folder) => {
    const oid = tree(folder, [
      { mode: '100644', name: '/etc/passwd.yaml', oid: blob(folder) },
      { mode: '100644', name: 'a/../../b.yaml', oid: blob(folder) },
    ]);
    commitTree(folder, oid);
  }),
  made(
    'a tree whose entries have modes that there are not',
    (folder) => {
      const oid = tree(folder, [
        { mode: '100777', name: 'a.yaml', oid: blob(folder) },
        { mode: '0', name: 'b.yaml', oid: blob(folder) },
        { mode: '777777', name: 'c.yaml', oid: blob(folder) },
      ]);
      commitTree(folder, oid);
    },
    [/ann|could not be listed/],
    [0, 1, 2],
  ),
  made(
    'names that steer a terminal, or look like options',
    (folder) => {
      const names = [
        '-rf.yaml',
        '--help.yaml',
        'a\u001b[2Jb.yaml',
        'new\nline.yaml',
        '"quo\'te`$(x).yaml',
        '\u202elmay.yaml',
      ];
      for (const [at, name] of names.entries())
        put(folder, name, `kind: ClusterRole\nk${at}: 1\nk${at}: 2\n`);
      commitAll(folder);
    },
    ['-rf.yaml', 'new\\nline.yaml', 'lmay.yaml'],
  ),
  made(
    'names that are no UTF-8',
    (folder) => {
      const oid = tree(folder, [
        { mode: '100644', name: Buffer.from('\xff\xfe.yaml', 'latin1'), oid: blob(folder) },
        { mode: '100644', name: 'rbac.yaml', oid: blob(folder, BINDING.replace('ann-rules', 'other')) },
      ]);
      commitTree(folder, oid);
    },
    ['\\\\xff\\\\xfe.yaml'],
  ),
  made(
    'a corrupt object',
    (folder) => {
      put(folder, 'apart.yaml', 'kind: ClusterRole\n');
      commitAll(folder);
      corrupt(folder, git(folder, ['rev-parse', 'HEAD:apart.yaml']));
    },
    ['apart.yaml', /damaged|corrupt/],
  ),
  made(
    'a corrupt tree',
    (folder) => {
      corrupt(folder, git(folder, ['rev-parse', 'HEAD^{tree}']));
    },
    ['REPOSITORY_UNREADABLE', 'git fsck'],
    2,
  ),
  made(
    'a head that is not there',
    (folder) => {
      put(folder, '.git/refs/heads/main', `${'1'.repeat(40)}\n`);
    },
    ['REPOSITORY_UNREADABLE'],
    2,
  ),
  made(
    'a head that is a blob',
    (folder) => {
      put(folder, '.git/refs/heads/main', `${blob(folder)}\n`);
    },
    ['REPOSITORY_UNREADABLE'],
    2,
  ),
  made('a commit without an author', (folder) => headers(folder, COMMITTER)),
  made('a commit with two of each header', (folder) => headers(folder, AUTHOR, AUTHOR, COMMITTER, COMMITTER)),
  made('a commit with two signatures and a header gpgsigx', (folder) =>
    headers(folder, AUTHOR, COMMITTER, SIGNATURE, SIGNATURE, 'gpgsigx anything'),
  ),
  made('a commit that was made in the year 300,000,000,000', (folder) =>
    headers(folder, 'author A <a@b> 9467085600000000000 +9999', 'committer A <a@b> -1 -0000'),
  ),
  made('a commit with a million parents', (folder) => {
    const parent = git(folder, ['rev-parse', 'HEAD']);
    headers(folder, ...Array.from({ length: 20_000 }, () => `parent ${parent}`), AUTHOR, COMMITTER);
  }),
  made(
    'a commit message of 60 MB',
    (folder) => {
      const oid = git(folder, ['rev-parse', 'HEAD^{tree}']);
      rawCommit(folder, [`tree ${oid}`, AUTHOR, COMMITTER], 'a'.repeat(60 << 20));
    },
    ['ann'],
    [0, 1],
    true,
  ),
  made(
    'a file of 300 MB that takes nothing to store',
    (folder) => {
      put(folder, 'large.yaml', Buffer.alloc(300 << 20, 'a'));
      commitAll(folder);
      put(folder, 'large.yaml', '');
    },
    ['large.yaml', 'larger than 4 MB'],
    [0, 1],
    true,
  ),
  made(
    '50,000 files in one folder',
    (folder) => {
      const oid = blob(folder, 'x\n');
      const names = Array.from({ length: 50_000 }, (_, at) => `f${String(at).padStart(6, '0')}.md`);
      commitTree(
        folder,
        tree(folder, [
          ...names.map((name) => ({ mode: '100644', name, oid })),
          { mode: '100644', name: 'rbac.yaml', oid: blob(folder) },
        ]),
      );
    },
    ['ann'],
    [0, 1],
    true,
  ),
  made('folders nested 60 deep', (folder) => {
    let oid = tree(folder, [{ mode: '100644', name: 'rbac.yaml', oid: blob(folder) }]);
    for (let depth = 0; depth < 60; depth += 1) oid = tree(folder, [{ mode: '40000', name: 'd', oid }]);
    commitTree(folder, oid);
  }),
  made(
    'a tree bomb: ten folders of ten folders, ten times',
    (folder) => {
      let oid = tree(folder, [{ mode: '100644', name: 'rbac.yaml', oid: blob(folder) }]);
      for (let depth = 0; depth < 10; depth += 1) {
        const below = oid;
        oid = tree(
          folder,
          Array.from({ length: 10 }, (_, at) => ({ mode: '40000', name: `d${at}`, oid: below })),
        );
      }
      commitTree(folder, oid);
    },
    ['BUDGET_EXCEEDED'],
    5,
    true,
    { patience: 16 },
  ),
  made(
    'a symlink and a gitlink where manifests should be',
    (folder) => {
      const oid = tree(folder, [
        { mode: '160000', name: 'base', oid: '2'.repeat(40) },
        { mode: '120000', name: 'kustomization.yaml', oid: blob(folder, '/etc/passwd') },
        { mode: '100644', name: 'rbac.yaml', oid: blob(folder) },
      ]);
      commitTree(folder, oid);
    },
    ['kustomization.yaml', 'link'],
  ),
];

/** Bytes that are no object where one was. */
function corrupt(folder: string, oid: string): void {
  const file = join(folder, '.git/objects', oid.slice(0, 2), oid.slice(2));
  chmodSync(file, 0o644);
  writeFileSync(file, 'no object at all');
}
