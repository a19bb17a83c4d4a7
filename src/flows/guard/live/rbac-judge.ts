import type { KubeObject } from '../../../formats/kubernetes/object.ts';
import { objectKey } from '../../../ledger/facets.ts';
import type { Actor, EffectiveDelta, QuietReason } from '../../../model/drift.ts';
import type { ObjectRef } from '../../../model/ledger.ts';
import type { RbacSubject } from '../../../model/rbac.ts';
import type { DefaultPolicy } from '../../../stages/5-cluster/defaults.ts';
import { remainsAdministrable } from '../../../stages/5-cluster/drift/administrable.ts';
import { judgeDifference } from '../../../stages/5-cluster/drift/judge.ts';
import { type LiveKind, LiveRbac } from '../../../stages/5-cluster/drift/live-rbac.ts';
import type { DesiredState } from '../desired/state.ts';
import type { DriftJudge, DriftJudgement, DriftQuestion } from './judge.ts';
import { isGuarded } from './live-state.ts';
import { treeOf } from './tree.ts';

/** What counts as if Git had it so, for whatever rests on it. */
const ACCEPTED: ReadonlySet<QuietReason> = new Set([
  'rolling-out',
  'default',
  'aggregated',
  'controller',
  'known',
]);
/** Whom Flux applies as where a Kustomization names nobody. */
const CONTROLLER = 'kustomize-controller';

/** Judges by the product's own evaluator of RBAC. */
export class RbacJudge implements DriftJudge {
  readonly #cluster: LiveRbac = new LiveRbac();
  readonly #defaults: DefaultPolicy | undefined;
  readonly #keep: readonly RbacSubject[];
  #agents: readonly RbacSubject[] = [];

  /** `defaults`: what the cluster's release brings along, where that is known. `keep`: whom the guard itself acts as. */
  constructor(defaults: DefaultPolicy | undefined, keep: readonly RbacSubject[] = []) {
    this.#defaults = defaults;
    this.#keep = keep;
  }

  /** The cluster as it was told of; to be read. */
  get cluster(): LiveRbac {
    return this.#cluster;
  }

  put(tree: KubeObject): void {
    this.#cluster.put(tree);
  }

  remove(ref: ObjectRef): void {
    this.#cluster.remove(ref);
  }

  replace(kind: string, trees: readonly KubeObject[]): void {
    this.#cluster.replace(kind as LiveKind, trees);
  }

  desire({ objects }: DesiredState): void {
    const trees = [...objects.values()].flatMap(({ ref, object }) =>
      isGuarded(ref) ? (treeOf(object) ?? []) : [],
    );
    this.#cluster.desire(trees, this.#defaults);
    this.#agents = agentsOf(objects);
  }

  prepare(): void {
    this.#cluster.surroundings();
  }

  judge(question: DriftQuestion): DriftJudgement {
    const { ref, live, before, desired, earlier, unknown, policy, actors } = question;
    const [is, was, wanted] = [live, before, desired?.object].map((one) =>
      one === undefined ? undefined : treeOf(one),
    );
    if (live !== undefined && is === undefined) return unreadable(desired !== undefined);
    const writer = writerOf(actors);
    const judgement = judgeDifference({
      ref,
      ...(is === undefined ? {} : { live: is }),
      ...(was === undefined ? {} : { before: was }),
      ...(desired === undefined || wanted === undefined
        ? {}
        : { desired: { meaning: desired.meaning, object: wanted } }),
      earlier: earlier ?? NONE,
      complete: unknown.length === 0,
      cluster: this.#cluster,
      ...(this.#defaults === undefined ? {} : { defaults: this.#defaults }),
      ...(policy === undefined ? {} : { policy }),
      ...(writer === undefined ? {} : { writer }),
    });
    // What is not there gives nothing: then it counts what Git has.
    const counts = live !== undefined && judgement.kind === 'quiet' && ACCEPTED.has(judgement.reason);
    if (counts) this.#cluster.accept(ref);
    else this.#cluster.reject(ref);
    return judgement.kind === 'quiet' ? { quiet: judgement.reason } : judgement;
  }

  judgeAlike(ref: ObjectRef): DriftJudgement {
    this.#cluster.reject(ref);
    return { quiet: 'same' };
  }

  concernedBy(ref: ObjectRef): readonly ObjectRef[] {
    return this.#cluster.concernedBy(ref);
  }

  lockOut(
    ref: ObjectRef,
    going: readonly ObjectRef[],
    { policy }: Pick<DesiredState, 'policy'>,
  ): string | undefined {
    const cluster = this.#cluster;
    const administrators = policy?.administrators ?? [];
    const after = remainsAdministrable(cluster, [...going, ref], administrators);
    // Where nobody could before, it takes nothing from anybody.
    if (after.answer === 'no' && remainsAdministrable(cluster, going, administrators).answer === 'yes')
      return after.why;
    const left = (held: readonly ObjectRef[], gone: ReadonlySet<string>): boolean =>
      held.some((one) => !gone.has(objectKey(one)));
    const before = this.#goneWith(going);
    const then = this.#goneWith([...going, ref]);
    const last = [...this.#agents, ...this.#keep].find((one) => {
      const held = cluster.bindingsOf(one);
      return left(held, before) && !left(held, then);
    });
    if (last === undefined) return undefined;
    return `service account ${last.namespace ?? ''}/${last.name}, which is needed here, would hold nothing any more`;
  }

  /** Objects that are gone, and bindings that give nothing without them. */
  #goneWith(refs: readonly ObjectRef[]): ReadonlySet<string> {
    return new Set(refs.flatMap((ref) => [ref, ...this.#cluster.bindingsTo(ref)]).map(objectKey));
  }
}

const NONE: ReadonlySet<string> = new Set();

/** Whatever it does, it is there and cannot be told. */
function unreadable(isGits: boolean): DriftJudgement {
  const nothing = { gained: [], lost: [], more: 0, opens: [], cutOff: [] };
  const delta: EffectiveDelta = {
    ...nothing,
    effect: 'unknown',
    danger: 'high',
    unknown: ['the object cannot be read as it is in the cluster'],
  };
  return { change: isGits ? 'changed' : 'added', delta, replaced: false };
}

/** The one who is known to have written it; where it may have been more than one, nobody. */
function writerOf(actors: readonly Actor[]): Actor | undefined {
  const seen = actors.filter(({ source }) => source !== 'manager');
  const [first] = seen;
  return seen.every(({ user }) => user === first?.user) ? first : undefined;
}

/** As whom the agents of the verified commit apply. */
function agentsOf(objects: DesiredState['objects']): readonly RbacSubject[] {
  const accounts = new Map<string, RbacSubject>();
  const agents = new Map(
    [...objects.values()].flatMap(({ agent }) =>
      agent === undefined ? [] : [[objectKey(agent), agent] as const],
    ),
  );
  for (const [key, agent] of agents) {
    const spec = objects.get(key)?.object['spec'];
    const named =
      spec instanceof Object && 'serviceAccountName' in spec ? spec.serviceAccountName : undefined;
    const name = typeof named === 'string' ? named : CONTROLLER;
    const namespace = agent.namespace ?? '';
    accounts.set(`${namespace}/${name}`, { kind: 'ServiceAccount', namespace, name });
  }
  return [...accounts.values()];
}
