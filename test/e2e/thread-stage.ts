import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { KubernetesCluster } from '../../src/adapters/cluster-kubernetes/client.ts';
import { seed } from '../../src/entrypoints/demo/cluster/seed.ts';
import { withGuard } from '../../src/entrypoints/demo/guarding/config.ts';
import { makeDemo } from '../../src/entrypoints/demo/make.ts';
import { groundOf } from '../../src/entrypoints/demo/thread/ground.ts';
import { Started } from '../../src/entrypoints/demo/thread/started.ts';
import {
  type Surroundings,
  type SurroundingsRequest,
  surround,
} from '../../src/entrypoints/demo/thread/surroundings.ts';
import type { World } from '../../src/entrypoints/demo/thread/world.ts';
import { ADMIN, type ControlPlane, startControlPlane } from './control-plane.ts';
import { createAll, shipped } from './guard-accounts.ts';
import { mainward } from './mainward.ts';
import { freePort } from './parts.ts';
import { ServeProcess } from './serve-process.ts';
import { accountKubeconfig, POWERS } from './thread-accounts.ts';

/** The thread's world in which every part is a real server, and `mainward` a process of its own. */
export interface RealStage extends Surroundings {
  readonly world: World;
  readonly plane: ControlPlane;
  readonly admin: KubernetesCluster;
  readonly server: ServeProcess;
  /** Runs something that rests on the parts; where it fails, the error says what they said. */
  telling<Result>(work: () => Promise<Result>): Promise<Result>;
  stop(): Promise<void>;
}

const SEED = 1;
/** Of each part's log so much is told. */
const TOLD_BYTES = 8_000;

/** Roles that nobody of the thread has: one of its administrators, and somebody who may sign in and has none. */
const OTHERS = [
  {
    id: 'administrator',
    name: 'Alex Admin',
    email: 'alex@acme.example',
    groups: ['platform-admins'],
    role: 'administrator',
  },
  { id: 'guest', name: 'Kim Guest', email: 'kim@guests.example', groups: ['guests'], role: 'guest' },
];

export interface RealStageExtras extends Pick<SurroundingsRequest, 'also' | 'accounts'> {
  /** The server guards the cluster. */
  readonly guarded?: boolean;
}

const GUARDING = [...POWERS, 'revoker', 'reconciler'] as const;

export async function setRealStage(extras: RealStageExtras = {}): Promise<RealStage> {
  const { also, accounts = [], guarded = false } = extras;
  const folder = mkdtempSync(join(tmpdir(), 'mainward-thread-'));
  const started = new Started();
  started.keep({ stop: async () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) });
  try {
    const root = join(folder, 'stage');
    const demo = makeDemo({ out: join(folder, 'acme'), seed: SEED });
    const port = await freePort();
    const around = await surround(
      {
        demo,
        seed: SEED,
        root,
        mainward,
        port,
        accounts: [...OTHERS, ...accounts],
        ...(also === undefined ? {} : { also }),
      },
      started,
    );
    const plane = started.keep(await startControlPlane());
    const admin = await plane.as(ADMIN);
    await seed(admin, groundOf(around.infrastructure));
    if (guarded)
      await createAll(plane.api, [...shipped('guard/policy.yaml'), ...shipped('guard/accounts.yaml')]);
    const agent = await plane.startKustomizeController();
    writeFileSync(around.kubeconfig, await accountKubeconfig(plane, admin, guarded ? GUARDING : POWERS), {
      mode: 0o600,
    });
    const config = join(root, 'mainward.yaml');
    writeFileSync(config, stringify(guarded ? withGuard(around.config) : around.config));
    const world = around.worldWith(admin);
    const server = started.keep(
      new ServeProcess({ config, data: around.data, url: world.server, folder: root }),
    );
    const logs = (): string =>
      [server.log, agent.log, plane.api.process().log]
        .map((file) => `--- ${file}\n${readFileSync(file, 'utf8').slice(-TOLD_BYTES)}`)
        .join('\n');
    const telling: RealStage['telling'] = async (work) => {
      try {
        return await work();
      } catch (error) {
        throw new Error(`${String(error)}\n${logs()}`, { cause: error });
      }
    };
    await telling(() => server.start());
    return { ...around, world, plane, admin, server, telling, stop: () => started.stop() };
  } catch (error) {
    await started.stop();
    throw error;
  }
}
