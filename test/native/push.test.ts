import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FsFolderReader } from '../../src/adapters/folder-fs/reader.ts';
import { FilePushLog } from '../../src/adapters/forge-git/push-log.ts';
import { GitCliOpener } from '../../src/adapters/git-cli/opener.ts';
import { hostedForge } from '../../src/entrypoints/hook/hosted-forge.ts';
import { NO_EVIDENCE, readEvidence } from '../../src/flows/evidence/evidence.ts';
import { readLandings } from '../../src/flows/verify/landings.ts';
import { ATTESTATIONS_REF } from '../../src/model/statement.ts';
import type { ForgeView } from '../../src/ports/forge.ts';
import { type Clone, Host, POLICY, type Pushed } from './host.ts';

let host: Host;
let ann: Clone;
let ben: Clone;
let number = 100;
let main: string;

beforeAll(async () => {
  host = await Host.open();
  await host.install();
  ann = await host.clone('ann');
  await ann.git('checkout', '-q', '-b', 'main');
  await ann.commit('Begin', { '.mainward/policy.yaml': POLICY, 'clusters/a.yaml': 'a: 1\n' });
  const pushed = await ann.push('main');
  if (!pushed.ok) throw new Error(pushed.said);
  ben = await host.clone('ben');
  main = await host.ref('refs/heads/main');
});
afterAll(() => host.close());

/** Offered by Ann as a pull request of its own. */
async function offered(
  files: Readonly<Record<string, string>> = { [`clusters/${number}.yaml`]: 'a: 1\n' },
): Promise<{ readonly pull: number; readonly head: string }> {
  number += 1;
  return { pull: number, head: await ann.offer(number, files) };
}

/** Offered by Ann and agreed to by Ben. */
async function agreed(
  files?: Readonly<Record<string, string>>,
): Promise<{ readonly pull: number; readonly head: string }> {
  const change = await offered(files);
  await ben.approve(change.pull);
  return change;
}

/** Nothing of the push was taken, and whoever pushed was told all four things. */
async function expectRefused(pushed: Pushed, ...words: readonly string[]): Promise<void> {
  expect(pushed.ok, pushed.said).toBe(false);
  for (const word of [
    'takes nothing of this push',
    '  who   pushed by',
    '  what  ',
    '  why   ',
    '  do    ',
    ...words,
  ])
    expect(pushed.said).toContain(word);
  expect(await host.ref('refs/heads/main')).toBe(main);
}

async function expectTaken(pushed: Pushed): Promise<void> {
  expect(pushed.ok, pushed.said).toBe(true);
  main = await host.ref('refs/heads/main');
}

describe('a push of the protected ref is taken', () => {
  test('where all that was demanded is so, and verify says the same in a clone', async () => {
    const { head } = await agreed();
    await ann.merge(head);
    await expectTaken(await ann.push('main'));
    await ben.update();
    await ben.git('fetch', '-q', 'origin', `+${ATTESTATIONS_REF}:${ATTESTATIONS_REF}`);
    const { code, out, said } = await ben.mainward('verify', '--roster', host.roster);
    expect(out, said).toContain('agreed to by ben');
    expect(code).toBe(0);
  });

  test('where it becomes what was agreed to, several commits at once', async () => {
    await ann.update();
    await ann.git('checkout', '-q', '--detach', 'origin/main');
    await ann.commit('First', { 'clusters/two.yaml': 'a: 1\n' });
    number += 1;
    const head = await ann.offer(
      number,
      { 'clusters/two.yaml': 'a: 2\n' },
      await ann.git('rev-parse', 'HEAD'),
    );
    await ben.approve(number);
    await expectTaken(await ann.push(`${head}:refs/heads/main`));
  });

  test('where nobody has to agree, pushed by who made it', async () => {
    await ann.update();
    await ann.commit('Say more', { 'README.md': 'More\n' });
    await expectTaken(await ann.push('main'));
  });

  test('by whoever merges it, and is recorded with who that was', async () => {
    const { head } = await agreed();
    const merge = await ben.merge(head);
    await expectTaken(await ben.push('main'));
    const records = (await new FilePushLog(host.bare).read())?.records ?? [];
    expect(records.at(-1)).toMatchObject({
      ref: 'refs/heads/main',
      after: merge,
      pusher: 'ben',
      kind: 'push',
    });
  });
});

