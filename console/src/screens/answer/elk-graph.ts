import type { ElkNode } from 'elkjs/lib/elk-api.js';
import { END, type Picture } from './picture.ts';

export const NODE = { width: 172, height: 84 } as const;
const END_NODE = { width: 112, height: 48 } as const;

/** What is asked of the layout: layers from left to right, and each lane in layers of its own. */
export function elkGraph(picture: Pick<Picture, 'nodes' | 'edges'>): ElkNode {
  return {
    id: 'root',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'RIGHT',
      'elk.partitioning.activate': 'true',
      'elk.layered.spacing.nodeNodeBetweenLayers': '36',
      'elk.spacing.nodeNode': '14',
      'elk.spacing.edgeNode': '10',
      'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
      'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
      'elk.layered.thoroughness': '3',
    },
    children: picture.nodes.map(({ id, lane }) => ({
      id,
      ...(id === END ? END_NODE : NODE),
      layoutOptions: { 'elk.partitioning.partition': String(lane) },
    })),
    edges: picture.edges.map(({ id, from, to }) => ({ id, sources: [from], targets: [to] })),
  };
}
