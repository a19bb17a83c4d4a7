import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CommitterRig, conformsToCommitter } from '../../ports/committer.conformance.ts';
import { FakeCommitter } from '../../ports/committer.fake.ts';
import { GitCommitter } from './committer.ts';

const run = promisify(execFile);
let root: string;
let keyFile: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'mainward-committer-'));
  keyFile = join(root, 'robot.key');
  await run('ssh-keygen', ['-q', '-N', '', '-t', 'ed25519', '-C', 'robot', '-f', keyFile]);
});
afterAll(() => rm(root, { recursive: true, force: true }));

const AUTHOR = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.org'];

/** A bare repository whose gate refuses while a file `refuse` lies in it, and whose own configuration would do harm. */
async function bareRig(): Promise<CommitterRig & { readonly bare: string }> {
  const folder = await mkdtemp(join(root, 'rig-'));
  const bare = join(folder, 'shop.git');
  const work = join(folder, 'work');
  await run('git', ['init', '-q', '--bare', '-b', 'main', bare]);
  await run('git', ['clone', '-q', bare, work]);
  const commit = async (path: string, text: string): Promise<string> => {
    await writeFile(join(work, path), text);
    await run('git', ['-C', work, 'add', '-A']);
    await run('git', ['-C', work, ...AUTHOR, 'commit', '-q', '-m', 'Work']);
    await run('git', ['-C', work, 'push', '-q', 'origin', 'HEAD:refs/heads/main']);
    return (await run('git', ['-C', work, 'rev-parse', 'HEAD'])).stdout.trim();
  };
  await commit('a.txt', 'a\n');
  await commit('b.txt', 'b\n');
  const hook = join(bare, 'hooks', 'pre-receive');
  await writeFile(
    hook,
    '#!/bin/sh\necho "$REMOTE_USER" > pusher\n[ ! -e refuse ] || { cat refuse >&2; exit 1; }\n',
  );
  await chmod(hook, 0o755);
  await run('git', ['-C', bare, 'config', 'user.name', 'Mallory']);
  await run('git', ['-C', bare, 'config', 'gpg.ssh.program', '/bin/false']);
  const robot = { name: 'Mainward', email: 'mainward@example.org', keyFile };
  const places = new Map([['shop', { path: bare, ref: 'refs/heads/main', robot }]]);
  return {
    bare,
    committer: new GitCommitter(places, { now: () => Date.UTC(2026, 10, 20, 12) }),
    repository: 'shop',
    at: async (ref) =>
      run('git', ['-C', bare, 'rev-parse', '--verify', '-q', ref]).then(
        ({ stdout }) => stdout.trim(),
        () => undefined,
      ),
    text: async (commitId, path) =>
      run('git', ['-C', bare, 'show', `${commitId}:${path}`]).then(
        ({ stdout }) => stdout,
        () => undefined,
      ),
    parents: async (commitId) =>
      (await run('git', ['-C', bare, 'show', '-s', '--format=%P', commitId])).stdout.trim().split(' '),
    landElse: async (path, text) => {
      await run('mkdir', ['-p', join(work, path, '..')]);
      return commit(path, text);
    },
    refuse: (say) => writeFile(join(bare, 'refuse'), `${say}\n`),
    takeAway: () => rename(bare, `${bare}.away`),
  };
}

conformsToCommitter('git', bareRig);
conformsToCommitter('a fake', async () => {
  const committer = new FakeCommitter({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
  return {
    committer,
    repository: committer.repository,
    at: async (ref) => committer.refs.get(ref),
    text: async (commit, path) => committer.commits.get(commit)?.files.get(path),
    parents: async (commit) => committer.commits.get(commit)?.parents ?? [],
    landElse: async (path, text) => committer.landElse(path, text),
    refuse: async (say) => {
      committer.refusal = say;
    },
    takeAway: async () => {
      committer.isReachable = false;
    },
  };
});

describe('a commit of the committer', () => {
  test('is the robot’s by name and signature, and nothing of the repository’s configuration is used', async () => {
    const rig = await bareRig();
    const base = (await rig.at('refs/heads/main')) ?? '';
    const ref = 'refs/heads/mainward/access/one';
    const edits = [{ path: 'c.txt', bytes: new TextEncoder().encode('c\n') }];
    const offered = await rig.committer.offer({ repository: 'shop', base, edits, message: 'Add c', ref });
    expect(offered.kind).toBe('done');
    const head = (await rig.at(ref)) ?? '';
    const landed = await rig.committer.land({ repository: 'shop', onto: base, head, message: 'Land c' });
    expect(landed.kind).toBe('done');
    const { stdout: publicKey } = await run('ssh-keygen', ['-y', '-f', keyFile]);
    const allowed = join(root, 'allowed');
    await writeFile(allowed, `mainward@example.org ${publicKey}`);
    for (const commit of [head, 'refs/heads/main']) {
      const shown = await run('git', [
        '-C',
        rig.bare,
        '-c',
        'gpg.ssh.program=ssh-keygen',
        '-c',
        `gpg.ssh.allowedSignersFile=${allowed}`,
        'show',
        '-s',
        '--format=%an <%ae> %cn <%ce> %G? %aI',
        commit,
      ]);
      expect(shown.stdout.trim()).toBe(
        'Mainward <mainward@example.org> Mainward <mainward@example.org> G 2026-11-20T12:00:00+00:00',
      );
    }
    expect((await run('cat', [join(rig.bare, 'pusher')])).stdout).toBe('mainward@example.org\n');
  });

  test('is proposed beside its branch, and what did not land is not proposed any more when it is withdrawn', async () => {
    const rig = await bareRig();
    const base = (await rig.at('refs/heads/main')) ?? '';
    const offer = async (name: string): Promise<string> => {
      const ref = `refs/heads/mainward/access/${name}`;
      const edits = [{ path: `${name}.txt`, bytes: new TextEncoder().encode('x\n') }];
      const made = await rig.committer.offer({
        repository: 'shop',
        base,
        edits,
        message: `Add ${name}`,
        ref,
      });
      return made.kind === 'done' ? made.commit : '';
    };
    const [one, two] = [await offer('one'), await offer('two')];
    expect(await rig.at('refs/pull/1/head')).toBe(one);
    expect(await rig.at('refs/pull/2/head')).toBe(two);
    const anew = await offer('two');
    expect(await rig.at('refs/pull/2/head')).toBe(anew);
    await rig.committer.land({ repository: 'shop', onto: base, head: one, message: 'Land one' });
    for (const [name, head] of [
      ['one', one],
      ['two', anew],
    ] as const)
      await rig.committer.withdraw({ repository: 'shop', ref: `refs/heads/mainward/access/${name}`, head });
    expect(await rig.at('refs/pull/1/head')).toBe(one);
    expect(await rig.at('refs/pull/2/head')).toBeUndefined();
  });
});
