import type { Effect, Quorum } from '../model/graph.ts';
import { count, joinWithAnd } from './people.ts';

/** What an effect changes, in words. */
export const EFFECT_WORDS: Readonly<Record<Effect, string>> = {
  workload: 'what runs',
  access: 'who may do what',
};

/** The target that reports speak of first. */
export function mainTarget(quorums: readonly Quorum[]): string | undefined {
  return quorums.find((one) => one.route === 'delivery')?.target;
}

/** The first sentence of every report: what the weakest delivery route of a target takes. */
export function headline(quorums: readonly Quorum[]): string {
  const delivery = quorums.filter((one) => one.route === 'delivery');
  const target = mainTarget(quorums);
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
  const what = `${EFFECT_WORDS[quorum.effect]} in ${quorum.target}`;
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
    const takes =
      size === 0
        ? 'An outsider'
        : size === 1
          ? 'One person alone'
          : `${count(size, 'person', 'people')} together`;
    return `${takes} could change ${what}, if ${conditions(assumed.assumed)}.${bound(quorum)}`;
  }
  if (atMost !== null)
    return `Changing ${what} takes at most ${count(atMost, 'person', 'people')}; fewer cannot be excluded.`;
  return `How many people it takes to change ${what} is not known.${bound(quorum)}`;
}

/** The first assumption without its reason; how many more there are. */
function conditions(assumed: readonly string[]): string {
  const facts = assumed.map((one) => one.split(': ')[0] ?? one);
  if (facts.length <= 2) return joinWithAnd(facts);
  return `${facts[0]} and ${facts.length - 1} more things hold that were not observed`;
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
export function interval(
  quorum: Pick<Quorum, 'atLeast' | 'atMost'> & {
    readonly paths: readonly unknown[];
    readonly open?: readonly string[];
  },
): string {
  if (quorum.atLeast > 0 && quorum.paths.length === 0) return 'none';
  if (quorum.atMost === null) return quorum.atLeast === 0 ? '?' : `≥ ${quorum.atLeast}`;
  return quorum.atLeast === quorum.atMost ? String(quorum.atMost) : `${quorum.atLeast}–${quorum.atMost}`;
}
