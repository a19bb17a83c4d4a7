import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { KubernetesCluster } from '../../src/adapters/cluster-kubernetes/client.ts';
import { NAMESPACES, SECRETS, SERVICE_ACCOUNTS } from '../../src/ports/cluster-kinds.ts';
import { keyOf, make } from '../../src/ports/cluster-rig.conformance.ts';
import { ADMIN, type ControlPlane, startControlPlane } from './control-plane.ts';

const NAMESPACE = 'revocation';

let plane: ControlPlane;
let admin: KubernetesCluster;

beforeAll(async () => {
  plane = await startControlPlane();
  admin = await plane.as(ADMIN);
  await admin.create(NAMESPACES, make(NAMESPACES, { name: NAMESPACE }));
  await admin.create(SERVICE_ACCOUNTS, make(SERVICE_ACCOUNTS, { name: 'robot', namespace: NAMESPACE }));
});
afterAll(async () => plane?.stop());

/** How the API server meets a token: accepted (it is allowed nothing, which it is told), or not. */
async function isAccepted(robot: KubernetesCluster): Promise<boolean> {
  const answer = await robot.list(SECRETS, { namespace: NAMESPACE }).then(
    () => 200,
    (error: { readonly fields: { readonly status: number } }) => error.fields.status,
  );
  expect([403, 401]).toContain(answer);
  return answer === 403;
}

test('a token ends with the Secret it is bound to, as soon as the API server forgets that it was good', async () => {
  const secret = await admin.create(SECRETS, make(SECRETS, { name: 'grant', namespace: NAMESPACE }));
  const boundTo = { name: 'grant', uid: secret.metadata.uid ?? '' };
  const question = { namespace: NAMESPACE, name: 'robot', audiences: [], seconds: 600, boundTo };
  const holder = async (): Promise<KubernetesCluster> => plane.withToken((await admin.issue(question)).token);
  const [used, unused] = [await holder(), await holder()] as const;
  expect(await isAccepted(used)).toBe(true);
  await admin.delete(keyOf(SECRETS, secret));
  const deleted = performance.now();
  const endOf = async (robot: KubernetesCluster): Promise<number> => {
    while (await isAccepted(robot)) await sleep(50);
    return Math.round(performance.now() - deleted);
  };
  const [afterUse, beforeUse] = await Promise.all([endOf(used), endOf(unused)]);
  expect(beforeUse).toBeLessThan(afterUse);
  process.stdout.write(
    `a token in use is refused ${afterUse} ms after its Secret is deleted, one never used after ${beforeUse} ms\n`,
  );
});
