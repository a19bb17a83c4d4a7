import { readValue } from '../json/value.ts';
import type { KubeObject } from './object.ts';
import { readObjects } from './objects.ts';

/** Of an object at the length that an API server keeps, made of as many and as short parts as it takes. */
const MOST_NODES = 4_000_000;

/** An object as the API answers it, as the tree that readers of manifests take; `undefined` where it is none. */
export function liveObject(value: unknown, path: string): KubeObject | undefined {
  return readObjects(readValue(value, { path }, { nodes: MOST_NODES })).objects[0];
}
