import type { Answer } from '../../src/model/cut.ts';
import type { Quorum } from '../../src/model/graph.ts';

/** What both say of a quorum, without the lines that things stand on: those move when something above them goes. */
interface Said {
  readonly target: string;
  readonly paths: readonly unknown[];
}

export function asScanned(quorums: readonly Quorum[]): readonly Said[] {
  return quorums.map(({ target, route, effect, atLeast, atMost, alone, open, paths }) => ({
    target: `${target} ${route} ${effect} ${atLeast}-${atMost}`,
    alone,
    open,
    paths: paths.map(({ people, alternatives, robots, assumed, steps }) => ({
      people,
      alternatives,
      robots,
      assumed,
      steps: steps.map(({ stage, from, to, why }) => `${stage}: ${from} -> ${to}: ${why}`),
    })),
  }));
}

export function asAnswer({ quorum, steps }: Answer): readonly Said[] {
  const byId = new Map(steps.map((step) => [step.id, step]));
  return quorum.map(({ target, route, effect, atLeast, atMost, alone, open, paths }) => ({
    target: `${target} ${route} ${effect} ${atLeast}-${atMost}`,
    alone,
    open,
    paths: paths.map(({ people, alternatives, robots, assumed, steps: ids }) => ({
      people,
      alternatives,
      robots,
      assumed,
      steps: ids.map((id) => {
        const step = byId.get(id);
        return `${step?.stage}: ${step?.from} -> ${step?.to}: ${step?.why}`;
      }),
    })),
  }));
}
