import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GitCliOpener } from '../../src/adapters/git-cli/opener.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { observersOf } from '../../src/entrypoints/server/repositories.ts';
import { MemoryLedger } from '../thread/ledger.ts';
import { type Clone, Host, POLICY } from './host.ts';

let host: Host;
let ann: Clone;
let ben: Clone;

beforeAll(async () => {
  host = await Host.open();
  await host.install();
  ann = await host.clone('ann');
  await ann.git('checkout', '-q', '-b', 'main');
  const roster = readFileSync(host.roster, 'utf8');
  await ann.commit('Begin', { '.mainward/policy.yaml': POLICY, '.mainward/roster.yaml': roster });
  const pushed = await ann.push('main');
  if (!pushed.ok) throw new Error(pushed.said);
  ben = await host.clone('ben');
});
afterAll(() => host.close());

test('the server passes what the hook let in, and not what was moved past the hook, although people agreed to it', async () => {
  const ledger = new MemoryLedger(() => systemClock.now());
  const place = { name: 'production', path: host.bare, ref: 'refs/heads/main', policy: '.mainward' };
  const since = await host.ref('refs/heads/main');
  const observer = observersOf([{ ...place, since }], {
    git: new GitCliOpener(),
    ledger,
    clock: systemClock,
    random: { bytes: (count) => randomBytes(count) },
  }).get('production');
  const land = async (pull: number): Promise<string> => {
    const head = await ann.offer(pull, { [`clusters/${pull}.yaml`]: 'a: 1\n' });
    await ben.approve(pull);
    return ann.merge(head);
  };
  const good = await land(1);
  expect(await ann.push(`${good}:refs/heads/main`)).toMatchObject({ ok: true });
  await observer?.observe();
  const evil = await land(2);
  await ann.push(`${evil}:refs/heads/smuggled`);
  await host.run(host.bare, 'git', 'update-ref', 'refs/heads/main', evil);
  const observation = await observer?.observe();
  expect(ledger.of('change.landed').map(({ commit, verdict }) => [commit, verdict])).toEqual([
    [since, 'pass'],
    [good, 'pass'],
    [evil, 'fail'],
  ]);
  expect(observation?.standing.accepted).toBe(good);
});
