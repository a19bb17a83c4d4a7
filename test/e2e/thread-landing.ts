import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GRANT, GRANT_TEXT, KUSTOMIZATION } from '../../src/entrypoints/demo/thread/grant.ts';
import { until } from '../../src/entrypoints/demo/thread/until.ts';
import { Workplace } from '../../src/entrypoints/demo/thread/workplace.ts';
import type { World } from '../../src/entrypoints/demo/thread/world.ts';
import type { Cluster, KubernetesObject, ObjectKey } from '../../src/ports/cluster.ts';
import { KUSTOMIZATIONS, ROLE_BINDINGS } from '../../src/ports/cluster-kinds.ts';

/** Longer than anything here takes on a machine that has other things to do. */
export const LONG_MS = 180_000;
const TENANT = 'tenant-payments';
const agentNamed = (name: string): ObjectKey => ({ type: KUSTOMIZATIONS, namespace: 'flux-system', name });
const AGENT = agentNamed(TENANT);

/** A change that was offered and agreed to, ready to be merged. */
export interface Agreed {
  /** The clone of whoever merges, at the protected ref, with the offer in it. */
  readonly merger: Workplace;
  readonly head: string;
}

/** Offers a change as the pull request of this number, and has the two of security agree to it. */
export async function agreeTo(
  world: World,
  number: number,
  change: (place: Workplace) => Promise<void>,
): Promise<Agreed> {
  const { developer, approvers, merger: merging } = world.cast;
  const root = join(world.root, 'changes', String(number));
  const offer = `refs/pull/${number}/head`;
  const at = (person: typeof developer): Promise<Workplace> =>
    Workplace.at(root, person, world.origin(person.id));
  const author = await at(developer);
  await change(author);
  await author.git(['push', '--quiet', 'origin', `HEAD:${offer}`]);
  for (const person of approvers) {
    const place = await at(person);
    await place.git(['fetch', '--quiet', 'origin', `+${offer}:${offer}`]);
    const argv = [
      'approve',
      '--pull',
      String(number),
      '--key',
      place.keyFile,
      '--roster',
      world.roster,
      '--push',
    ];
    const { code, err } = await world.mainward(argv, { cwd: place.folder, env: place.env });
    if (code !== 0) throw new Error(`${person.id} cannot agree to ${offer}: ${err}`);
  }
  const merger = await at(merging);
  await merger.git(['fetch', '--quiet', 'origin', `+${offer}:${offer}`]);
  return { merger, head: await author.git(['rev-parse', 'HEAD']) };
}

/** Merges it locally; the merge commit. */
export async function merge({ merger, head }: Agreed): Promise<string> {
  await merger.git(['merge', '--quiet', '--no-ff', '-S', '-m', `Merge ${head}`, head]);
  return merger.git(['rev-parse', 'HEAD']);
}

/** Merges it and pushes the merge; the commit that landed. */
export async function land(agreed: Agreed): Promise<string> {
  const commit = await merge(agreed);
  await agreed.merger.git(['push', '--quiet', 'origin', 'HEAD:refs/heads/main']);
  return commit;
}

/** Adds a RoleBinding of this name, as the thread's change does. */
export function granting(name: string): (place: Workplace) => Promise<void> {
  return async (place) => {
    place.write(`tenants/payments/${name}.yaml`, GRANT_TEXT.replaceAll(GRANT.name, name));
    const before = readFileSync(join(place.folder, KUSTOMIZATION), 'utf8');
    place.write(KUSTOMIZATION, `${before.trimEnd()}\n  - ${name}.yaml\n`);
    await place.git(['add', '.']);
    await place.git(['commit', '--quiet', '-S', '-m', `Grant ${name}`]);
  };
}

/** What an agent says that it applied last. */
export async function appliedBy(
  cluster: Pick<Cluster, 'get'>,
  agent: string = TENANT,
): Promise<string | undefined> {
  const status = (await cluster.get(agentNamed(agent)))?.['status'] as AgentStatus | undefined;
  return status?.lastAppliedRevision;
}

/** Waits until the agent says that it applied this commit. */
export function arrives(cluster: Pick<Cluster, 'get'>, commit: string): Promise<void> {
  return arrivesAt(cluster, TENANT, commit);
}

/** Waits until this agent says that it applied this commit. */
export async function arrivesAt(cluster: Pick<Cluster, 'get'>, agent: string, commit: string): Promise<void> {
  const arrived = await until(
    async () => ((await appliedBy(cluster, agent)) === `main@sha1:${commit}` ? true : undefined),
    LONG_MS,
  );
  if (arrived !== true)
    throw new Error(`${commit} does not arrive: ${await appliedBy(cluster, agent)} is applied.`);
}

/** Makes the agent look now, and waits until it has. */
export async function reconcile(cluster: Pick<Cluster, 'get' | 'patch'>, asked: string): Promise<void> {
  const body = { metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': asked } } };
  await cluster.patch(AGENT, { kind: 'merge', body });
  const done = await until(async () => {
    const status = (await cluster.get(AGENT))?.['status'] as AgentStatus | undefined;
    return status?.lastHandledReconcileAt === asked ? true : undefined;
  }, LONG_MS);
  if (done !== true) throw new Error('The agent does not look.');
}

export function bindingNamed(
  cluster: Pick<Cluster, 'get'>,
  name: string,
): Promise<KubernetesObject | undefined> {
  return cluster.get({ type: ROLE_BINDINGS, name, namespace: GRANT.namespace });
}

interface AgentStatus {
  readonly lastAppliedRevision?: string;
  readonly lastHandledReconcileAt?: string;
}
