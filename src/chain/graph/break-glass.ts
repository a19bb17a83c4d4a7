import { EFFECTS, type Effect, type GraphEdge } from '../../model/graph.ts';
import type { System } from '../../model/policy.ts';
import type { Cast } from './cast.ts';
import { targetNode } from './feeds.ts';
import { one } from './landing-context.ts';

export function breakGlassNode(environment: string, effect: Effect): string {
  return `break-glass:${targetNode(environment, effect)}`;
}

/** Who may use break-glass, as the system declares it. */
export function breakGlassEdges(cast: Cast, system: System | undefined): readonly GraphEdge[] {
  return (system?.breakGlass ?? []).flatMap((declared) =>
    EFFECTS.map((effect) => {
      const node = breakGlassNode(declared.environment, effect);
      return {
        id: `${node}<-${declared.groups.join(',')}`,
        needs: [],
        to: node,
        guard: {
          duties: [
            one(
              'holder',
              declared.groups.flatMap((group) => cast.group(group)),
            ),
          ],
          apart: [],
        },
        robots: [],
        step: {
          stage: 'cluster' as const,
          from: `group ${declared.groups.join(', ')}`,
          to: declared.environment,
          why: 'may use break-glass',
          ...(system === undefined ? {} : { location: system.at }),
        },
      };
    }),
  );
}
