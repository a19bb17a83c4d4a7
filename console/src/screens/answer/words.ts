import type { AnswerQuorum } from '../../../../src/model/cut.ts';
import type { Effect, Route } from '../../../../src/model/graph.ts';
import type { PersonRef } from '../../../../src/model/person.ts';
import type { Stage } from '../../../../src/model/verdict.ts';

export const ROUTE_WORDS: Readonly<Record<Route, string>> = {
  delivery: 'By delivery',
  administration: 'By administration',
  'break-glass': 'By break-glass',
};

export const EFFECT_WORDS: Readonly<Record<Effect, string>> = {
  workload: 'What runs',
  access: 'Who may do what',
};

/** The lanes, from left to right. */
export const LANES: readonly Stage[] = ['commit', 'review', 'pipeline', 'agent', 'cluster'];

/** `2`, `0–2`, `≥ 1`, `none` where everything was seen and nothing leads there, or `?`. */
export function intervalOf(bounds: Pick<AnswerQuorum, 'atLeast' | 'atMost'>, ways: boolean): string {
  const { atLeast, atMost } = bounds;
  if (atLeast > 0 && !ways) return 'none';
  if (atMost === null) return atLeast === 0 ? '?' : `≥ ${atLeast}`;
  return atLeast === atMost ? String(atMost) : `${atLeast}–${atMost}`;
}

export function nameOf(person: PersonRef): string {
  return typeof person === 'string' ? person : person.account;
}

export function keyOf({ target, route, effect }: Pick<AnswerQuorum, 'target' | 'route' | 'effect'>): string {
  return `${target}/${route}/${effect}`;
}

export function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
