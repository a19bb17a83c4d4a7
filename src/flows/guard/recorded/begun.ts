import type { InventoryPayload } from '../../../model/payload.ts';
import { apiVersionOf, NAMESPACES } from '../../../ports/cluster-kinds.ts';
import { encodePayload } from '../../observe/payload.ts';
import type { DesiredState } from '../desired/state.ts';
import { everything } from '../live/concerned.ts';
import type { GuardState } from '../state.ts';
import { judgementOf } from '../steps.ts';
import { Inventory, inventoryItem } from './inventory.ts';

/** Writes down, the first time in a cluster, what is there and nobody can explain. Rejects where it cannot be recorded. */
export async function writeInventory(desired: DesiredState, state: GuardState): Promise<void> {
  const { place, parts, live, ledger } = state;
  const unexplained = await inventoryOf(desired, state);
  // The uid of a namespace that nobody can make anew says which cluster it was.
  const own = { apiVersion: apiVersionOf(NAMESPACES), kind: NAMESPACES.kind, name: 'kube-system' };
  const objects = [{ object: own, uid: live.identity, meaning: '' }, ...unexplained];
  const { entry } = await ledger.append(
    {
      type: 'guard.began',
      cluster: place.cluster,
      repository: desired.repository,
      commit: desired.commit,
      unexplained: unexplained.length,
    },
    encodePayload({ schema: 'mainward.dev/guard-inventory/v1', objects }, parts.random),
  );
  state.inventory = new Inventory(objects, Date.parse(entry.at));
}

/** Objects that are judged without anybody else having a turn. */
const AT_ONCE = 100;

async function inventoryOf(desired: DesiredState, state: GuardState): Promise<InventoryPayload['objects']> {
  const items: InventoryPayload['objects'][number][] = [];
  let left = AT_ONCE;
  for (const [key, ref] of everything(state)) {
    const live = state.live.get(key);
    const wanted = desired.objects.get(key);
    const objects = {
      ...(live === undefined ? {} : { live }),
      ...(wanted === undefined ? {} : { desired: wanted }),
    };
    const judgement = judgementOf({ key, ref, state: desired, ...objects }, undefined, [], state);
    if (!('quiet' in judgement)) items.push(inventoryItem(ref, live));
    left -= 1;
    if (left > 0) continue;
    left = AT_ONCE;
    await state.parts.pause.pause(0);
  }
  return items;
}
