import { EXPIRES_ANNOTATION, GRANT_ANNOTATION } from '../../../model/access-grant.ts';
import type { KubernetesObject } from '../../../ports/cluster.ts';
import { isGuarded } from '../live/live-state.ts';
import type { DesiredObject, DesiredState } from './state.ts';

/** An object that grants until a time. */
export interface Temporary {
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
  /** Id of the Grant; absent where somebody only wrote down when it ends. */
  readonly grant?: string;
  readonly desired: DesiredObject;
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;

/** When an object ends, in milliseconds since 1970; `undefined` where it does not. One whose end cannot be read has ended. */
export function expiryOf({ metadata: { annotations = {} } }: KubernetesObject): number | undefined {
  const written = annotations[EXPIRES_ANNOTATION];
  if (written === undefined && annotations[GRANT_ANNOTATION] === undefined) return undefined;
  const time = typeof written === 'string' && TIME.test(written) ? Date.parse(written) : Number.NaN;
  return Number.isNaN(time) ? Number.NEGATIVE_INFINITY : time;
}

const KNOWN: WeakMap<DesiredState['objects'], readonly Temporary[]> = new WeakMap();

/** What the verified commit has for a while only, the expired included. */
export function temporariesOf({ objects, ended }: DesiredState): readonly Temporary[] {
  return [...temporary(objects), ...(ended === undefined ? [] : temporary(ended))];
}

/** The same state at a time: what has ended by then is wanted no more, by whichever commit. */
export function stateAt(state: DesiredState, now: number): DesiredState {
  const over = temporary(state.objects).filter(({ expires }) => expires <= now);
  if (over.length === 0) return state;
  const ended = new Map([...(state.ended ?? []), ...over.map(({ key, desired }) => [key, desired] as const)]);
  const isOver = ([key]: readonly [string, unknown]): boolean => !ended.has(key);
  return {
    ...state,
    version: `${state.version} without ${JSON.stringify([...ended.keys()].sort())}`,
    objects: new Map([...state.objects].filter(isOver)),
    earlier: new Map([...state.earlier].filter(isOver)),
    ended,
  };
}

function temporary(objects: DesiredState['objects']): readonly Temporary[] {
  const known = KNOWN.get(objects);
  if (known !== undefined) return known;
  const found = [...objects].flatMap(([key, desired]): readonly Temporary[] => {
    const expires = isGuarded(desired.ref) ? expiryOf(desired.object) : undefined;
    if (expires === undefined) return [];
    const grant = desired.object.metadata.annotations?.[GRANT_ANNOTATION];
    return [{ key, expires, desired, ...(grant === undefined ? {} : { grant }) }];
  });
  KNOWN.set(objects, found);
  return found;
}
