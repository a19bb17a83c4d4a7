import type { ClosureObject } from '../../chain/desired/closure.ts';
import type { KubeObject } from '../../formats/kubernetes/object.ts';
import { objectKey } from '../../ledger/facets.ts';
import type { QuietReason } from '../../model/drift.ts';
import type { DriftDifference } from '../../model/drift-document.ts';
import type { ObjectRef } from '../../model/ledger.ts';
import type { GuardPolicy } from '../../model/policy.ts';
import type { DefaultPolicy } from '../../stages/5-cluster/defaults.ts';
import { type Judgement, judgeDifference } from '../../stages/5-cluster/drift/judge.ts';
import { LiveRbac } from '../../stages/5-cluster/drift/live-rbac.ts';
import { rbacMeaning } from '../../stages/5-cluster/meaning.ts';
import { toolOf } from '../guard/who/tool.ts';
import type { Live, LiveObject } from './live.ts';
import { undoOf } from './undo.ts';

/** What a cluster should be. */
export interface Wanted {
  readonly cluster: string;
  readonly objects: readonly ClosureObject[];
  /** False where not all that it may hold could be rendered. */
  readonly complete: boolean;
  readonly defaults: DefaultPolicy;
  readonly policy?: Pick<GuardPolicy, 'known'>;
}

const MISSING: Judgement = {
  kind: 'drift',
  change: 'removed',
  replaced: false,
  delta: {
    effect: 'none',
    danger: 'info',
    gained: [],
    lost: [],
    more: 0,
    opens: [],
    cutOff: [],
    unknown: [],
  },
};

/** Reasons for which a live object counts as if Git had it. */
const GIVEN: ReadonlySet<QuietReason> = new Set(['default', 'known', 'controller', 'rolling-out']);

interface Desired {
  readonly one: ClosureObject;
  readonly meaning: string;
}

/** A cluster against what it should be, kept up to date object by object. */
export class Comparison {
  readonly #rbac = new LiveRbac();
  readonly #live: Map<string, LiveObject> = new Map();
  readonly #wanted: Wanted;
  readonly #desired: ReadonlyMap<string, Desired>;
  readonly #unseen: ReadonlySet<string>;
  readonly #found: Map<string, Judgement> = new Map();