describe('nothing of a push is taken', () => {
  test('of what nobody agreed to', async () => {
    const { head } = await offered();
    await ann.merge(head);
    await expectRefused(
      await ann.push('main'),
      'approvals-missing: two-eyes: 1 of security',
      'mainward approve',
    );
  });

  test('of what its author agreed to', async () => {
    const { pull, head } = await offered();
    await ann.fetch();
    const own = await ann.mainward('approve', '--pull', String(pull));
    expect(own).toMatchObject({ code: 2 });
    expect(own.said).toContain('was written by you');
    await ann.git('config', 'user.email', 'somebody@example.org');
    const signed = await ann.mainward('approve', '--pull', String(pull), '--push');
    await ann.git('config', 'user.email', 'ann@example.org');
    expect(signed.said).toContain('is signed with your key');
    await ann.merge(head);
    await expectRefused(await ann.push('main'), 'approvals-missing');
  });

  test('of what went on after somebody had agreed', async () => {
    const { pull, head } = await agreed();
    const later = await ann.offer(pull, { 'clusters/later.yaml': 'a: 1\n' }, head);
    await ann.merge(later);
    await expectRefused(await ann.push('main'), 'stale-approval', 'has to be approved again');
  });

  test('of what somebody took back again', async () => {
    const { pull, head } = await agreed();
    await ben.approve(pull, '--withdraw');
    await ann.merge(head);
    await expectRefused(await ann.push('main'), 'approval-withdrawn');
  });

  test('of what is not signed', async () => {
    await ann.update();
    await ann.git('-c', 'commit.gpgsign=false', 'commit', '-q', '--allow-empty', '-m', 'Unsigned');
    await expectRefused(
      await ann.push('main'),
      'unsigned: signed: signed commits',
      'git config gpg.format ssh',
    );
  });

  test('of what is signed with a key that nobody has', async () => {
    const mallory = await host.clone('mallory');
    await mallory.git('checkout', '-q', '-B', 'main', 'origin/main');
    await mallory.commit('Say less', { 'README.md': '\n' });
    await expectRefused(await mallory.push('main'), 'unknown-key');
  });

  test('of what is pushed to the branch itself and needs somebody to agree', async () => {
    await ann.update();
    await ann.commit('Directly', { 'clusters/direct.yaml': 'a: 1\n' });
    await expectRefused(await ann.push('main'), 'direct ', 'approvals-missing');
  });

  test('of a merge that brings more than was offered', async () => {
    const { head } = await agreed();
    await ann.merge(head, '--no-commit');
    writeFileSync(join(ann.folder, 'clusters', 'evil.yaml'), 'a: 1\n');
    await ann.git('add', '-A');
    await ann.git('commit', '-q', '-m', 'Merge what was offered');
    await expectRefused(await ann.push('main'), 'content-differs');
  });

  test('of a squash that is not what its pull request holds', async () => {
    const { pull, head } = await agreed();
    await ann.update();
    await ann.git('merge', '-q', '--squash', head);
    writeFileSync(join(ann.folder, 'clusters', 'evil.yaml'), 'a: 1\n');
    await ann.git('add', '-A');
    await ann.git('commit', '-q', '-m', `Offer (#${pull})`);
    await expectRefused(await ann.push('main'), 'head-does-not-fit');
  });

  test('of a change that brings the policy it would need', async () => {
    const { head } = await offered({ '.mainward/policy.yaml': POLICY.replace("'clusters/**', ", '') });
    await ann.merge(head);
    await ann.commit('And use it', { 'clusters/weak.yaml': 'a: 1\n' });
    await expectRefused(await ann.push('main'), 'approvals-missing');
  });

  test('of a policy that cannot be read, though somebody agreed', async () => {
    const { head } = await agreed({ '.mainward/more.yaml': 'kind: Requirement\n' });
    await ann.merge(head);
    await expectRefused(await ann.push('main'), 'brings a policy that cannot be used');
  });

  test('that rewrites, rewinds or removes the protected ref', async () => {
    await ann.update();
    await ann.git('commit', '-q', '--amend', '-m', 'Rewritten');
    await expectRefused(await ann.push('+main'), 'a force-push');
    await expectRefused(await ann.push('+main~1:main'), 'a force-push');
    await expectRefused(await ann.push(':main'), 'removes refs/heads/main');
  });

  test('in which the protected ref is merged into something else', async () => {
    await ann.update();
    await ann.git('checkout', '-q', '--detach', 'origin/main~1');
    await ann.commit('A side', { 'clusters/side.yaml': 'a: 1\n' });
    await ann.git('merge', '-q', '--no-ff', '-m', 'Other way round', 'origin/main');
    const pushed = await ann.push('HEAD:main');
    await ann.git('checkout', '-q', 'main');
    await expectRefused(pushed, 'not on the line of first parents');
  });

  test('of two refs, one of which may not be', async () => {
    const { head } = await offered();
    await ann.merge(head);
    const pushed = await ann.push('main', `${head}:refs/heads/beside`);
    await expectRefused(pushed, 'approvals-missing');
    expect(pushed.said.match(/\[remote rejected\]/g)).toHaveLength(2);
    expect(await host.ref('refs/heads/beside')).toBe('');
  });

  test('whose approvals come along with it: the branch could move when they do not', async () => {
    const { pull, head } = await offered();
    await ben.fetch();
    expect((await ben.mainward('approve', '--pull', String(pull))).code).toBe(0);
    await ben.merge(head);
    const pushed = await ben.push('main', ATTESTATIONS_REF);
    await expectRefused(
      pushed,
      'approvals-missing',
      'statements that come in the same push do not count yet',
    );
    expect((await ben.push(ATTESTATIONS_REF)).ok).toBe(true);
    await expectTaken(await ben.push('main'));
  });

  test('that is more than is judged at once: landings, or refs', async () => {
    await ann.update();
    const lines = ['reset refs/heads/long', `from ${main}`, ''];
    for (let index = 0; index < 20_001; index += 1) {
      lines.push('commit refs/heads/long', 'committer ann <ann@example.org> 1767225600 +0000', 'data 1', 'x');
      if (index % 2 === 0) lines.push('M 644 inline noise', 'data 1', String(index % 10));
    }
    writeFileSync(join(ann.folder, '..', 'stream'), `${lines.join('\n')}\n`);
    await ann.git('-c', 'alias.import=!git fast-import --quiet < ../stream', 'import');
    await expectRefused(await ann.push('long~19000:main'), 'more than 1000 landings', 'in parts');
    await expectRefused(await ann.push('long:refs/pull/99/head'), 'offers more than 20000 commits');
    const many = Array.from({ length: 201 }, (_, index) => `HEAD:refs/heads/many/${index}`);
    await expectRefused(await ann.push(...many), '201 refs at once');
  });

  test('where the roster is gone, or the hook’s configuration', async () => {
    const text = readFileSync(host.roster, 'utf8');
    await ann.update();
    await ann.commit('Say more', { 'README.md': 'Even more\n' });
    writeFileSync(host.roster, 'kind: Roster\n');
    const pushed = await ann.push('main');
    writeFileSync(host.roster, text);
    expect(pushed.ok).toBe(false);
    expect(pushed.said).toContain('this push could not be judged, and nothing of it is taken');
    expect(pushed.said).toContain('POLICY_INVALID');
  });
});

