import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FilePushLog } from '../../adapters/forge-git/push-log.ts';
import { installHook } from './install.ts';
import { judgePush } from './pre-receive.ts';

let root: string;
let folder: string;
let roster: string;
const now = '2026-01-01T00:00:00Z';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mainward-install-'));
  folder = join(root, "it's a shop.git");
  execFileSync('git', ['init', '-q', '--bare', '-b', 'main', folder]);
  roster = join(root, 'roster.yaml');
  writeFileSync(
    roster,
    'apiVersion: mainward.dev/v1alpha1\nkind: Roster\nmetadata: {name: people}\nspec: {}\n',
  );
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const install = (over: Partial<Parameters<typeof installHook>[0]> = {}): ReturnType<typeof installHook> =>
  installHook({ folder, roster, self: ["/a node's", '/mainward.js'], now, ...over });

test('hooks that call this very program are written, and what the guarded refs are is kept', async () => {
  expect(await install({ ref: 'release' })).toMatchObject({ name: "it's a shop", ref: 'refs/heads/release' });
  const hook = join(folder, 'hooks', 'pre-receive');
  expect(readFileSync(hook, 'utf8')).toContain(`exec '/a node'\\''s' '/mainward.js' hook pre-receive\n`);
  expect(statSync(hook).mode & 0o111).toBe(0o111);
  const none = '0'.repeat(40);
  expect((await new FilePushLog(folder).read())?.records).toMatchObject([
    { ref: 'refs/heads/release', before: none, kind: 'installed' },
    { ref: 'refs/mainward/attestations', before: none, kind: 'installed' },
  ]);
  await expect(install()).resolves.toMatchObject({ ref: 'refs/heads/main' });
});

test.each([
  ['a roster that cannot be used', () => writeFileSync(roster, 'kind: Roster\n'), {}, 'POLICY_INVALID'],
  ['a ref that is none', () => undefined, { ref: 'a..b' }, 'USAGE'],
  ['the statements as the protected ref', () => undefined, { ref: 'refs/mainward/attestations' }, 'USAGE'],
  ['another hook', () => writeFileSync(join(folder, 'hooks', 'pre-receive'), '#!/bin/sh\n'), {}, 'USAGE'],
  [
    'hooks elsewhere',
    () => execFileSync('git', ['-C', folder, 'config', 'core.hooksPath', '/x']),
    {},
    'USAGE',
  ],
])('%s is refused, and nothing is written', async (_, prepare, over, code) => {
  prepare();
  await expect(install(over)).rejects.toMatchObject({ code });
  expect(await new FilePushLog(folder).read()).toBeUndefined();
});

test('a work tree gets no pushes, and no hook', async () => {
  const tree = join(root, 'tree');
  execFileSync('git', ['init', '-q', tree]);
  await expect(install({ folder: tree })).rejects.toMatchObject({ code: 'USAGE' });
});

test('a judgement that takes too long is none', async () => {
  await install();
  const text = `${'0'.repeat(40)} ${'a'.repeat(40)} refs/pull/1/head\n`;
  const push = { folder, env: {}, stdin: lines(text), now, version: '0', milliseconds: 0 };
  await expect(judgePush(push)).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' });
});

async function* lines(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

test.each([
  ['what is no line of Git’s', `${'0'.repeat(40)} ${'a'.repeat(40)} main\n`, {}, 'USAGE'],
  ['half an object id', `${'0'.repeat(40)} abc refs/heads/main\n`, {}, 'USAGE'],
  ['more than a megabyte', 'x'.repeat(2 << 20), {}, 'BUDGET_EXCEEDED'],
  ['a quarantine outside of the repository', '', { GIT_QUARANTINE_PATH: tmpdir() }, 'USAGE'],
])('%s is not judged', async (_, text, env, code) => {
  await install();
  const push = { folder, env, stdin: lines(text), now, version: '0' };
  await expect(judgePush(push)).rejects.toMatchObject({ code });
});