  constructor(wanted: Wanted, { listed, forbidden }: Live) {
    this.#wanted = wanted;
    this.#unseen = new Set(forbidden.map(({ kind }) => kind));
    this.#desired = new Map(
      wanted.objects.flatMap((one) => {
        const meaning = rbacMeaning(one.object);
        return meaning === undefined ? [] : [[objectKey(one.ref), { one, meaning }] as const];
      }),
    );
    this.#rbac.desire(
      [...this.#desired.values()].map(({ one }) => one.object),
      wanted.defaults,
    );
    for (const one of [...listed.values()].flat()) this.#take(one);
    const keys = new Set([...this.#live.keys(), ...this.#desired.keys()]);
    for (const key of keys) this.#judge(key);
    // What counts as given is known only now.
    for (const [key, judgement] of this.#found) if (judgement.kind === 'drift') this.#judge(key);
  }

  /** The gravest first. */
  differences(): readonly DriftDifference[] {
    return [...this.#found]
      .flatMap(([key, judgement]) => this.#differenceOf(key, judgement) ?? [])
      .sort((one, other) => rank(one) - rank(other) || (titleOf(one) < titleOf(other) ? -1 : 1));
  }

  /** How many objects differ for nothing that anybody has to look at. */
  quiet(): Readonly<Partial<Record<QuietReason, number>>> {
    const counts: Partial<Record<QuietReason, number>> = {};
    for (const [key, judgement] of this.#found)
      if (judgement.kind === 'quiet' && judgement.reason !== 'same' && !this.#isMissing(key, judgement))
        counts[judgement.reason] = (counts[judgement.reason] ?? 0) + 1;
    return counts;
  }

  /** An object as it is now. */
  see(one: LiveObject): void {
    const { kind, name = '' } = one.object;
    if (kind === 'Namespace') {
      this.#rbac.put(one.object);
      this.#judgeNamespace(name);
      return;
    }
    const ref = refOf(one.object);
    const before = this.#rbac.concernedBy(ref);
    this.#take(one);
    this.#judgeAround(ref, before);
  }

  /** An object that is gone. */
  lose({ object }: LiveObject): void {
    const ref = refOf(object);
    const before = this.#rbac.concernedBy(ref);
    this.#rbac.remove(ref);
    this.#live.delete(objectKey(ref));
    if (ref.kind === 'Namespace') this.#judgeNamespace(ref.name);
    else this.#judgeAround(ref, before);
  }

  #judgeAround(ref: ObjectRef, before: readonly ObjectRef[]): void {
    const own = objectKey(ref);
    const around = new Set([...before, ...this.#rbac.concernedBy(ref)].map(objectKey));
    // What is missing is no live object that anything concerns; there is little of it.
    for (const [key, judgement] of this.#found)
      if (judgement.kind === 'drift' || !this.#live.has(key)) around.add(key);
    this.#judge(own);
    around.delete(own);
    for (const key of around) this.#judge(key);
  }

  #judgeNamespace(name: string): void {
    for (const [key, { one }] of this.#desired) if (one.ref.namespace === name) this.#judge(key);
    for (const [key, { object }] of this.#live) if (object.namespace === name) this.#judge(key);
  }

  #take(one: LiveObject): void {
    this.#rbac.put(one.object);
    if (one.object.kind !== 'Namespace') this.#live.set(objectKey(refOf(one.object)), one);
  }

  #judge(key: string): void {
    const live = this.#live.get(key);
    const desired = this.#desired.get(key);
    const ref = desired?.one.ref ?? (live === undefined ? undefined : refOf(live.object));
    if (ref === undefined) this.#found.delete(key);
    if (ref === undefined || this.#unseen.has(ref.kind)) return;
    const judgement = judgeDifference({
      ref,
      ...(live === undefined ? {} : { live: live.object }),
      ...(desired === undefined ? {} : { desired: { meaning: desired.meaning, object: desired.one.object } }),
      earlier: new Set(),
      complete: this.#wanted.complete,
      cluster: this.#rbac,
      defaults: this.#wanted.defaults,
      ...(this.#wanted.policy === undefined ? {} : { policy: this.#wanted.policy }),
    });
    if (judgement.kind === 'quiet' && GIVEN.has(judgement.reason)) this.#rbac.accept(ref);
    else this.#rbac.reject(ref);
    this.#found.set(key, judgement);
  }

  /**
   * Git has it, and it is gone, which by itself takes nothing from anybody: a role and its binding that are both gone hide
   * each other so.
   */
  #isMissing(key: string, judgement: Judgement): boolean {
    const isNothing = judgement.kind === 'quiet' && judgement.reason === 'no-effect';
    return isNothing && !this.#live.has(key) && this.#desired.has(key);
  }

  #differenceOf(key: string, judgement: Judgement): DriftDifference | undefined {
    const drift = this.#isMissing(key, judgement) ? MISSING : judgement;
    if (drift.kind !== 'drift') return undefined;
    const live = this.#live.get(key);
    const one = this.#desired.get(key)?.one;
    const object = one?.ref ?? (live === undefined ? undefined : refOf(live.object));
    if (object === undefined) return undefined;
    const { change, delta, replaced } = drift;
    const tool = live === undefined ? undefined : toolOf(live.api);
    const since = change === 'added' ? live?.api.metadata.creationTimestamp : tool?.at;
    const told = {
      object,
      change,
      ...(one?.agent === undefined ? {} : { agent: one.agent }),
      ...(one === undefined ? {} : { at: one.from }),
    };
    return {
      cluster: this.#wanted.cluster,
      ...told,
      effect: delta.effect,
      danger: delta.danger,
      delta,
      actors: tool === undefined ? [] : [tool],
      ...(since === undefined ? {} : { since }),
      undo: undoOf({ ...told, replaced }),
    };
  }
}

function refOf({ apiVersion, kind, namespace, name = '' }: KubeObject): ObjectRef {
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

const SEVERITY = ['critical', 'high', 'medium', 'low', 'info'] as const;
const EFFECT = ['grants', 'mixed', 'unknown', 'opt-out', 'reduces', 'none'] as const;

function rank({ danger, effect }: DriftDifference): number {
  return EFFECT.indexOf(effect) * SEVERITY.length + SEVERITY.indexOf(danger);
}

function titleOf({ object: { kind, namespace = '', name } }: DriftDifference): string {
  return `${kind} ${namespace}/${name}`;
}
