import type { ObjectRef } from '../../../model/ledger.ts';
import type { Sighting } from './witness.ts';

/** What is kept of one cluster: found by object, let go of in the order in which it came. */
export class Sightings {
  readonly #byAge: Map<number, { readonly key: string; readonly noted: number }> = new Map();
  readonly #byObject: Map<string, Map<number, Sighting>> = new Map();

  get size(): number {
    return this.#byAge.size;
  }

  /** `serial` grows with each; `noted` is when it came, milliseconds since 1970. */
  add(serial: number, sighting: Sighting, noted: number): void {
    const key = keyOf(sighting.object);
    this.#byAge.set(serial, { key, noted });
    const here = this.#byObject.get(key) ?? new Map<number, Sighting>();
    this.#byObject.set(key, here.set(serial, sighting));
  }

  /** Of one object, in the order in which they came. */
  of(object: ObjectRef): readonly Sighting[] {
    return [...(this.#byObject.get(keyOf(object))?.values() ?? [])];
  }

  /** Lets go of what came before this moment; answers how many those were. */
  dropBefore(moment: number): number {
    let dropped = 0;
    for (const [serial, { noted }] of this.#byAge) {
      if (noted >= moment) break;
      this.#drop(serial);
      dropped += 1;
    }
    return dropped;
  }

  dropOldest(): void {
    const [serial] = this.#byAge.keys();
    if (serial !== undefined) this.#drop(serial);
  }

  #drop(serial: number): void {
    const key = this.#byAge.get(serial)?.key ?? '';
    this.#byAge.delete(serial);
    const here = this.#byObject.get(key);
    here?.delete(serial);
    if (here?.size === 0) this.#byObject.delete(key);
  }
}

/** The same object, whichever version of its group a request spoke. */
function keyOf({ apiVersion, kind, namespace, name }: ObjectRef): string {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return JSON.stringify([group, kind, namespace ?? null, name]);
}
