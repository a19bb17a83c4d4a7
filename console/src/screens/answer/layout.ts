import ELK, { type ELK as Elk } from 'elkjs/lib/elk-api.js';
import ElkWorker from 'elkjs/lib/elk-worker.min.js?worker';
import { elkGraph } from './elk-graph.ts';
import type { Picture } from './picture.ts';

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

let elk: Elk | undefined;

/** Where each node stands. Worked out in a thread of its own. */
export async function layout(picture: Picture): Promise<ReadonlyMap<string, Place>> {
  elk ??= new ELK({ workerFactory: () => new ElkWorker() });
  const laid = await elk.layout(elkGraph(picture));
  return new Map(
    (laid.children ?? []).map(({ id, x = 0, y = 0, width, height }) => [
      id,
      { x, y, width: width ?? 0, height: height ?? 0 },
    ]),
  );
}
