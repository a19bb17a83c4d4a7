import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { GitRepository } from '../../ports/git.ts';
import { GitCliOpener } from './opener.ts';

const root = mkdtempSync(join(tmpdir(), 'mainward-opener-'));
const open: GitRepository[] = [];

function git(folder: string, ...args: readonly string[]): string {
  const env = {
    PATH: process.env['PATH'],
    HOME: root,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Ann',
    GIT_AUTHOR_EMAIL: 'ann@example.org',
    GIT_COMMITTER_NAME: 'Ann',
    GIT_COMMITTER_EMAIL: 'ann@example.org',
    GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
    GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
  };
  return execFileSync('git', ['-C', folder, ...args], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

function make(name: string, ...init: readonly string[]): string {
  const folder = join(root, name);
  mkdirSync(folder);
  git(folder, 'init', '-q', '-b', 'main', ...init);
  return folder;
}

function commit(folder: string, path: string, text: string): string {
  writeFileSync(join(folder, path), text);
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '-m', path);
  return git(folder, 'rev-parse', 'HEAD');
}

async function opened(path: string): Promise<GitRepository> {
  const repository = await new GitCliOpener().open(path);
  if (repository === undefined) throw new Error('no repository');
  open.push(repository);
  return repository;
}

let work = '';
let first = '';
let second = '';

beforeAll(() => {
  work = make('work');
  first = commit(work, 'a.txt', 'one\n');
  mkdirSync(join(work, 'sub'));
  second = commit(work, 'sub/ü.txt', 'two\n');
});

afterAll(async () => {
  for (const repository of open) await repository.close();
  rmSync(root, { recursive: true, force: true });
});

describe('an ordinary clone', () => {
  test('is read: head, refs, commits, tree, blobs', async () => {
    const repository = await opened(join(work, 'sub'));
    expect(repository.name).toBe('work');
    expect(repository.head()).toEqual({ ref: 'refs/heads/main', oid: second });
    expect(await repository.resolve('main')).toBe(second);
    expect(await repository.resolve(first.slice(0, 9))).toBe(first);
    expect(await repository.resolve('--all')).toBeUndefined();
    expect([await repository.resolve('HEAD~1'), await repository.resolve('@^')]).toEqual([first, first]);
    expect([await repository.resolve('main~2'), await repository.resolve('HEAD^2')]).toEqual([
      undefined,
      undefined,
    ]);
    expect([await repository.resolve('HEAD^{/x}'), await repository.resolve('HEAD@{1}')]).toEqual([
      undefined,
      undefined,
    ]);
    expect((await repository.commits({ from: [second] })).map((one) => one.oid)).toEqual([second, first]);
    expect((await repository.commits({ from: [second], not: [first] })).map((one) => one.oid)).toEqual([
      second,
    ]);
    const tree = await repository.tree(second);
    expect(tree.map((entry) => [entry.path, entry.kind, entry.size])).toEqual([
      ['a.txt', 'file', 4],
      ['sub/ü.txt', 'file', 4],
    ]);
    const blobs = await repository.blobs([tree[0]?.oid ?? '', 'f'.repeat(40)], { bytesEach: 100 });
    expect(Buffer.from(blobs.get(tree[0]?.oid ?? '') as Uint8Array).toString()).toBe('one\n');
    expect(blobs.get('f'.repeat(40))).toBe('missing');
    expect(await repository.blobs([tree[0]?.oid ?? ''], { bytesEach: 3 })).toEqual(
      new Map([[tree[0]?.oid, 'too-large']]),
    );
    expect(await repository.changes(first, second)).toMatchObject([{ path: 'sub/ü.txt', status: 'A' }]);
  });

  test('leaves its own folder behind nowhere', async () => {
    const room = mkdtempSync(join(root, 'room-'));
    vi.stubEnv('TMPDIR', room);
    const repository = await new GitCliOpener().open(work);
    vi.unstubAllEnvs();
    await repository?.commits({ from: [second] });
    expect(readdirSync(room)).toHaveLength(1);
    await repository?.close();
    expect(readdirSync(room)).toEqual([]);
  });
});

describe('an unusual clone', () => {
  test('a shallow one ends where its history ends', async () => {
    const folder = join(root, 'shallow');
    git(root, 'clone', '-q', '--depth', '1', `file://${work}`, folder);
    const repository = await opened(folder);
    expect(repository.shape.shallow).toBe(true);
    expect((await repository.commits({ from: [second] })).map((one) => one.oid)).toEqual([second]);
  });

  test('a partial one misses blobs and fetches none', async () => {
    const folder = join(root, 'partial');
    git(work, 'config', 'uploadpack.allowFilter', 'true');
    git(root, 'clone', '-q', '--no-checkout', '--filter=blob:none', `file://${work}`, folder);
    const repository = await opened(folder);
    expect(repository.shape.partial).toBe(true);
    const tree = await repository.tree(second);
    expect(tree.map((entry) => entry.size)).toEqual([-1, -1]);
    expect([...(await repository.blobs([tree[0]?.oid ?? ''], { bytesEach: 100 })).values()]).toEqual([
      'missing',
    ]);
  });

  test('a linked work tree, a detached head, a bare one and an empty one', async () => {
    const linked = join(root, 'linked');
    git(work, 'worktree', 'add', '-q', '--detach', linked, first);
    expect((await opened(linked)).head()).toEqual({ oid: first });
    const bare = join(root, 'bare.git');
    git(root, 'clone', '-q', '--bare', work, bare);
    git(bare, 'pack-refs', '--all');
    const repository = await opened(bare);
    expect([repository.name, repository.shape.bare, await repository.resolve('main')]).toEqual([
      'bare',
      true,
      second,
    ]);
    expect((await opened(make('empty'))).head()).toEqual({ ref: 'refs/heads/main' });
    expect(await new GitCliOpener().open(root)).toBeUndefined();
  });

  test('one with alternates of its own', async () => {
    const folder = join(root, 'shared');
    git(root, 'clone', '-q', '--shared', '--no-checkout', work, folder);
    expect((await (await opened(folder)).tree(second)).length).toBe(2);
  });

  test('one with SHA-256 ids', async () => {
    const folder = make('sha256', '--object-format=sha256');
    const oid = commit(folder, 'a.txt', 'x\n');
    const repository = await opened(folder);
    expect(oid).toHaveLength(64);
    expect((await repository.tree(oid)).map((entry) => entry.path)).toEqual(['a.txt']);
  });
});

describe('changes', () => {
  test('asked together are told apart, also beside an object that is missing', async () => {
    const repository = await opened(work);
    const empty = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
    const answers = await Promise.all([
      repository.changes(first, second),
      repository.changes('e'.repeat(40), second),
      repository.changes(first, first),
      repository.changes(second, first),
      repository.changes(empty, first),
    ]);
    expect(
      answers.map((answer) =>
        answer === 'missing' ? answer : answer.map(({ path, status }) => status + path),
      ),
    ).toEqual([['Asub/ü.txt'], 'missing', [], ['Dsub/ü.txt'], ['Aa.txt']]);
  });

  test('of odd paths are read as they are', async () => {
    const folder = make('odd');
    const before = commit(folder, 'a', '1\n');
    const after = commit(folder, ':x\ny', '1\n');
    expect(await (await opened(folder)).changes(before, after)).toMatchObject([
      { path: ':x\ny', status: 'A' },
    ]);
  });
});

describe('a merge', () => {
  test('never runs a program that the repository names', async () => {
    const folder = make('driver');
    const marker = join(root, 'ran');
    writeFileSync(join(folder, '.gitattributes'), '* merge=evil\n');
    const base = commit(folder, 'f', 'a\nb\nc\n');
    git(folder, 'config', 'merge.evil.driver', `touch ${marker}; false`);
    const script = join(folder, '.git', 'hooks', 'post-merge');
    writeFileSync(script, `#!/bin/sh\ntouch ${marker}\n`);
    chmodSync(script, 0o755);
    const ours = commit(folder, 'f', 'A\nb\nc\n');
    git(folder, 'checkout', '-q', '-b', 'side', base);
    const theirs = commit(folder, 'f', 'a\nb\nC\n');
    const outcome = await (await opened(folder)).merge(ours, theirs);
    expect(outcome.kind).toBe('clean');
    expect(existsSync(marker)).toBe(false);
  });

  test('among many is answered in its place, also beside ones that cannot be done', async () => {
    const folder = make('many');
    const base = commit(folder, 'f', 'a\n');
    const ours = commit(folder, 'g', 'b\n');
    git(folder, 'checkout', '-q', '-b', 'side', base);
    const theirs = commit(folder, 'h', 'c\n');
    git(folder, 'checkout', '-q', '-b', 'clash', base);
    const clash = commit(folder, 'g', 'z\n');
    const repository = await opened(folder);
    const asked = [theirs, clash, 'e'.repeat(40), theirs, clash, base];
    const outcomes = await Promise.all(asked.map((other) => repository.merge(ours, other)));
    expect(outcomes.map(({ kind }) => kind)).toEqual([
      'clean',
      'conflict',
      'unknown',
      'clean',
      'conflict',
      'clean',
    ]);
    expect(outcomes[0]).toEqual(outcomes[3]);
    expect(outcomes[0]).not.toEqual(outcomes[5]);
  });

  test('that conflicts says so', async () => {
    const folder = make('conflict');
    const base = commit(folder, 'f', 'a\n');
    const ours = commit(folder, 'f', 'b\n');
    git(folder, 'checkout', '-q', '-b', 'side', base);
    const theirs = commit(folder, 'f', 'c\n');
    const repository = await opened(folder);
    expect(await repository.merge(ours, theirs)).toEqual({ kind: 'conflict' });
    expect(await repository.mergeBase(ours, theirs)).toBe(base);
    expect(await repository.merge(ours, 'e'.repeat(40))).toMatchObject({ kind: 'unknown' });
  });
});