describe('refs beside the protected one', () => {
  test('are free: branches, tags and pull requests of one’s own', async () => {
    const { pull, head } = await offered();
    const other = await ann.commit('Another', {});
    await ann.git('-c', 'tag.gpgsign=false', 'tag', '-a', '-m', 'One', 'one', head);
    expect(
      await ann.push('one', `${head}:refs/heads/free`, `+${other}:refs/pull/${pull}/head`),
    ).toMatchObject({
      ok: true,
    });
    expect(await ann.push(':refs/heads/free', `:refs/pull/${pull}/head`)).toMatchObject({ ok: true });
  });

  test('that are Mainward’s, or look like a guarded one, are not', async () => {
    for (const ref of ['refs/mainward/policy', 'refs/heads/Main', 'refs/Mainward/attestations'])
      await expectRefused(await ann.push(`HEAD:${ref}`), ref);
    await host.run(host.bare, 'git', 'symbolic-ref', 'refs/heads/alias', 'refs/heads/main');
    const aside = await ann.commit('Aside', {});
    await expectRefused(await ann.push(`+${aside}:refs/heads/alias`), 'only another name of refs/heads/main');
    await host.run(host.bare, 'git', 'symbolic-ref', '-d', 'refs/heads/alias');
  });

  test('that are another’s pull request are not', async () => {
    const { pull, head } = await offered();
    await ben.fetch();
    await ben.git('checkout', '-q', '--detach', head);
    const mine = await ben.commit('Slip it in', { 'clusters/slip.yaml': 'a: 1\n' });
    await expectRefused(await ben.push(`${mine}:refs/pull/${pull}/head`), `pull request ${pull} is ann’s`);
    await expectRefused(await ben.push(`:refs/pull/${pull}/head`), `removes pull request ${pull}`);
    await ben.git('-c', 'commit.gpgsign=false', 'commit', '-q', '--allow-empty', '--amend', '-m', 'Unsigned');
    const unsigned = await ben.pushTo(host.url('mallory'), `+HEAD:refs/pull/${pull}/head`);
    await expectRefused(unsigned, 'signed by nobody of the roster');
  });
});

