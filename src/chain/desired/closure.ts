import type { KubeObject } from '../../formats/kubernetes/object.ts';
import type { Renderer } from '../../formats/kustomize/render.ts';
import type { ObjectRef } from '../../model/ledger.ts';
import { formatLocation, type Location } from '../../model/location.ts';
import { readFluxKustomization } from '../../stages/4-agent/flux/kustomization.ts';
import { FEEDING_KINDS, feedingVersion } from '../../stages/4-agent/meaning.ts';
import type { AgentObject } from '../../stages/4-agent/read.ts';
import { concernsAccess, GRANTING_KINDS } from '../../stages/5-cluster/read.ts';
import { appliedBy, isKept, titleOf } from './applied.ts';

/** Kinds of which a desired state consists. */
export const DESIRED_KINDS: readonly string[] = [...GRANTING_KINDS, ...FEEDING_KINDS];

/** One object that agents are to apply. */
export interface ClosureObject {
  readonly ref: ObjectRef;
  readonly object: KubeObject;
  /** Who keeps it; absent where nobody does. */
  readonly agent?: ObjectRef;
  readonly from: Location;
}

export interface ClosureInput {
  /** Where agents begin; `kept`: it is an object of Git, and not only a name for what is applied. */
  readonly roots: readonly { readonly item: AgentObject; readonly kept: boolean }[];
  /** By `KIND NAMESPACE/NAME` of what agents follow: what its repository renders. */
  readonly sources: ReadonlyMap<string, Renderer>;
}

const MOST_AGENTS = 2_000;
const MOST_OBJECTS = 200_000;
const IN_NAMESPACE: ReadonlySet<string> = new Set(['Role', 'RoleBinding', ...FEEDING_KINDS]);

/**
 * Everything that agents apply, beginning with the roots: what each renders, and what the Kustomizations among it render.
 * Nothing but Git is asked. One step an agent, so that whoever has something more urgent to do can do it in between.
 */
export class Closure {
  readonly objects: ClosureObject[] = [];
  /** For people: what could not be told. */
  readonly unknown: string[] = [];
  /** The agents, each with `KIND NAMESPACE/NAME` of what it follows. */
  readonly agents: { readonly agent: ObjectRef; readonly source: string }[] = [];
  readonly #sources: ClosureInput['sources'];
  readonly #waiting: AgentObject[] = [];
  readonly #begun: Set<string> = new Set();

  constructor({ roots, sources }: ClosureInput) {
    this.#sources = sources;
    for (const { item, kept } of roots) {
      if (kept) this.#take(item.object, undefined, item.object.at);
      this.#enqueue(item);
    }
  }

  /** Does the next piece of work; false where there was none. */
  step(): boolean {
    const next = this.#waiting.shift();
    if (next === undefined) return false;
    const name = titleOf(next.object);
    const kustomization = readFluxKustomization(next);
    // What it applies is in another cluster.
    if (kustomization?.kubeConfig !== undefined) return true;
    const { kind, namespace = next.object.namespace ?? '', name: source = '' } = kustomization?.source ?? {};
    const title = `${kind ?? 'nothing'} ${namespace}/${source}`;
    const renderer = this.#sources.get(title);
    if (renderer === undefined) {
      this.#say(`what ${name} applies: it follows ${title}, which is no verified source`);
      return true;
    }
    const { objects, unknown } = appliedBy(next, renderer);
    for (const one of unknown) this.#say(`what ${name} applies: ${one}`);
    const agent = refOf(next.object);
    this.agents.push({ agent, source: title });
    for (const { object, from, chain } of objects) {
      this.#take(object, isKept(object) ? agent : undefined, from);
      if (readFluxKustomization({ object, chain }) !== undefined) this.#enqueue({ object, chain });
    }
    return true;
  }

  #enqueue(item: AgentObject): void {
    const key = `${item.object.namespace ?? ''}/${item.object.name ?? ''}`;
    if (this.#begun.has(key)) return;
    if (this.#begun.size >= MOST_AGENTS) {
      this.#say(`more than ${MOST_AGENTS} Kustomizations are not followed`);
      return;
    }
    this.#begun.add(key);
    this.#waiting.push(item);
  }

  #take(object: KubeObject, agent: ObjectRef | undefined, from: Location): void {
    const ref = refOf(object);
    if (!concernsAccess(object) && feedingVersion(object) === undefined) return;
    if (IN_NAMESPACE.has(object.kind) && object.namespace === undefined) {
      this.#say(`${titleOf(object)} names no namespace (${formatLocation(from)})`);
    } else if (this.objects.length >= MOST_OBJECTS) {
      this.#say(`more than ${MOST_OBJECTS} objects are not looked at`);
    } else {
      this.objects.push({ ref, object, from, ...(agent === undefined ? {} : { agent }) });
      const unrendered = UNRENDERED.get(object.kind);
      if (unrendered !== undefined) this.#say(`what ${titleOf(object)} ${unrendered}`);
    }
  }

  #say(text: string): void {
    if (this.unknown.length < MOST_SAID && !this.unknown.includes(text)) this.unknown.push(text);
  }
}

const MOST_SAID = 1_000;

/** Kinds that make objects which are not rendered here. */
const UNRENDERED: ReadonlyMap<string, string> = new Map([
  ['HelmRelease', 'installs: charts are not rendered'],
  ['Application', 'applies: it is no verified source’s'],
  ['ApplicationSet', 'makes: its Applications are no verified source’s'],
  ['FluxInstance', 'makes: it is not rendered'],
]);

function refOf(object: KubeObject): ObjectRef {
  const { kind, namespace, name = '' } = object;
  const apiVersion = feedingVersion({ apiVersion: object.apiVersion, kind }) ?? object.apiVersion;
  return { apiVersion, kind, name, ...(namespace === undefined || CLUSTER.has(kind) ? {} : { namespace }) };
}

/** Objects of cluster scope have no namespace, whatever a manifest says. */
const CLUSTER: ReadonlySet<string> = new Set(['ClusterRole', 'ClusterRoleBinding']);
