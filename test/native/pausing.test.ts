import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FsFolderReader } from '../../src/adapters/folder-fs/reader.ts';
import { FilePushLog } from '../../src/adapters/forge-git/push-log.ts';
import { GitCliOpener } from '../../src/adapters/git-cli/opener.ts';
import { readEvidence } from '../../src/flows/evidence/evidence.ts';
import type { PauseAnswer } from '../../src/flows/guard/pause/in-force.ts';
import { Pauses } from '../../src/flows/guard/pause/pauses.ts';
import type { Roster } from '../../src/model/person.ts';
import { ATTESTATIONS_REF } from '../../src/model/statement.ts';
import { type Clone, Host, POLICY } from './host.ts';

const FILE: string = import.meta.filename;
let host: Host;
let ben: Clone;
let cho: Clone;
let pauses: Pauses;
let time: number;

beforeAll(async () => {
  host = await Host.open();
  await host.install();
  const ann = await host.clone('ann');
  await ann.git('checkout', '-q', '-b', 'main');
  await ann.commit('Begin', { '.mainward/policy.yaml': POLICY });
  const pushed = await ann.push('main');
  if (!pushed.ok) throw new Error(pushed.said);
  ben = await host.clone('ben');
  cho = await host.clone('cho');
  time = Date.now();
  pauses = new Pauses(host.bare, 'shop', {
    git: new GitCliOpener(),
    pushes: new FilePushLog(host.bare),
    clock: { now: () => time },
  });
});
afterAll(() => host.close());

async function roster(): Promise<Roster | undefined> {
  const file = { folder: host.root, file: 'roster.yaml' };
  return (await readEvidence({ folders: [], roster: file }, new FsFolderReader())).roster;
}

async function inForce(cluster = 'prod'): Promise<PauseAnswer> {
  time = Math.max(time, Date.now());
  return pauses.at(cluster, { policy: { groups: ['security'], longestMinutes: 60 }, roster: await roster() });
}

const pause = (clone: Clone, ...args: readonly string[]): ReturnType<Clone['mainward']> =>
  clone.mainward('guard', 'pause', '--cluster', 'prod', ...args);

describe('mainward guard pause', () => {
  test('signs with the real ssh-keygen, brings it to the server past its hook, and the guard finds it in force', async () => {
    expect((await inForce()).inForce).toBeUndefined();
    const { code, out, said } = await pause(
      ben,
      '--until',
      '30m',
      '--reason',
      'the network is being rebuilt',
    );
    expect(code, said).toBe(0);
    expect(out).toMatch(/^paused the guard of prod until \S+ with SHA256:\S+, on origin\n$/);
    const answer = await inForce();
    expect(answer).toMatchObject({ inForce: { why: 'the network is being rebuilt', by: 'ben' }, idle: [] });
    expect((await inForce('test')).inForce).toBeUndefined();
    time = (answer.inForce?.until ?? 0) + 1;
    expect((await inForce()).inForce).toBeUndefined();
    time = 0;
  });

  test('is ended by anybody who may, who need not have had it in their clone', async () => {
    expect((await inForce()).ids).toHaveLength(1);
    const { code, out, said } = await pause(cho, '--withdraw');
    expect(code, said).toBe(0);
    expect(out).toContain('ended the pause of prod that would have lasted until ');
    expect(await inForce()).toMatchObject({ ids: [], idle: [{ why: 'it was ended' }] });
  });

  test('does not count with a key that the roster does not have, which the hook does not take', async () => {
    const key = `${host.root}/mallory.key`;
    const { code, said } = await pause(ben, '--until', '30m', '--reason', 'let me in', '--key', key);
    expect(code).not.toBe(0);
    expect(said).toContain('adds a pause of prod that counts for nothing');
    await ben.git('update-ref', '-d', ATTESTATIONS_REF);
    expect((await inForce()).ids).toEqual([]);
  });

  test.each([
    ['without an end', ['--reason', 'x']],
    ['without a reason', ['--until', '30m']],
    ['with an end that is over', ['--until', '2020-01-01T00:00:00Z', '--reason', 'x']],
    ['for longer than any policy allows', ['--until', '5h', '--reason', 'x']],
    ['with a time without a zone', ['--until', '2099-01-01T00:00:00', '--reason', 'x']],
    ['with an end and its withdrawal', ['--until', '30m', '--withdraw']],
    ['with what other actions take', ['--until', '30m', '--reason', 'x', '--token-file', FILE]],
  ])('%s it is refused, and nothing is signed', async (_, args) => {
    const { code, said } = await pause(ben, ...args);
    expect(code, said).toBe(2);
  });

  test('says where there is nothing to end', async () => {
    const { code, said } = await ben.mainward('guard', 'pause', '--cluster', 'nowhere', '--withdraw');
    expect(code).not.toBe(0);
    expect(said).toContain('No pause of nowhere');
  });
});
