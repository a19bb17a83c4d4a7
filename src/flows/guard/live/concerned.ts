import type { ObjectRef } from '../../../model/ledger.ts';
import type { DesiredObject, DesiredState } from '../desired/state.ts';
import type { GuardState } from '../state.ts';
import { isGuarded } from './live-state.ts';

/** By `objectKey`: objects to look at. */
export type Refs = ReadonlyMap<string, ObjectRef>;

/** Everything there is, everything there should be, and everything that is recorded and has not ended. */
export function everything(state: GuardState): Refs {
  const refs = new Map<string, ObjectRef>();
  for (const [key, { ref }] of state.head.state?.objects ?? []) if (isGuarded(ref)) refs.set(key, ref);
  for (const key of state.live.keys()) refs.set(key, state.live.get(key)?.ref as ObjectRef);
  for (const { key, named } of state.drifts.all()) refs.set(key, named);
  return refs;
}

/** What may be judged in another way by another desired state. */
export function concernedByMove(
  now: DesiredState,
  before: DesiredState | undefined,
  state: GuardState,
): Refs {
  const isOther =
    before === undefined ||
    textOf(now.policy) !== textOf(before.policy) ||
    textOf(now.unknown) !== textOf(before.unknown);
  const all = everything(state);
  if (isOther) return all;
  const refs = new Map(state.drifts.all().map(({ key, named }) => [key, named]));
  const add = (key: string): void => {
    const ref = all.get(key) ?? before.objects.get(key)?.ref;
    if (ref !== undefined && isGuarded(ref)) refs.set(key, ref);
  };
  for (const key of new Set([...now.objects.keys(), ...before.objects.keys()]))
    if (differs(now.objects.get(key), before.objects.get(key))) add(key);
  for (const key of [...now.earlier.keys(), ...before.earlier.keys()]) add(key);
  return refs;
}

function differs(one: DesiredObject | undefined, other: DesiredObject | undefined): boolean {
  return one?.meaning !== other?.meaning || textOf(one?.agent) !== textOf(other?.agent);
}

function textOf(value: unknown): string {
  return JSON.stringify(value) ?? '';
}
