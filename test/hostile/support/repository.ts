import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const WHO = {
  GIT_AUTHOR_NAME: 'Ann',
  GIT_AUTHOR_EMAIL: 'ann@example.org',
  GIT_COMMITTER_NAME: 'Ann',
  GIT_COMMITTER_EMAIL: 'ann@example.org',
  GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
  GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
};

/** Something that a scan always has to say something about. */
export const BINDING = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: ann-rules}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: ann}]
`;

export function put(folder: string, path: string, content: string | Uint8Array): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

/** Runs real git as the attacker would, with the configuration of the repository in force. */
export function git(
  folder: string,
  args: readonly string[],
  input: string | Uint8Array = '',
  timeout = 20_000,
): string {
  return execFileSync('git', ['-C', folder, ...args], {
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1', ...WHO },
    input,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout,
    maxBuffer: 1 << 28,
  }).trim();
}

/** The same, where failing is fine: a trap may well break the command that springs it. */
export function tryGit(folder: string, args: readonly string[], timeout?: number): void {
  try {
    git(folder, args, '', timeout);
  } catch {
    // What counts is the bait.
  }
}

/** A repository with a binding in `rbac.yaml`, and what else is asked for, in one commit. */
export function repository(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>> = {},
  ...init: readonly string[]
): string {
  mkdirSync(folder, { recursive: true });
  git(folder, ['init', '-q', '-b', 'main', ...init]);
  put(folder, 'rbac.yaml', BINDING);
  for (const [path, content] of Object.entries(files)) put(folder, path, content);
  commitAll(folder);
  return folder;
}

export function commitAll(folder: string, ...options: readonly string[]): string {
  git(folder, ['add', '-A']);
  git(folder, ['commit', '-q', '-m', 'change', ...options]);
  return git(folder, ['rev-parse', 'HEAD']);
}

/** Writes an object as it is, however wrong. */
export function object(folder: string, type: string, bytes: string | Uint8Array): string {
  return git(folder, ['hash-object', '-t', type, '-w', '--literally', '--stdin'], bytes);
}

export interface RawEntry {
  readonly mode: string;
  readonly name: string | Uint8Array;
  readonly oid: string;
}

/** A tree object with exactly these entries, in this order. */
export function tree(folder: string, entries: readonly RawEntry[]): string {
  const parts = entries.flatMap(({ mode, name, oid }) => [
    Buffer.from(`${mode} `),
    Buffer.from(name),
    Buffer.from([0]),
    Buffer.from(oid, 'hex'),
  ]);
  return object(folder, 'tree', Buffer.concat(parts));
}

/** Makes `main` a commit with exactly these headers. */
export function rawCommit(folder: string, headers: readonly string[], message = 'change\n'): string {
  const oid = object(folder, 'commit', `${headers.join('\n')}\n\n${message}`);
  put(folder, '.git/refs/heads/main', `${oid}\n`);
  return oid;
}

export const AUTHOR = 'author Ann <ann@example.org> 1767225600 +0000';
export const COMMITTER = 'committer Ann <ann@example.org> 1767225600 +0000';

/** Makes `main` a commit of this tree. */
export function commitTree(folder: string, oid: string): string {
  return rawCommit(folder, [`tree ${oid}`, AUTHOR, COMMITTER]);
}
