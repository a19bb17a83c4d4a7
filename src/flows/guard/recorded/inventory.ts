import { objectKey } from '../../../ledger/facets.ts';
import type { DriftChange } from '../../../model/drift.ts';
import type { ObjectRef } from '../../../model/ledger.ts';
import type { InventoryPayload } from '../../../model/payload.ts';
import type { LiveObject } from '../live/live-state.ts';

type Items = InventoryPayload['objects'];

/**
 * What was there, and what was missing, when the guard of a cluster first began and nobody could explain it. It is said,
 * and left as it is.
 */
export class Inventory {
  readonly #items: ReadonlyMap<string, Items[number]> | undefined;
  readonly #began: number;

  /** Without `items`, because they were erased, what is older than `began` (milliseconds since 1970) was there. */
  constructor(items: Items | undefined, began: number) {
    this.#began = began;
    this.#items = items && new Map(items.map((one) => [objectKey(one.object), one]));
  }

  /** A new object of that name is not what was there; one that was there and was changed is, where Git has none. */
  holds(key: string, live: LiveObject | undefined, change: DriftChange): boolean {
    if (this.#items === undefined) return live !== undefined && this.#isOlder(live);
    const item = this.#items.get(key);
    if (item === undefined || item.uid !== (live?.uid ?? '')) return false;
    return change !== 'changed' || item.meaning === live?.meaning;
  }

  #isOlder({ object }: LiveObject): boolean {
    const made = Date.parse(object.metadata.creationTimestamp ?? '');
    // The API server keeps whole seconds.
    return made <= this.#began;
  }
}

/** An object as the inventory has it; without `live` it was missing. */
export function inventoryItem(ref: ObjectRef, live: LiveObject | undefined): Items[number] {
  return { object: ref, uid: live?.uid ?? '', meaning: live?.meaning ?? '' };
}
