import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { ORDER } from '../../src/entrypoints/demo/cluster/seed.ts';
import type { Cluster, KubernetesObject, ObjectKey, ResourceType } from '../../src/ports/cluster.ts';
import {
  CLUSTER_ROLE_BINDINGS,
  CLUSTER_ROLES,
  KUSTOMIZATIONS,
  ROLE_BINDINGS,
  ROLES,
} from '../../src/ports/cluster-kinds.ts';
import { eventually, keyOf } from '../../src/ports/cluster-rig.conformance.ts';
import { GROUND } from '../guard/ground.ts';

/** Kinds that a way or a harmless change may leave behind. */
const KEPT: readonly ResourceType[] = [
  CLUSTER_ROLES,
  ROLES,
  CLUSTER_ROLE_BINDINGS,
  ROLE_BINDINGS,
  KUSTOMIZATIONS,
];

/** Makes what Git holds, as an administrator of the cluster would on its first day. */
export async function layGround(admin: Cluster, ground: typeof GROUND = GROUND): Promise<void> {
  const objects = Object.values(ground).flat();
  for (const type of ORDER)
    for (const object of objects) if (object.kind === type.kind) await admin.create(type, object);
}

/** Milliseconds in which nothing changes where everything is at rest, and how often that is waited for. */
const STEADY_MS = 300;
const ROUNDS = 100;

/** How the objects of a cluster were at one moment. */
export class Baseline {
  readonly #admin: Cluster;
  #objects: ReadonlyMap<ResourceType, readonly KubernetesObject[]> = new Map();

  private constructor(admin: Cluster) {
    this.#admin = admin;
  }

  static async take(admin: Cluster): Promise<Baseline> {
    const baseline = new Baseline(admin);
    baseline.#objects = await baseline.#all();
    return baseline;
  }

  /** As soon as agents that were asked to look have looked, and controllers have followed what they applied. */
  static async takeAtRest(admin: Cluster): Promise<Baseline> {
    for (let round = 0; ; round += 1) {
      const baseline = await Baseline.take(admin);
      await sleep(STEADY_MS);
      const odd = [...(await baseline.differing()), ...baseline.#looking()];
      if (odd.length === 0) return baseline;
      if (round === ROUNDS) throw new Error(`Not at rest: ${odd.join(', ')}.`);
    }
  }

  /** Makes them so again, whatever became of them, and waits until controllers have followed. */
  async restore(): Promise<void> {
    const now = await this.#all();
    for (const type of KEPT) {
      const wanted = this.#objects.get(type) ?? [];
      const live = now.get(type) ?? [];
      for (const object of live)
        if (!wanted.some((one) => isOf(one, object))) await this.#admin.delete(keyOf(type, object));
      for (const object of wanted) {
        const found = live.find((one) => isOf(one, object));
        if (found === undefined || !same(found, object)) await this.#mend(type, object, found);
      }
    }
    await eventually(async () => {
      const differing = await this.differing();
      if (differing.length > 0) throw new Error(`Not as it was: ${differing.join(', ')}.`);
    });
  }

  /** What is there now and was not, or is no more, by kind and name; of one object, or of all. */
  async differing(only?: ObjectKey): Promise<readonly string[]> {
    const now = await this.#all();
    return KEPT.flatMap((type) => {
      const was = this.#objects.get(type) ?? [];
      const is = now.get(type) ?? [];
      const odd = [
        ...is.filter((one) => !was.some((other) => same(one, other))),
        ...was.filter((one) => !is.some((other) => same(one, other))),
      ];
      const asked =
        only === undefined
          ? odd
          : odd.filter(
              ({ kind, metadata: { name, namespace } }) =>
                kind === only.type.kind && name === only.name && namespace === only.namespace,
            );
      return asked.map(({ kind, metadata: { namespace, name } }) => [kind, namespace, name].join(' '));
    });
  }

  /** Names of agents that were asked to look and have not. */
  #looking(): readonly string[] {
    const agents = this.#objects.get(KUSTOMIZATIONS) ?? [];
    return agents.flatMap(({ metadata: { name, annotations = {} }, status }) => {
      const asked = annotations[ASKED];
      const { lastHandledReconcileAt: handled } = (status ?? {}) as Fields;
      return asked === undefined || asked === handled ? [] : [name];
    });
  }

  /** A changed object is changed back: whoever deletes a Kustomization takes along what it applied. */
  async #mend(type: ResourceType, wanted: KubernetesObject, found?: KubernetesObject): Promise<void> {
    if (found !== undefined && isDeepStrictEqual(found['roleRef'], wanted['roleRef'])) {
      await this.#admin.patch(keyOf(type, wanted), { kind: 'merge', body: between(found, wanted) });
      return;
    }
    await this.#admin.delete(keyOf(type, wanted));
    await this.#admin.create(type, bare(wanted));
  }

  async #all(): Promise<ReadonlyMap<ResourceType, readonly KubernetesObject[]>> {
    const lists = KEPT.map(async (type) => [type, (await this.#admin.list(type)).items] as const);
    return new Map(await Promise.all(lists));
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** Says when somebody asked an agent to look; nothing else depends on it. */
const ASKED = 'reconcile.fluxcd.io/requestedAt';

/** As somebody would write it. */
function bare({ metadata, status: _status, ...rest }: KubernetesObject): KubernetesObject {
  const { name, namespace, labels, annotations = {}, ownerReferences } = metadata;
  const { [ASKED]: _asked, ...others } = annotations;
  const kept = Object.keys(others).length === 0 ? undefined : others;
  const own = Object.entries({ namespace, labels, annotations: kept, ownerReferences });
  return {
    ...rest,
    metadata: { name, ...Object.fromEntries(own.filter(([, value]) => value !== undefined)) },
  };
}

/** A merge patch that makes one of another. */
function between(from: KubernetesObject, to: KubernetesObject): Fields {
  const [was, is] = [bare(from), bare(to)];
  const maps = (['labels', 'annotations'] as const).map((name) => [
    name,
    merging(was.metadata[name] ?? {}, is.metadata[name] ?? {}),
  ]);
  const { metadata: _was, ...fieldsBefore } = was;
  const { metadata: _is, ...fields } = is;
  return { ...merging(fieldsBefore, fields), metadata: Object.fromEntries(maps) };
}

function merging(was: Fields, is: Fields): Fields {
  const gone = Object.keys(was).filter((name) => !Object.hasOwn(is, name));
  return { ...is, ...Object.fromEntries(gone.map((name) => [name, null])) };
}

function same(one: KubernetesObject, other: KubernetesObject): boolean {
  return isDeepStrictEqual(bare(one), bare(other));
}

function isOf(one: KubernetesObject, other: KubernetesObject): boolean {
  return one.metadata.name === other.metadata.name && one.metadata.namespace === other.metadata.namespace;
}
