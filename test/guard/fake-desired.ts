import { createHash } from 'node:crypto';
import type { DesiredObject, DesiredSource, DesiredState } from '../../src/flows/guard/desired/state.ts';
import { liveObject } from '../../src/formats/kubernetes/live.ts';
import { objectKey } from '../../src/ledger/facets.ts';
import { MainwardError } from '../../src/model/errors.ts';
import type { ObjectRef } from '../../src/model/ledger.ts';
import { fileLocation } from '../../src/model/location.ts';
import type { GuardPolicy } from '../../src/model/policy.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { KubernetesObject } from '../../src/ports/cluster.ts';
import { rbacMeaning } from '../../src/stages/5-cluster/meaning.ts';

export const AGENT: ObjectRef = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  namespace: 'flux-system',
  name: 'production',
};

export const POLICY: GuardPolicy = {
  name: 'production',
  cluster: 'production',
  tier: 'revoke',
  graceSeconds: 5,
  known: [],
  alertOnly: [],
  administrators: [{ kind: 'Group', name: 'platform-admins' }],
  limits: { perMinute: 10, perHour: 50 },
  admission: { mode: 'observe' },
  pause: { groups: [], longestMinutes: 60 },
  at: fileLocation({ path: '.mainward/guard.yaml' }),
};

/** What Git says, as a test commits it. */
export class FakeDesired implements DesiredSource {
  readonly #clock: Clock;
  readonly #listeners: Set<() => void> = new Set();
  objects: readonly KubernetesObject[] = [];
  policy: GuardPolicy | undefined = POLICY;
  #commit = 0;
  #state: DesiredState | undefined;
  /** What asking for it comes to. */
  is: 'verified' | 'unverified' | 'unreadable' = 'verified';
  /** Since when nobody can confirm it. */
  confirmedAt: number | undefined;
  unknown: readonly string[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Lands a commit. Agents have not applied it, so what they may be at still counts, until `rolledOut`. */
  commit(objects: readonly KubernetesObject[], policy: GuardPolicy | undefined = this.policy): void {
    const before = this.#state;
    this.objects = objects;
    this.policy = policy;
    this.#commit += 1;
    const desired = desiredObjects(objects);
    const earlier = new Map<string, Set<string>>();
    const add = (key: string, meaning: string): void => {
      if (desired.get(key)?.meaning === meaning) return;
      earlier.set(key, (earlier.get(key) ?? new Set<string>()).add(meaning));
    };
    for (const [key, meanings] of before?.earlier ?? []) for (const meaning of meanings) add(key, meaning);
    for (const [key, { meaning }] of before?.objects ?? []) add(key, meaning);
    if (before !== undefined) for (const key of desired.keys()) if (!before.objects.has(key)) add(key, '');
    this.#become(desired, earlier);
  }

  /** The agent has applied what was committed last. */
  rolledOut(): void {
    if (this.#state !== undefined && this.#state.earlier.size > 0)
      this.#become(this.#state.objects, new Map());
  }

  #become(objects: DesiredState['objects'], earlier: DesiredState['earlier']): void {
    const commit = createHash('sha1').update(String(this.#commit)).digest('hex');
    this.#state = {
      repository: 'infrastructure',
      commit,
      version: `${commit} ${earlier.size} ${this.unknown.length}`,
      confirmedAt: 0,
      objects,
      earlier,
      unknown: this.unknown,
      ...(this.policy === undefined ? {} : { policy: this.policy }),
    };
    for (const listener of this.#listeners) listener();
  }

  current(): Promise<DesiredState | undefined> {
    if (this.is === 'unreadable')
      return Promise.reject(new MainwardError('REPOSITORY_UNREADABLE', 'It is not there.'));
    if (this.is === 'unverified' || this.#state === undefined) return Promise.resolve(undefined);
    return Promise.resolve({ ...this.#state, confirmedAt: this.confirmedAt ?? this.#clock.now() });
  }

  async *hints(signal: AbortSignal): AsyncGenerator<void> {
    let wake = (): void => {};
    let isDue = false;
    const listener = (): void => {
      isDue = true;
      wake();
    };
    this.#listeners.add(listener);
    signal.addEventListener('abort', listener);
    while (!signal.aborted) {
      if (isDue) {
        isDue = false;
        yield;
      } else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
    this.#listeners.delete(listener);
  }
}

function desiredObjects(objects: readonly KubernetesObject[]): ReadonlyMap<string, DesiredObject> {
  return new Map(
    objects.flatMap((object) => {
      const { apiVersion, kind, metadata } = object;
      const { namespace, name } = metadata;
      const ref = { apiVersion, kind, ...(namespace === undefined ? {} : { namespace }), name };
      const tree = liveObject(object, 'git');
      const meaning =
        (tree === undefined ? undefined : rbacMeaning(tree)) ?? JSON.stringify(object['spec'] ?? null);
      return [[objectKey(ref), { ref, object, meaning, agent: AGENT }] as const];
    }),
  );
}
