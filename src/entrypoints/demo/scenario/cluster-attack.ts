import { performance } from 'node:perf_hooks';
import { HELD_CONDITION } from '../../../flows/publish/status.ts';
import { MainwardError } from '../../../model/errors.ts';
import type { Way } from '../../../model/scenario.ts';
import { WEBHOOK_NAME } from '../../../ports/admission.ts';
import type { Cluster } from '../../../ports/cluster.ts';
import { EXTERNAL_ARTIFACTS, KUSTOMIZATIONS, ROLE_BINDINGS } from '../../../ports/cluster-kinds.ts';
import { TENANT } from '../thread/tenant.ts';
import { until } from '../thread/until.ts';
import { type Arena, PATIENCE_MS, ReplayBroken } from './arena.ts';
import type { Story } from './story.ts';
import { grantOf, NAMESPACE } from './wanted.ts';

/** Applies the binding with whatever credential `cluster` is, as `kubectl apply --server-side` does. */
export async function bind(
  cluster: Cluster,
  story: Story,
  { way, name, does }: { readonly way: Way; readonly name: string; readonly does: string },
): Promise<void> {
  const since = performance.now();
  try {
    const body = grantOf(story.goal, name);
    const key = { type: ROLE_BINDINGS, name, namespace: NAMESPACE };
    await cluster.patch(key, { kind: 'apply', body, manager: 'kubectl', force: true });
  } catch (error) {
    if (!(error instanceof MainwardError) || error.code !== 'CLUSTER_FORBIDDEN') throw error;
    story.refused(way, does, refuserOf(error.message), [error.message]);
    return;
  }
  await story.written({ way, binding: name, does, said: [], since });
}

/** The API server names the webhook that said no; otherwise it was itself. */
function refuserOf(message: string): 'admission' | 'api-server' {
  return message.includes(`admission webhook "${WEBHOOK_NAME}" denied`) ? 'admission' : 'api-server';
}

/** What became of the binding that they landed after `since`: it is waited until the agent has it, or is kept from it. */
export async function waitForTheAgent(
  arena: Arena,
  story: Story,
  { landed, name, since }: { readonly landed: string; readonly name: string; readonly since: number },
): Promise<void> {
  const does = 'waits for the agent to apply what landed';
  const answer = await until(async () => (await tried(arena, landed)) ?? (await held(arena)), PATIENCE_MS);
  if (answer === undefined) throw new ReplayBroken(`nobody said anything of ${landed}, which landed`);
  const { by, said } = answer;
  if (by === 'agent') await story.written({ way: 'git', binding: name, does, said: [said], since });
  else story.refused('git', does, by, [said], by === 'source' ? undefined : 'handed-over');
}

interface Answer {
  readonly by: 'agent' | 'source' | 'admission' | 'api-server';
  readonly said: string;
}

async function tried({ administrator }: Arena, landed: string): Promise<Answer | undefined> {
  const { name, namespace = '' } = TENANT.metadata;
  const found = await administrator.get({ type: KUSTOMIZATIONS, name, namespace });
  const status = (found?.['status'] ?? {}) as StatusOf;
  const revision = `main@sha1:${landed}`;
  const ready = status.conditions?.find(({ type }) => type === 'Ready');
  if (ready === undefined || status.lastAttemptedRevision !== revision) return undefined;
  const said = ready.message;
  if (status.lastAppliedRevision === revision) return { by: 'agent', said };
  return ready.status === 'False' ? { by: refuserOf(said), said } : undefined;
}

async function held({ administrator, without }: Arena): Promise<Answer | undefined> {
  if (without.includes('source')) return undefined;
  const key = { type: EXTERNAL_ARTIFACTS, namespace: 'flux-system', name: 'infrastructure' };
  const status = ((await administrator.get(key))?.['status'] ?? {}) as StatusOf;
  const condition = status.conditions?.find(({ type }) => type === HELD_CONDITION);
  return condition?.status === 'True' ? { by: 'source', said: condition.message } : undefined;
}

interface StatusOf {
  readonly lastAppliedRevision?: string;
  readonly lastAttemptedRevision?: string;
  readonly conditions?: readonly {
    readonly type: string;
    readonly status: string;
    readonly message: string;
  }[];
}
