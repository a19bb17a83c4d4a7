import { agentPlants } from './plants/agent.ts';
import { clusterPlants } from './plants/cluster.ts';
import { pipelinePlants } from './plants/pipeline.ts';
import type { Plant, Scene } from './plants/plant.ts';
import { reviewPlants } from './plants/review.ts';

/**
 * Everything that is wrong at acme, each thing in a place of its own. All else is as it should be: a scan that finds anything
 * grave beyond these is wrong, or the demo is.
 */
export function plantsOf(scene: Scene): readonly Plant[] {
  return [...reviewPlants(scene), ...pipelinePlants(), ...agentPlants(scene), ...clusterPlants()];
}