describe('statements', () => {
  const forced = async (
    clone: Clone,
    make: () => Promise<string>,
    ...words: readonly string[]
  ): Promise<void> => {
    await clone.git('fetch', '-q', 'origin', `+${ATTESTATIONS_REF}:${ATTESTATIONS_REF}`);
    await expectRefused(await clone.push(`+${await make()}:${ATTESTATIONS_REF}`), ...words);
  };

  test('are neither removed, changed, rewritten nor wound back', async () => {
    await agreed();
    const before = await host.ref(ATTESTATIONS_REF);
    await expectRefused(await ben.push(`:${ATTESTATIONS_REF}`), 'removes the statements');
    await forced(ben, async () => `${ATTESTATIONS_REF}~1`, 'goes back to older statements');
    const empty = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
    await ben.git('hash-object', '-t', 'tree', '-w', '/dev/null');
    await forced(ben, () => ben.git('commit-tree', '-m', 'x', empty), 'does not go on');
    await forced(
      ben,
      () => ben.git('commit-tree', '-m', 'x', '-p', ATTESTATIONS_REF, empty),
      'something else than adding',
    );
    expect(await host.ref(ATTESTATIONS_REF)).toBe(before);
  });

  test('are kept only where somebody of the roster signed them, each in its place', async () => {
    const add = async (path: string, text: string): Promise<string> => {
      writeFileSync(join(ben.folder, 'added'), text);
      const blob = await ben.git('hash-object', '-w', '--no-filters', 'added');
      await ben.git('read-tree', ATTESTATIONS_REF);
      await ben.git('update-index', '--add', '--cacheinfo', `100644,${blob},${path}`);
      const tree = await ben.git('write-tree');
      await ben.git('read-tree', 'HEAD');
      return ben.git('commit-tree', '-m', 'x', '-p', ATTESTATIONS_REF, tree);
    };
    await forced(ben, () => add('README.md', 'Hello\n'), 'which is no approval');
    const [first] = (await ben.git('ls-tree', '-r', '--name-only', ATTESTATIONS_REF)).split('\n');
    const known = await ben.git('cat-file', 'blob', `${ATTESTATIONS_REF}:${first}`);
    await forced(ben, () => add('refs/heads/main/aa/bb/x.json', `${known}\n`), 'not where it belongs');
    const { pull } = await offered();
    const mallory = await host.clone('mallory-too').catch(() => undefined);
    expect(mallory).toBeUndefined();
    await ben.fetch();
    const key = join(host.root, 'mallory.key');
    const stranger = await ben.mainward('approve', '--pull', String(pull), '--push', '--key', key);
    expect(stranger.code).toBe(4);
    expect(stranger.said).toContain('counts for nothing');
    await ben.git('fetch', '-q', 'origin', `+${ATTESTATIONS_REF}:${ATTESTATIONS_REF}`);
  });

  test('of somebody who left are not taken, however they are dated', async () => {
    const { pull } = await offered();
    host.enroll('ann', { id: 'ben', until: '2026-01-01T00:00:00Z' }, 'cho');
    await ben.fetch();
    const late = await ben.mainward('approve', '--pull', String(pull), '--push');
    host.enroll('ann', 'ben', 'cho');
    expect(late.said).toContain("the key was no longer this person's");
    await ben.git('fetch', '-q', 'origin', `+${ATTESTATIONS_REF}:${ATTESTATIONS_REF}`);
  });

  test('of two who are equally fast are both kept', async () => {
    const cho = await host.clone('cho');
    const { pull, head } = await offered();
    await Promise.all([ben.approve(pull), cho.approve(pull)]);
    await ben.git('fetch', '-q', 'origin', `+${ATTESTATIONS_REF}:${ATTESTATIONS_REF}`);
    const files = await ben.git('ls-tree', '-r', '--name-only', ATTESTATIONS_REF);
    expect(files.split('\n').filter((path) => path.includes(head.slice(2)))).toHaveLength(2);
  });
});

