import { MainwardError } from '../../../src/model/errors.ts';
import type { KubernetesObject, ObjectKey, ResourceType } from '../../../src/ports/cluster.ts';
import {
  CLUSTER_ROLE_BINDINGS,
  CLUSTER_ROLES,
  ROLE_BINDINGS,
  ROLES,
} from '../../../src/ports/cluster-kinds.ts';
import { POLICY } from '../fake-desired.ts';
import { World } from '../world.ts';
import { ADMINS, CHANGES, COMMITS, GIT, HARMLESS, ROGUES, SHRUNK } from './pool.ts';
import type { Event } from './step.ts';

const KINDS: readonly ResourceType[] = [CLUSTER_ROLE_BINDINGS, ROLE_BINDINGS, CLUSTER_ROLES, ROLES];

/** A cluster as Git has it, before anything happens. */
export async function newWorld(): Promise<World> {
  const world = new World('few');
  world.staleAfter = 60_000;
  await world.namespaces('shop', 'flux-system');
  await world.agent.start();
  world.desired.commit(GIT);
  await world.agent.apply();
  return world;
}

/** Everything that grants in a cluster. */
export async function liveOf(world: World): Promise<readonly KubernetesObject[]> {
  const lists = await Promise.all(KINDS.map((type) => world.root.list(type)));
  return lists.flatMap(({ items }, index) =>
    items.map((item) => ({
      ...item,
      kind: KINDS[index]?.kind ?? '',
      apiVersion: 'rbac.authorization.k8s.io/v1',
    })),
  );
}

/** Lets one thing happen, and everybody who has something to do about it do it, as far as that takes no time. */
export async function happen(event: Event, world: World): Promise<void> {
  try {
    await play(event, world);
  } catch (error) {
    // What is there already, or is not there, is left so.
    if (!(error instanceof MainwardError)) throw error;
  }
  await world.time.advance(0);
}

async function play(event: Event, world: World): Promise<void> {
  const { root, desired, agent, ledger } = world;
  switch (event.do) {
    case 'make':
      return make(world, ROGUES[event.which]);
    case 'harmless':
      return make(world, HARMLESS[event.which]);
    case 'unmake':
      return unmake(world, ROGUES[event.which]);
    case 'remove':
      return unmake(world, GIT[event.which]);
    case 'change':
      return change(world, CHANGES[event.which]);
    case 'touch':
      return touch(world, GIT[event.which + 2]);
    case 'commit':
      return desired.commit(COMMITS[event.which] ?? GIT);
    case 'shrink':
      return desired.commit(SHRUNK[event.which] ?? []);
    case 'roll':
      return agent.apply();
    case 'finalize':
      await root.patch(keyOf(ROGUES[0]), {
        kind: 'merge',
        body: { metadata: { finalizers: ['acme.example/stay'] } },
      });
      return;
    case 'adminsGone':
      return unmake(world, ADMINS);
    case 'adminsBack':
      return make(world, { ...ADMINS, metadata: { name: 'admins-again' } });
    case 'tier':
      return desired.commit(desired.objects, {
        ...POLICY,
        tier: desired.policy?.tier === 'revoke' ? 'observe' : 'revoke',
      });
    case 'agent':
      agent.isDead = !event.works;
      return;
    case 'ledger':
      ledger.isUnavailable = !event.works;
      return;
    case 'watch':
      return [0, 1].forEach((guard) => {
        const stream = world.streamOf(guard);
        if (event.works) stream?.mend(event.how === 0 ? 'resumed' : 'expired');
        else stream?.break();
      });
    case 'cluster':
      world.failing = event.works ? undefined : event.how === 0 ? 'unreachable' : 'forbidden';
      return;
    case 'pause':
      world.pause = event.works ? undefined : { until: world.time.now() + 60_000, why: 'work', by: 'ann' };
      return;
    case 'git':
      desired.is = event.is === 'unconfirmed' ? 'verified' : event.is;
      desired.confirmedAt = event.is === 'unconfirmed' ? world.time.now() : undefined;
      return;
    case 'start':
      await world.start(event.guard);
      return;
    case 'stop':
      return world.stop(event.guard);
    case 'wait':
      return world.time.advance(event.milliseconds);
  }
}

/** Whatever was broken is mended, and time goes by until nothing is left to do. */
export async function mendAll(world: World, isRestarted = true): Promise<void> {
  const { desired } = world;
  world.ledger.isUnavailable = false;
  world.failing = undefined;
  world.pause = undefined;
  world.agent.isDead = false;
  desired.is = 'verified';
  desired.confirmedAt = undefined;
  for (const guard of [0, 1]) world.streamOf(guard)?.mend('expired');
  desired.commit(GIT, POLICY);
  await world.time.advance(0);
  await world.agent.apply();
  if (!isRestarted && world.isRunning(0)) {
    // Longer than whatever was tried in vain waits to be tried again.
    await world.time.advance(330_000);
    return;
  }
  await world.start(0);
  // Longer than a minute of the limits for all that there may be.
  await world.time.advance(130_000);
}

async function make(world: World, object: KubernetesObject | undefined): Promise<void> {
  if (object !== undefined) await world.root.create(keyOf(object).type, object);
}

async function unmake(world: World, object: KubernetesObject | undefined): Promise<void> {
  await world.root.delete(keyOf(object));
}

/** By a patch where that is possible; another roleRef is another object. */
async function change(world: World, object: KubernetesObject | undefined): Promise<void> {
  const key = keyOf(object);
  const [rules, subjects, roleRef] = [object?.['rules'], object?.['subjects'], object?.['roleRef']];
  const live = await world.root.get(key);
  if (JSON.stringify(live?.['roleRef']) !== JSON.stringify(roleRef)) {
    await world.root.delete(key);
    await make(world, object);
  } else
    await world.root.patch(key, {
      kind: 'merge',
      body: { ...(rules === undefined ? {} : { rules }), ...(subjects === undefined ? {} : { subjects }) },
    });
}

async function touch(world: World, object: KubernetesObject | undefined): Promise<void> {
  const key = keyOf(object);
  const live = await world.root.get(key);
  const turned = (list: unknown): unknown => (Array.isArray(list) ? list.toReversed() : list);
  const [rules, subjects] = [live?.['rules'], live?.['subjects']];
  await world.root.patch(key, {
    kind: 'merge',
    body: {
      metadata: { labels: { touched: String(world.time.now()) } },
      ...(rules === undefined ? {} : { rules: turned(rules) }),
      ...(subjects === undefined ? {} : { subjects: turned(subjects) }),
    },
  });
}

export function keyOf(object: KubernetesObject | undefined): ObjectKey {
  const type = KINDS.find(({ kind }) => kind === object?.kind) ?? ROLES;
  const { name = '', namespace } = object?.metadata ?? {};
  return { type, name, ...(namespace === undefined ? {} : { namespace }) };
}
