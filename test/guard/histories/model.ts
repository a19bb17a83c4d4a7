import { decodePayload } from '../../../src/chain/ledger/payload.ts';
import { liveObject } from '../../../src/formats/kubernetes/live.ts';
import type { KubernetesObject } from '../../../src/ports/cluster.ts';
import { rbacMeaning } from '../../../src/stages/5-cluster/meaning.ts';
import type { World, Written } from '../world.ts';
import { allowed, canAdminister, nameOf } from './access.ts';
import { liveOf } from './play.ts';

const LIMITS = [
  [60_000, 10],
  [3_600_000, 50],
] as const;
/** Why what grants may stay: all else has to be over in the end. */
const MAY_STAY = new Set(['found', 'unknown', 'lock-out', 'finalizers']);

/** Knows what may happen to a cluster, by looking at the whole of it each time. */
export class Model {
  readonly #world: World;
  /** Of the last desired state that lost no more than it may. */
  #good: ReadonlySet<string>;
  /** uids of what was there before any guard began, and is not Git's. */
  readonly #found: ReadonlySet<string>;
  readonly #wrong: string[] = [];
  /** What guards set out to delete. */
  readonly #going: { readonly at: number; readonly object: KubernetesObject }[] = [];

  constructor(world: World, found: readonly KubernetesObject[]) {
    this.#world = world;
    this.#good = namesOf(world.desired.objects);
    const git = new Set(world.desired.objects.map((one) => `${nameOf(one)} ${meaningOf(one)}`));
    const unexplained = found.filter((one) => !git.has(`${nameOf(one)} ${meaningOf(one)}`));
    this.#found = new Set(unexplained.map(({ metadata }) => metadata.uid ?? ''));
    world.beforeWrite = async (write) => {
      const { at, object } = write;
      if (object !== undefined) this.#going.push({ at, object });
      this.#wrong.push(...(await this.#problems()));
      // A deletion of what is another one by now is refused, so it is wrong only where it happens.
      const problems = object === undefined ? [] : await this.#problemsOf(write, object);
      return () => this.#wrong.push(...problems);
    };
  }

