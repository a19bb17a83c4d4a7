import type { Actor } from '../../../model/drift.ts';
import type { Sighting, SightingQuestion } from './witness.ts';

/** Milliseconds that a request and the event it causes may lie apart, clocks included. */
const NEAR = 2_000;
const MOST_ACTORS = 20;

/**
 * Whose request made the change, of all that were seen for the object. Requests that name the very version, or the object
 * and what it then meant, count first; without any, those that were close in time and mean the same; without any, those
 * close in time of which it was not seen what they wrote. Within one of these everybody is named: none is picked.
 */
export function join(question: SightingQuestion, seen: readonly Sighting[]): readonly Actor[] {
  const possible = seen.filter((one) => isPossible(question, one));
  const exact = untilThisVersion(
    question,
    possible.filter((one) => isExact(question, one)),
  );
  if (exact.length > 0) return actorsOf(sinceItMeantThis(question, exact, seen));
  const near = possible.filter(({ at }) => Math.abs(question.at - at) <= NEAR);
  const same = near.filter((one) => meansTheSame(question, one));
  return actorsOf(same.length > 0 ? same : near.filter(({ meaning }) => meaning === undefined));
}

/** Nothing that is known of the request says that it cannot have been it. */
function isPossible(question: SightingQuestion, one: Sighting): boolean {
  return (
    one.void === undefined &&
    (one.operation === 'DELETE') === question.removed &&
    one.at <= question.at + NEAR &&
    (one.before === undefined || one.before !== one.meaning) &&
    !differ(one.uid, question.uid) &&
    (question.removed || !differ(one.meaning, question.meaning))
  );
}

function isExact(question: SightingQuestion, one: Sighting): boolean {
  if (one.resourceVersion !== undefined && one.resourceVersion === question.resourceVersion) return true;
  if (one.uid === undefined || question.uid === undefined) return false;
  return question.removed || (one.meaning !== undefined && one.meaning === question.meaning);
}

function meansTheSame(question: SightingQuestion, one: Sighting): boolean {
  return question.removed || (one.meaning !== undefined && one.meaning === question.meaning);
}

/**
 * Whoever wrote after the version that is asked about did not make it: agents tidy up an object, without changing what it
 * means, before they give it back. Only the audit log knows which version somebody wrote.
 */
function untilThisVersion(
  { resourceVersion }: SightingQuestion,
  exact: readonly Sighting[],
): readonly Sighting[] {
  const written = exact.find(
    (one) => one.resourceVersion !== undefined && one.resourceVersion === resourceVersion,
  );
  if (written === undefined) return exact;
  return exact.filter(({ at, resourceVersion: other }) => other === undefined || at <= written.at);
}

/**
 * Whoever wrote the same before the object meant something else in between did not make this change. That it did is sure
 * where the audit log says so; where only the admission webhook saw it, something else may have refused it afterwards,
 * and those before it come last instead of not at all.
 */
function sinceItMeantThis(
  question: SightingQuestion,
  exact: readonly Sighting[],
  seen: readonly Sighting[],
): readonly Sighting[] {
  const others = seen.filter(
    (one) =>
      one.void === undefined &&
      one.meaning !== undefined &&
      one.meaning !== question.meaning &&
      one.uid === question.uid &&
      one.at <= question.at,
  );
  const last = latest(exact);
  const breakOf = (some: readonly Sighting[]): number => latest(some.filter(({ at }) => at <= last));
  const sure = breakOf(others.filter(({ actor }) => actor.source === 'audit'));
  const likely = breakOf(others);
  const left = exact.filter(({ at }) => at >= sure);
  return [...left.filter(({ at }) => at >= likely), ...left.filter(({ at }) => at < likely)];
}

/** Each once: what the audit log says of a user stands for what the webhook saw of the same one. */
function actorsOf(fitting: readonly Sighting[]): readonly Actor[] {
  const audited = fitting.filter(({ actor }) => actor.source === 'audit').map(({ actor }) => actor);
  const known = new Set(audited.map(({ user }) => user));
  const tapped = fitting
    .filter(({ actor }) => actor.source !== 'audit' && !known.has(actor.user))
    .map(({ actor }) => actor);
  const once = new Map<string, Actor>();
  for (const actor of [...audited, ...tapped]) {
    const key = JSON.stringify([actor.user ?? null, actor.impersonator ?? null]);
    if (!once.has(key)) once.set(key, actor);
  }
  return [...once.values()].slice(0, MOST_ACTORS);
}

function latest(some: readonly Sighting[]): number {
  return some.reduce((last, { at }) => Math.max(last, at), Number.NEGATIVE_INFINITY);
}

function differ(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}
