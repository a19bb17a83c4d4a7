import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { GitCliOpener } from './opener.ts';

const root = mkdtempSync(join(tmpdir(), 'mainward-tip-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const REF = 'refs/heads/main';
let made = 0;

function repository(): { readonly folder: string; readonly git: (...argv: readonly string[]) => string } {
  const folder = join(root, `${++made}`);
  const git = (...argv: readonly string[]): string =>
    execFileSync('git', argv, {
      cwd: folder,
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'],
        HOME: root,
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_AUTHOR_NAME: 'a',
        GIT_AUTHOR_EMAIL: 'a@example.org',
        GIT_COMMITTER_NAME: 'a',
        GIT_COMMITTER_EMAIL: 'a@example.org',
      },
    }).trim();
  execFileSync('git', ['init', '-q', '-b', 'main', folder]);
  git('commit', '-q', '--allow-empty', '-m', 'One');
  return { folder, git };
}

/** What looking says, after it was compared with what opening says. */
async function tip(folder: string, ref = REF): Promise<string | undefined> {
  const opener = new GitCliOpener();
  const opened = await opener.open(folder);
  const whole = opened?.refs().get(ref);
  await opened?.close();
  const simple = await opener.tip(folder, ref);
  expect(simple).toBe(whole);
  return simple;
}

describe('where a ref points', () => {
  test('is seen as it moves, loose, packed and loose again', async () => {
    const { folder, git } = repository();
    const opener = new GitCliOpener();
    for (const change of [
      ['commit', '-q', '--allow-empty', '-m', 'Two'],
      ['pack-refs', '--all'],
      ['commit', '-q', '--allow-empty', '-m', 'Three'],
    ]) {
      git(...change);
      expect(await opener.tip(folder, REF)).toBe(git('rev-parse', 'HEAD'));
      expect(await tip(folder)).toBe(git('rev-parse', 'HEAD'));
    }
    git('pack-refs', '--all');
    git('update-ref', '-d', REF);
    expect(await opener.tip(folder, REF)).toBeUndefined();
    expect(await tip(folder)).toBeUndefined();
  });

  test('is seen as it moves also where it had not moved for a while', async () => {
    const { folder, git } = repository();
    const opener = new GitCliOpener();
    await sleep(2_100);
    for (const change of [
      ['commit', '-q', '--allow-empty', '-m', 'Two'],
      ['pack-refs', '--all'],
      ['commit', '-q', '--allow-empty', '-m', 'Three'],
    ]) {
      expect(await opener.tip(folder, REF)).toBe(git('rev-parse', 'HEAD'));
      expect(await opener.tip(folder, REF)).toBe(git('rev-parse', 'HEAD'));
      git(...change);
      expect(await opener.tip(folder, REF)).toBe(git('rev-parse', 'HEAD'));
    }
  });

  test('is told from names that are alike', async () => {
    const { folder, git } = repository();
    const first = git('rev-parse', 'HEAD');
    git('update-ref', 'refs/x/refs/heads/main', first);
    git('tag', '-a', '-m', 'A tag', 'main');
    git('commit', '-q', '--allow-empty', '-m', 'Two');
    git('pack-refs', '--all');
    expect(await tip(folder)).toBe(git('rev-parse', 'refs/heads/main'));
    expect(await tip(folder, 'refs/x/refs/heads/main')).toBe(first);
    expect(await tip(folder, 'refs/tags/main')).toBe(git('rev-parse', 'refs/tags/main'));
    for (const none of [
      'refs/heads/mai',
      'heads/main',
      'main',
      'refs/heads/',
      'refs/heads/../heads/main',
      'HEAD',
      'refs/heads/main\0',
    ])
      expect(await tip(folder, none), none).toBeUndefined();
  });

  test('is nothing where the ref is another name, a link, or no id', async () => {
    const { folder, git } = repository();
    git('symbolic-ref', 'refs/heads/other', REF);
    symlinkSync(join(folder, '.git', REF), join(folder, '.git', 'refs/heads/link'));
    writeFileSync(join(folder, '.git', 'refs/heads/junk'), 'junk\n');
    for (const name of ['other', 'link', 'junk'])
      expect(await tip(folder, `refs/heads/${name}`)).toBeUndefined();
  });

  test('is that of the repository a work tree belongs to', async () => {
    const { folder, git } = repository();
    git('worktree', 'add', '-q', '-b', 'side', join(root, 'side'));
    expect(await tip(join(root, 'side'))).toBe(git('rev-parse', REF));
    git('clone', '-q', '--bare', folder, join(root, 'bare.git'));
    expect(await tip(join(root, 'bare.git'))).toBe(git('rev-parse', REF));
  });

  test('is nothing where there is no repository, and seen again where one comes', async () => {
    const { folder, git } = repository();
    const opener = new GitCliOpener();
    expect(await opener.tip(root, REF)).toBeUndefined();
    expect(await opener.tip(folder, REF)).toBe(git('rev-parse', REF));
  });
});