  /** What Git says and what is live now. */
  async look(): Promise<void> {
    const live = namesOf(await liveOf(this.#world));
    const now = namesOf(this.#world.desired.objects);
    if (!this.#isMassChange(now, live)) this.#good = now;
  }

  #isMassChange(now: ReadonlySet<string>, live: ReadonlySet<string>): boolean {
    if (now.size === 0) return true;
    if (now.size >= this.#good.size * 0.8) return false;
    return [...this.#good].some((name) => !now.has(name) && live.has(name));
  }

  /** Why nothing may be written now. */
  async #problems(): Promise<readonly string[]> {
    const { desired, pause, time, ledger, staleAfter } = this.#world;
    const live = namesOf(await liveOf(this.#world));
    return told({
      'no commit is verified': desired.is !== 'verified',
      'the tier does not act': desired.policy?.tier !== 'revoke',
      'it is paused': pause !== undefined && pause.until > time.now(),
      'the commit is stale': time.now() - (desired.confirmedAt ?? time.now()) > staleAfter,
      'the desired state is far smaller': this.#isMassChange(namesOf(desired.objects), live),
      'no guard has begun': !ledger.entries.some(({ entry }) => entry.type === 'guard.began'),
    });
  }

  /** Why this object may not be deleted now. */
  async #problemsOf(
    { entries, at }: Pick<Written, 'entries' | 'at'>,
    { metadata }: KubernetesObject,
  ): Promise<readonly string[]> {
    const live = await liveOf(this.#world);
    const object = live.find((one) => one.metadata.uid === metadata.uid);
    if (object === undefined) return [];
    const { desired, ledger } = this.#world;
    const wanted = desired.objects.find((one) => nameOf(one) === nameOf(object));
    const others = live.filter((one) => one !== object);
    // What is deleted at the same moment was there when it was judged.
    const going = this.#going.flatMap(({ at: then, object: one }) => (then === at ? [one] : []));
    const seen = ledger.entries
      .slice(0, entries)
      .findLast(({ entry }) => entry.type === 'drift.seen' && entry.uid === metadata.uid)?.entry;
    const bytes = await ledger.payload(seen?.payload ?? '');
    const kept = decodePayload(bytes, 'mainward.dev/drift-seen/v1');
    return told({
      [`${metadata.name} was there before`]: wanted === undefined && this.#found.has(metadata.uid ?? ''),
      [`${metadata.name} is as Git has it`]: wanted !== undefined && meaningOf(object) === meaningOf(wanted),
      [`${metadata.name} grants nothing`]: this.#gainedBy(object, [...live, ...going]).length === 0,
      [`${metadata.name} locks everybody out`]: canAdminister(live) && !canAdminister(others),
      [`${metadata.name} is not recorded`]: kept?.undo.includes(metadata.name) !== true,
      [`${metadata.name} is recorded as another`]:
        meaningOf(JSON.parse(kept?.live ?? '{}')) !== meaningOf(object),
    });
  }

  /** Who may do what by an object as it is, and by nothing that Git or anybody before the guard gave. */
  #gainedBy(object: KubernetesObject, live: readonly KubernetesObject[]): readonly string[] {
    const given = new Map(this.#world.desired.objects.map((one) => [nameOf(one), one]));
    for (const one of live) {
      const isGiven = one.metadata.name === 'cluster-admin' || this.#found.has(one.metadata.uid ?? '');
      if (isGiven && !given.has(nameOf(one))) given.set(nameOf(one), one);
    }
    const without = allowed([...given.values()]);
    const isRole = (one: KubernetesObject): boolean => one.kind.endsWith('Role');
    const isOf = (one: KubernetesObject): boolean => roleOf(one) === object.metadata.name;
    // A binding gives what its role holds by now, a role what it holds to whoever is bound to it by now.
    const others = live.filter(isRole(object) ? isOf : isRole);
    const wanted = given.get(nameOf(object));
    const before = isRole(object) ? allowed(wanted === undefined ? others : [...others, wanted]) : without;
    return [...allowed([...others, object])].filter((one) => !before.has(one) && !without.has(one));
  }

  /** All that went wrong until everything was mended, and whatever is not as it should be then. */
  async problems(): Promise<readonly string[]> {
    return [...this.#wrong, ...this.#tooOften(), ...(await this.#unsaid())];
  }

  #tooOften(): readonly string[] {
    return [0, 1].flatMap((guard) => {
      const writes = this.#world.written.filter((one) => one.guard === guard && one.outcome !== 'refused');
      const times = writes.map(({ at }) => at);
      return LIMITS.flatMap(([span, most]) =>
        times
          .filter((from) => times.filter((at) => at >= from && at < from + span).length > most)
          .map((from) => `more than ${most} writes from ${new Date(from).toISOString()}`),
      );
    });
  }

  /** Whatever anybody may do round Git, and whatever Git has and is not so, and why nothing is said of it. */
  async #unsaid(): Promise<readonly string[]> {
    const { ledger, desired } = this.#world;
    const live = await liveOf(this.#world);
    const ended = new Set(
      ledger.entries.flatMap(({ entry }) => (entry.type === 'drift.ended' ? [entry.seen] : [])),
    );
    const open = new Map<string, string>();
    for (const { index, entry } of ledger.entries) {
      if (entry.type !== 'drift.seen') continue;
      const { kind, namespace = '', name } = entry.object;
      const key = `${kind} ${namespace}/${name}`;
      if (ended.has(index)) open.delete(key);
      else open.set(key, entry.code ?? entry.decision);
    }
    const granting = live.filter(
      (one) => one.metadata.name !== 'cluster-admin' && this.#gainedBy(one, live).length > 0,
    );
    const differing = desired.objects
      .filter(({ kind }) => kind !== 'Kustomization')
      .filter((one) => {
        const there = live.find((other) => nameOf(other) === nameOf(one));
        return there === undefined || meaningOf(there) !== meaningOf(one);
      });
    return [
      ...granting
        .filter((one) => !MAY_STAY.has(open.get(nameOf(one)) ?? ''))
        .map((one) => `${nameOf(one)} grants something: ${open.get(nameOf(one)) ?? 'unsaid'}`),
      ...differing
        .filter((one) => !open.has(nameOf(one)))
        .map((one) => `${nameOf(one)} is not as Git has it`),
    ];
  }
}

function told(problems: Readonly<Record<string, boolean>>): readonly string[] {
  return Object.entries(problems).flatMap(([problem, is]) => (is ? [problem] : []));
}

function meaningOf(object: KubernetesObject): string | undefined {
  const tree = liveObject(object, 'live');
  return tree === undefined ? undefined : rbacMeaning(tree);
}

function roleOf({ roleRef }: KubernetesObject): unknown {
  return roleRef instanceof Object && 'name' in roleRef ? roleRef.name : undefined;
}

function namesOf(objects: readonly KubernetesObject[]): ReadonlySet<string> {
  return new Set(objects.filter(({ kind }) => kind !== 'Kustomization').map(nameOf));
}