describe('the server', () => {
  const now = '2099-01-01T00:00:00Z';
  const seen = async (): Promise<ForgeView> => {
    const repository = await new GitCliOpener().open(host.bare);
    if (repository === undefined) throw new Error('no repository');
    const folders = new FsFolderReader();
    const roster = { folder: host.root, file: 'roster.yaml' };
    const evidence = await readEvidence({ folders: [], roster }, folders);
    const forge = hostedForge(host.bare, 'shop')(repository, { ref: 'refs/heads/main', evidence, now });
    const view = await forge?.observe();
    await repository.close();
    if (view === undefined) throw new Error('no forge');
    return view;
  };

  test('sees who offers what, who pushed it and when, and who agreed when', async () => {
    const { pull, head } = await agreed();
    const { evidence, statements, notes } = await seen();
    expect(evidence.pullRequests?.openComplete).toBe(true);
    expect(evidence.pullRequests?.items.find((one) => one.number === pull)).toMatchObject({
      state: 'open',
      title: `Offer ${pull}`,
      author: { person: 'ann' },
      base: 'refs/heads/main',
      head: { sha: head, ref: `refs/pull/${pull}/head` },
      pushes: [{ actor: { login: 'ann' }, after: head }],
    });
    expect(evidence.pushes?.filter(({ ref }) => ref === 'refs/heads/main').at(-1)).toMatchObject({
      after: main,
    });
    expect(evidence.pushes?.some(({ bypassed }) => bypassed === true)).toBe(false);
    expect(statements.length).toBeGreaterThan(0);
    expect(statements.filter((one) => one.seen === undefined || one.seen === now)).toEqual([]);
    expect(notes).toEqual([]);
  });

  test('sees a ref that was moved past the hook, and what landed by that fails', async () => {
    const { head } = await offered();
    const evil = await ann.merge(head);
    await ann.push(`${evil}:refs/heads/smuggled`);
    await host.run(host.bare, 'git', 'update-ref', 'refs/heads/main', evil);
    const { evidence, notes } = await seen();
    expect(notes).toMatchObject([
      expect.stringContaining(`refs/heads/main was moved from ${main.slice(0, 12)}`),
    ]);
    expect(evidence.pushes?.filter(({ bypassed }) => bypassed === true)).toMatchObject([
      { ref: 'refs/heads/main', before: main, after: evil, kind: 'force-push' },
    ]);
    const repository = await new GitCliOpener().open(host.bare);
    if (repository === undefined) throw new Error('no repository');
    const { landings } = await readLandings(repository, {
      name: 'shop',
      span: { ref: 'refs/heads/main', tip: evil, not: [main] },
      evidence: { ...NO_EVIDENCE, forges: [evidence] },
      bounds: { landings: 10 },
      cheaply: false,
      now,
    });
    await repository.close();
    expect(landings.map(({ verdict, reasons }) => [verdict, reasons[0]?.code])).toEqual([
      ['fail', 'bypassed'],
    ]);
    await host.run(host.bare, 'git', 'update-ref', 'refs/heads/main', main);
  });
});
