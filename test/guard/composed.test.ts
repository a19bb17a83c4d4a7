import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { inProcessCluster } from '../../src/entrypoints/demo/cluster/in-process.ts';
import { type Composed, compose } from '../../src/entrypoints/server/compose.ts';
import { NO_CONFIG } from '../../src/entrypoints/server/config/config.ts';
import { makeLogger } from '../../src/entrypoints/server/logger.ts';
import type { Cluster } from '../../src/ports/cluster.ts';
import {
  CLUSTER_ROLE_BINDINGS,
  NAMESPACES,
  VALIDATING_WEBHOOK_CONFIGURATIONS,
} from '../../src/ports/cluster-kinds.ts';
import { clusterBinding, namespace, user } from './ground.ts';

let folder: string;
let log: string;
let composed: Composed | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mainward-composed-'));
  log = '';
});
afterEach(async () => {
  await composed?.close();
  composed = undefined;
  rmSync(folder, { recursive: true, force: true });
});

function repository(): string {
  const path = join(folder, 'infrastructure');
  mkdirSync(join(path, 'live'), { recursive: true });
  writeFileSync(
    join(path, 'live/access.yaml'),
    JSON.stringify(clusterBinding('granted', 'view', user('ann'))),
  );
  const git = (...argv: readonly string[]): void => {
    execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@acme.example', ...argv], { cwd: path });
  };
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '--message', 'Give Ann a view');
  return join(path, '.git');
}

async function until(check: () => Promise<boolean> | boolean): Promise<void> {
  for (let round = 0; round < 500; round += 1) {
    if (await check()) return;
    await sleep(20);
  }
  throw new Error(`It is never so. What was logged:\n${log.slice(-4_000)}`);
}

test('a server guards, is asked by the API server, and offers to Git, by its configuration alone', async () => {
  const cluster = inProcessCluster({ clock: systemClock, random: { bytes: (count) => randomBytes(count) } });
  const as = (name: string): Cluster => cluster.as({ user: name, groups: ['system:masters'] });
  const root = as('root');
  await root.create(NAMESPACES, namespace('flux-system'));
  await root.create(CLUSTER_ROLE_BINDINGS, clusterBinding('granted', 'view', user('ann')));
  const name = 'infrastructure';
  const at = { namespace: 'flux-system', name };
  const started = await compose({
    config: {
      ...NO_CONFIG,
      admission: { listen: { host: '127.0.0.1', port: 0 } },
      repositories: [{ name, path: repository(), ref: 'refs/heads/main', policy: '.mainward' }],
      guards: [
        {
          cluster: 'production',
          repository: name,
          atMost: 'alert',
          roots: [{ namespace: 'flux-system', name: 'live', repository: name, path: './live' }],
          follows: [{ ...at, repository: name }],
          admission: { url: new URL('https://127.0.0.1:9443') },
        },
      ],
    },
    data: join(folder, 'data'),
    version: '0.0.0',
    logger: makeLogger({ write: (line) => void (log += line) }),
    env: {},
    clusters: new Map([
      [
        'production',
        {
          broker: as('broker'),
          publisher: as('publisher'),
          observer: as('observer'),
          registrar: as('registrar'),
        },
      ],
    ]),
  });
  composed = started;
  const { services } = started;
  started.begin({ url: new URL('http://127.0.0.1:1') });
  const status = () => services.guards?.get('production')?.status();
  await until(() => status()?.ready === true);
  await until(
    async () => (await root.get({ type: VALIDATING_WEBHOOK_CONFIGURATIONS, name: 'mainward' })) !== undefined,
  );
  await root.create(CLUSTER_ROLE_BINDINGS, clusterBinding('rogue', 'cluster-admin', user('mallory')));
  await until(() => status()?.open.length === 1);
  expect(status()).toMatchObject({
    tier: 'observe',
    open: [{ object: { name: 'rogue' }, decision: 'record' }],
  });
  expect(services.proposer?.knows('production')).toBe(true);
  expect(services.metrics.print()).toContain('mainward_guard_ready{cluster="production"} 1');
  expect(await services.readiness[0]?.ready()).toBe(true);
});
