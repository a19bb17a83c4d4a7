import type { Effect, Quorum } from '../model/graph.ts';
import { count, joinWithAnd } from './people.ts';

const DONE: Readonly<Record<Effect, string>> = { workload: 'what runs in', access: 'who may do what in' };

/** The first sentence of every report: what the weakest delivery route of a target takes. */
export function headline(quorums: readonly Quorum[]): string {
  const delivery = quorums.filter((one) => one.route === 'delivery');
  const target = delivery[0]?.target;
  if (target === undefined)
    return 'Nothing here was found to reach a cluster, so there is nothing to say about who can change one.';
  const weakest = delivery.filter((one) => one.target === target).sort(byBound)[0];
  return weakest === undefined ? '' : sentence(weakest);
}

function byBound(a: Quorum, b: Quorum): number {
  return (
    (a.atMost ?? Number.POSITIVE_INFINITY) - (b.atMost ?? Number.POSITIVE_INFINITY) || a.atLeast - b.atLeast
  );
}

/** One quorum in words. */
export function sentence(quorum: Quorum): string {
  const what = `${DONE[quorum.effect]} ${quorum.target}`;
  const { atLeast, atMost } = quorum;
  if (atMost === 0) return `An outsider can change ${what}: nobody with rights needs to cooperate.`;
  if (atMost === 1) return `${capital(whoAlone(quorum))} can change ${what} alone.`;
  if (atMost !== null && atLeast === atMost)
    return `Changing ${what} takes ${count(atMost, 'person', 'people')}.`;
  const assumed = quorum.paths.find(
    (path) => path.assumed.length > 0 && (path.people[0]?.length ?? 0) < (atMost ?? Number.POSITIVE_INFINITY),
  );
  if (assumed !== undefined) {
    const size = assumed.people[0]?.length ?? 0;
    const takes = size === 0 ? 'An outsider' : count(size, 'person', 'people');
    return `${takes} could change ${what}, if ${joinWithAnd(assumed.assumed)}.${bound(quorum)}`;
  }
  if (atMost !== null)
    return `Changing ${what} takes at most ${count(atMost, 'person', 'people')}; fewer cannot be excluded.`;
  return `How many people it takes to change ${what} is not known.${bound(quorum)}`;
}

function bound(quorum: Quorum): string {
  if (quorum.atMost === null)
    return quorum.atLeast === 0 ? ' Nothing is proved yet.' : ` At least ${quorum.atLeast}.`;
  return ` Proved: at most ${quorum.atMost}.`;
}

function whoAlone(quorum: Quorum): string {
  const { people, robots } = quorum.alone;
  const parts: string[] = [];
  if (people.length > 0) parts.push(count(people.length, 'person', 'people'));
  if (robots.length > 0) parts.push(count(robots.length, 'robot'));
  return parts.length === 0 ? 'one person' : joinWithAnd(parts);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `2`, `0–2`, `≥ 1`, `none` where everything was seen and nothing leads there, or `?`, for tables. */
export function interval(quorum: Quorum): string {
  if (quorum.atLeast > 0 && quorum.paths.length === 0) return 'none';
  if (quorum.atMost === null) return quorum.atLeast === 0 ? '?' : `≥ ${quorum.atLeast}`;
  return quorum.atLeast === quorum.atMost ? String(quorum.atMost) : `${quorum.atLeast}–${quorum.atMost}`;
}
