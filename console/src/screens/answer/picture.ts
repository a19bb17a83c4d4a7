import type { AnswerPath, AnswerQuorum, AnswerStep } from '../../../../src/model/cut.ts';
import type { Stage } from '../../../../src/model/verdict.ts';
import { LANES } from './words.ts';

/** A step as it is drawn, or several that there is no room for. */
export interface PictureNode {
  readonly id: string;
  readonly lane: number;
  /** Absent where it stands for several, and for the end. */
  readonly step?: AnswerStep;
  /** How many steps it stands for. */
  readonly count: number;
  /** On no path any more, once the cuts are made. */
  readonly fallen: boolean;
  /** Numbers of the paths that go through it. */
  readonly paths: ReadonlySet<number>;
}

export interface PictureEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly assumed: boolean;
  readonly fallen: boolean;
  readonly paths: ReadonlySet<number>;
}

export interface Picture {
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
  readonly paths: readonly DrawnPath[];
}

/** A path with whether it is still there. */
export interface DrawnPath {
  readonly path: AnswerPath;
  readonly steps: readonly AnswerStep[];
  readonly fallen: boolean;
}

export const END = 'end';

interface Side {
  readonly quorum: AnswerQuorum | undefined;
  readonly steps: ReadonlyMap<string, AnswerStep>;
}

/** The paths of before and after together; those of before that are gone are marked. */
export function drawnPaths(before: Side, after: Side | undefined): readonly DrawnPath[] {
  const drawn = new Map<string, DrawnPath>();
  const add = ({ quorum, steps }: Side, fallen: (key: string) => boolean): void => {
    for (const path of quorum?.paths ?? []) {
      const key = path.steps.join('\n');
      if (!drawn.has(key))
        drawn.set(key, {
          path,
          steps: path.steps.flatMap((id) => steps.get(id) ?? []),
          fallen: fallen(key),
        });
    }
  };
  if (after === undefined) add(before, () => false);
  else {
    const left = new Set((after.quorum?.paths ?? []).map((path) => path.steps.join('\n')));
    add(after, () => false);
    add(before, (key) => !left.has(key));
  }
  return [...drawn.values()].sort((a, b) => sizeOf(a.path) - sizeOf(b.path));
}

export function sizeOf(path: AnswerPath): number {
  return path.people[0]?.length ?? 0;
}

/** Nodes and edges of paths; of each lane the first `most` steps by themselves, the others as one. */
export function pictureOf(paths: readonly DrawnPath[], most: number): Picture {
  const lanes = new Map<number, string[]>();
  const steps = new Map<string, AnswerStep>();
  for (const step of paths.flatMap((path) => path.steps)) {
    if (steps.has(step.id)) continue;
    steps.set(step.id, step);
    const lane = laneOf(step.stage);
    lanes.set(lane, [...(lanes.get(lane) ?? []), step.id]);
  }
  const nodeId = new Map<string, string>();
  for (const [lane, ids] of lanes) {
    const room = ids.length <= most + 1 ? ids.length : most;
    ids.forEach((id, at) => nodeId.set(id, at < room ? id : `more:${lane}`));
  }
  const nodes = new Map<string, { paths: Set<number>; alive: boolean; steps: Set<string>; lane: number }>();
  const edges = new Map<
    string,
    { from: string; to: string; paths: Set<number>; alive: boolean; assumed: boolean }
  >();
  paths.forEach((drawn, number) => {
    const ids = [...drawn.steps.map(({ id }) => id), END];
    ids.forEach((id, at) => {
      const own = nodeId.get(id) ?? END;
      const lane = id === END ? LANES.length : laneOf(steps.get(id)?.stage ?? 'cluster');
      const node = nodes.get(own) ?? { paths: new Set(), alive: false, steps: new Set(), lane };
      node.paths.add(number);
      node.steps.add(id);
      node.alive ||= !drawn.fallen;
      nodes.set(own, node);
      const next = ids[at + 1];
      const to = next === undefined ? undefined : (nodeId.get(next) ?? END);
      if (to === undefined || to === own) return;
      const key = `${own} -> ${to}`;
      const edge = edges.get(key) ?? { from: own, to, paths: new Set(), alive: false, assumed: true };
      edge.paths.add(number);
      edge.alive ||= !drawn.fallen;
      edge.assumed &&= (steps.get(id)?.assumed.length ?? 0) > 0;
      edges.set(key, edge);
    });
  });
  return {
    nodes: [...nodes].map(([id, node]) => {
      const step = steps.get(id);
      return {
        id,
        lane: node.lane,
        count: node.steps.size,
        fallen: !node.alive,
        paths: node.paths,
        ...(step === undefined ? {} : { step }),
      };
    }),
    edges: [...edges].map(([id, { alive, ...edge }]) => ({ id, ...edge, fallen: !alive })),
    paths,
  };
}

function laneOf(stage: Stage): number {
  const at = LANES.indexOf(stage);
  return at === -1 ? LANES.length - 1 : at;
}
