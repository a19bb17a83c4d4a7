import { EFFECTS, type Effect, type Gap, type GraphEdge } from '../../model/graph.ts';
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
        rests: [
          { kind: 'break-glass' as const, environment: declared.environment },
          ...declared.groups.map((name) => ({ kind: 'group' as const, name })),
        ],
      };
    }),
  );
}

/** No groups declare that nobody may. Without a declaration break-glass may exist all the same: an account in a safe, an emergency kubeconfig. */
export function breakGlassGaps(environments: readonly string[], system: System | undefined): readonly Gap[] {
  const declared = new Set(system?.breakGlass.map((one) => one.environment));
  return environments
    .filter((environment) => !declared.has(environment))
    .map((environment) => ({
      route: 'break-glass',
      target: environment,
      what: `who may use break-glass in ${environment} is not declared`,
      provide: 'a System with breakGlass, in .mainward/ or with --policy DIR',
    }));
}
