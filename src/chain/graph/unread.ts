import type { Gap } from '../../model/graph.ts';
import type { Unread } from '../facts.ts';
import type { ChainMaterial } from './material.ts';

/**
 * What is applied and was not read or rendered may bring anything: also further feeds, from repositories that are
 * not in view. One gap for each environment; the places themselves are listed as coverage.
 */
export function unreadGaps(
  material: Pick<ChainMaterial, 'feeds' | 'loose'>,
  environments: readonly string[],
): readonly Gap[] {
  if (material.feeds.length === 0)
    return environments.flatMap((environment) => gap(environment, material.loose));
  return environments.flatMap((environment) =>
    gap(
      environment,
      material.feeds
        .filter((facts) => facts.environment === environment && facts.idle !== true)
        .flatMap((facts) => facts.unread ?? []),
    ),
  );
}

function gap(environment: string, all: readonly Unread[]): readonly Gap[] {
  const unread = [...new Map(all.map((one) => [`${one.at.path} ${one.reason}`, one])).values()];
  const [first] = unread;
  if (first === undefined) return [];
  const others = unread.length > 1 ? ` (and ${unread.length - 1} more)` : '';
  return [
    {
      route: 'delivery',
      target: environment,
      what: `not everything that is applied to ${environment} was read: ${first.at.path}: ${first.reason}${others}`,
      provide: 'rendered manifests as a further PATH',
      location: first.at,
    },
  ];
}
