import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { GitCliOpener } from '../../src/adapters/git-cli/opener.ts';
import { type DriftMessage, watchDrift } from '../../src/flows/drift/watch.ts';
import type { Cluster } from '../../src/ports/cluster.ts';
import { CLUSTER_ROLE_BINDINGS, ROLE_BINDINGS, ROLES } from '../../src/ports/cluster-kinds.ts';
import { renderDriftEvent } from '../../src/reports/drift/text.ts';
import { ADMIN, DriftScene } from './scene.ts';

let scene: DriftScene;
let ending: AbortController;
/** Lets the ref be looked at. */
let look: () => void;
beforeEach(async () => {
  scene = await DriftScene.make();
  ending = new AbortController();
  look = () => {};
});
afterEach(() => {
  ending.abort();
  scene.remove();
});

function watch(cluster: Cluster = scene.admin): AsyncGenerator<DriftMessage> {
  const around = {
    ...scene.ports(),
    tips: new GitCliOpener(),
    cluster,
    clock: { now: () => Date.parse('2026-02-01T09:00:00Z') },
    pause: {
      pause: (_: number, signal?: AbortSignal) =>
        new Promise<void>((resolve) => {
          look = resolve;
          signal?.addEventListener('abort', () => resolve(), { once: true });
        }),
    },
  };
  return watchDrift(() => scene.request(), around, ending.signal);
}

async function next(events: AsyncGenerator<DriftMessage>): Promise<string> {
  const { value } = (await events.next()) as { readonly value?: DriftMessage };
  if (value === undefined) return 'end';
  return 'note' in value ? value.note : `${value.event} ${value.difference.object.name}`;
}

describe('a watch', () => {
  test('says what is there, what comes, what it becomes and what goes', async () => {
    await scene.apply(ADMIN('root', 'eve'));
    const events = watch();
    expect(await next(events)).toMatch(/^shop is compared with \w{10} of refs\/heads\/main in shop$/);
    expect(await next(events)).toBe('came root');
    const { admin } = scene;
    await scene.apply(ADMIN('second', 'eve'));
    await admin.delete({ type: CLUSTER_ROLE_BINDINGS, name: 'root' });
    // That Eve could do everything already was not in Git either.
    expect(await next(events)).toBe('came second');
    expect(await next(events)).toBe('went root');
    await admin.patch(
      { type: CLUSTER_ROLE_BINDINGS, name: 'second' },
      {
        kind: 'merge',
        body: { subjects: [{ kind: 'User', name: 'mallory', apiGroup: 'rbac.authorization.k8s.io' }] },
      },
    );
    expect(await next(events)).toBe('changed second');
    await admin.delete({ type: CLUSTER_ROLE_BINDINGS, name: 'second' });
    expect(await next(events)).toBe('went second');
    ending.abort();
    expect(await next(events)).toBe('end');
  });

  test('judges anew what rests on what changed', async () => {
    const events = watch();
    await next(events);
    const { admin } = scene;
    await admin.delete({ type: ROLES, name: 'reader', namespace: 'shop' });
    expect(await next(events)).toBe('came reader');
    // Nobody is bound to it any more, so that it is missing takes nothing from anybody; both are missing all the same.
    await admin.delete({ type: ROLE_BINDINGS, name: 'readers', namespace: 'shop' });
    expect([await next(events), await next(events)].sort()).toEqual(['came readers', 'changed reader']);
  });

  test('goes on with what is verified', async () => {
    await scene.apply(ADMIN('root', 'eve'));
    const events = watch();
    await next(events);
    expect(await next(events)).toBe('came root');
    scene.land({ 'root.yaml': ADMIN('root', 'eve') });
    const later = next(events);
    look();
    expect(await later).toContain(scene.scene.tip().slice(0, 10));
    expect(await next(events)).toBe('went root');
  });

  test('says which kinds it may not see, and rejects where it may see none', async () => {
    await scene.apply(`apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: looking}
rules: [{apiGroups: [rbac.authorization.k8s.io, ''], resources: [clusterrolebindings, namespaces, roles, clusterroles], verbs: [list, watch]}]
---
${ADMIN('looking', 'looker').replace('name: cluster-admin', 'name: looking')}`);
    const events = watch(scene.as('looker'));
    await next(events);
    expect(await next(events)).toContain('objects of kind RoleBinding may not be listed');
    expect(await next(events)).toBe('came looking');
    const nobody = watch(scene.as('nobody'));
    await expect(
      (async () => {
        for await (const _ of nobody);
      })(),
    ).rejects.toMatchObject({ code: 'CLUSTER_FORBIDDEN' });
  });

  test('says it in words', async () => {
    await scene.apply(ADMIN('root', 'eve'));
    const events = watch();
    await next(events);
    const { value } = (await events.next()) as { readonly value: DriftMessage };
    const text = 'note' in value ? '' : renderDriftEvent(value, { width: 100, color: false });
    expect(text).toMatch(
      /^2026-02-01T09:00:00.000Z {2}came\ncritical {2}ClusterRoleBinding root is not in Git, in cluster shop\n/,
    );
  });
});
