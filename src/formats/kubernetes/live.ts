import { readJson } from '../json/read.ts';
import type { KubeObject } from './object.ts';
import { readObjects } from './objects.ts';

/** An object as the API answers it, as the tree that readers of manifests take; `undefined` where it is none. */
export function liveObject(value: unknown, path: string): KubeObject | undefined {
  return readObjects(readJson(new TextEncoder().encode(JSON.stringify(value)), { path })).objects[0];
}
