import { objectKey } from '../../ledger/facets.ts';
import type { DriftDifference, DriftEventDocument } from '../../model/drift-document.ts';
import type { MainwardError } from '../../model/errors.ts';
import type { KubernetesObject, ResourceType, WatchEvent } from '../../ports/cluster.ts';
import type { Against } from './against.ts';
import { Comparison } from './comparison.ts';
import { grantFor, type Live, type LiveObject, LOOKED_AT, liveOf } from './live.ts';

type News = Pick<DriftEventDocument, 'event' | 'difference'>;

/** A cluster while it is watched: what is seen of it, what it is compared with, and what was said of it. */
export class WatchedDrift {
  #against: Against;
  readonly #seen: Map<string, Map<string, LiveObject>> = new Map();
  readonly #forbidden: Map<string, ResourceType> = new Map();
  readonly #said: Map<string, { readonly text: string; readonly difference: DriftDifference }> = new Map();
  #comparison: Comparison | undefined;

  constructor(against: Against) {
    this.#against = against;
  }

  get against(): Against {
    return this.#against;
  }

  /** Another commit counts. */
  move(against: Against): void {
    this.#against = against;
    this.#begin();
  }

  /** Takes in what a watch says; answers with a remark where people should know. */
  hear(type: ResourceType, event: WatchEvent): string | undefined {
    switch (event.kind) {
      case 'interrupted':
        return `the watch of ${type.resource} is broken, and tried again: ${event.error.message}`;
      case 'listed':
        this.#seen.set(type.kind, new Map(event.list.items.flatMap(keyed)));
        this.#begin();
        return undefined;
      default:
        for (const [key, one] of keyed(event.object)) this.#change(type, key, one, event.kind === 'deleted');
        return undefined;
    }
  }

  /** Says that a kind may not be seen. Rejects where none may. */
  forbid(type: ResourceType, error: MainwardError): string {
    this.#forbidden.set(type.kind, type);
    if (this.#forbidden.size === LOOKED_AT.length) throw error;
    this.#begin();
    return `objects of kind ${type.kind} may not be listed, so nothing is said of them: ${grantFor(type)}`;
  }

  /** What is new since this was asked last, the gravest first. */
  news(): readonly News[] {
    if (this.#comparison === undefined) return [];
    const now = new Map(this.#comparison.differences().map((one) => [objectKey(one.object), one]));
    const news: News[] = [];
    for (const [key, { difference }] of this.#said)
      if (!now.has(key)) {
        this.#said.delete(key);
        news.push({ event: 'went', difference });
      }
    for (const [key, difference] of now) {
      const { change, delta } = difference;
      const text = JSON.stringify([change, delta]);
      const before = this.#said.get(key);
      if (before?.text === text) continue;
      this.#said.set(key, { text, difference });
      news.push({ event: before === undefined ? 'came' : 'changed', difference });
    }
    return news;
  }

  #change(type: ResourceType, key: string, one: LiveObject, isGone: boolean): void {
    if (isGone) this.#seen.get(type.kind)?.delete(key);
    else this.#seen.get(type.kind)?.set(key, one);
    if (isGone) this.#comparison?.lose(one);
    else this.#comparison?.see(one);
  }

  /** Nothing is compared before every kind was seen or refused: what is only not listed yet is not gone. */
  #begin(): void {
    const isWhole = LOOKED_AT.every(({ kind }) => this.#seen.has(kind) || this.#forbidden.has(kind));
    if (!isWhole) return;
    const listed = new Map([...this.#seen].map(([kind, objects]) => [kind, [...objects.values()]]));
    const live: Live = { listed, forbidden: [...this.#forbidden.values()] };
    this.#comparison = new Comparison(this.#against.wanted, live);
  }
}

function keyed(api: KubernetesObject): readonly (readonly [string, LiveObject])[] {
  const { apiVersion, kind, metadata } = api;
  const { name, namespace } = metadata;
  const key = objectKey({ apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) });
  return liveOf(api).map((one) => [key, one]);
}
