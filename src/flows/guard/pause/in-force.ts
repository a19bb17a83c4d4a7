import type { SignedPause } from '../../../model/pause.ts';
import type { Roster } from '../../../model/person.ts';
import type { GuardPolicy } from '../../../model/policy.ts';
import type { FoundStatement } from '../../../ports/forge.ts';
import { judgeSsh } from '../../../stages/1-commit/judge.ts';
import { grantsOfRoster, type KeyRing, keyRing } from '../../../stages/1-commit/key-ring.ts';
import { readPause } from '../../../stages/2-review/statements/pause.ts';
import type { PauseInForce } from '../safety/checks.ts';
import type { FoundPauses } from './found.ts';

export interface PauseContext {
  /** Name of the repository, as its statements must have it. */
  readonly repository: string;
  readonly cluster: string;
  /** Of the verified commit; absent = nobody may. */
  readonly policy: GuardPolicy['pause'] | undefined;
  /** The accepted roster: nobody else's keys count. */
  readonly roster: Roster | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** A statement that pauses nothing, and why. */
export interface IdlePause {
  /** Where it lies. */
  readonly source: string;
  readonly why: string;
}

export interface PauseAnswer {
  readonly inForce?: PauseInForce;
  /** SHA-256 of the payload of each pause that is in force. */
  readonly ids: readonly string[];
  readonly idle: readonly IdlePause[];
}

/** Clocks differ; what is dated further ahead of when it was seen cannot be true. */
const AHEAD = 600_000;
const MINUTE = 60_000;

interface Read extends SignedPause {
  readonly source: string;
  /** When somebody other than the signer first saw it; milliseconds since 1970. */
  readonly seen: number | undefined;
}

/**
 * The pause that is in force, if any. It counts where the key that signed it is, by the roster, of a person in one of the
 * policy's groups, was when it was first seen and is now; where it names this repository and this cluster, and is not longer
 * than policy allows; and as long as neither its end, nor that length since it was first seen, has passed, nor anybody who
 * may pause, or its signer, has ended it. Times in a statement are its signer's word and only ever shorten it.
 */
export function pauseInForce(found: FoundPauses, context: PauseContext): PauseAnswer {
  if (found.tooMany)
    return {
      ids: [],
      idle: [{ source: 'pauses', why: 'there are more statements than are read, so none counts' }],
    };
  const idle: IdlePause[] = [];
  const read = found.statements.flatMap((statement) => {
    const one = readOne(statement);
    if (typeof one !== 'string') return [one];
    idle.push({ source: statement.source, why: one });
    return [];
  });
  // Nearly always nothing is paused, and reading every key of a roster takes long.
  if (!read.some(({ pause }) => pause.verdict === 'pause')) return { ids: [], idle };
  const { roster } = context;
  const ring = keyRing(roster === undefined ? [] : [grantsOfRoster(roster)]);
  const counting: (PauseInForce & { readonly id: string })[] = [];
  for (const one of read) {
    if (one.pause.verdict !== 'pause') continue;
    const pause = judged(one, read, found.commits, ring, context);
    if (typeof pause === 'string') idle.push({ source: one.source, why: pause });
    else counting.push({ ...pause, id: one.id });
  }
  const [longest] = counting.sort((one, other) => other.until - one.until);
  const ids = counting.map(({ id }) => id);
  if (longest === undefined) return { ids, idle };
  const { until, why, by } = longest;
  return { inForce: { until, why, ...(by === undefined ? {} : { by }) }, ids, idle };
}

function readOne({ source, envelope, seen }: FoundStatement): Read | string {
  const signed = readPause(envelope);
  if (!signed.ok) return signed.error;
  return { ...signed.value, source, seen: seen === undefined ? undefined : Date.parse(seen) };
}

function judged(
  one: Read,
  all: readonly Read[],
  commits: ReadonlySet<string>,
  ring: KeyRing,
  context: PauseContext,
): PauseInForce | string {
  const { pause, seen } = one;
  const { policy, now } = context;
  if (pause.verdict !== 'pause') return 'it ends a pause';
  if (pause.repository !== context.repository) return `it is for the repository ${pause.repository}`;
  if (!commits.has(pause.commit))
    return 'it is for another repository of this name: it names a commit that is not here';
  if (pause.cluster !== context.cluster) return `it is for the cluster ${pause.cluster}`;
  if (policy === undefined || policy.groups.length === 0) return 'policy lets nobody pause the guard';
  const longest = policy.longestMinutes * MINUTE;
  const [from, until] = [Date.parse(pause.from), Date.parse(pause.until)];
  if (until - from > longest)
    return `it is longer than the ${policy.longestMinutes} minutes that policy allows`;
  const signer = signerOf(one, ring, seen ?? now);
  if ('why' in signer) return signer.why;
  const still = signerOf(one, ring, now);
  if (!('person' in still) || still.person !== signer.person) return `its key is ${signer.person}’s no more`;
  if (!mayPause(signer.person, context)) return `${signer.person} is in none of the groups that may pause`;
  if (Date.parse(pause.at) > (seen ?? now) + AHEAD) return 'it bears a date that cannot be true';
  if (from > now) return 'it has not begun';
  const end = Math.min(until, (seen ?? from) + longest);
  if (end <= now) return 'it is over';
  if (isEnded(one.id, all, signer.person, ring, context)) return 'it was ended';
  return { until: end, why: pause.reason, by: signer.person };
}

/** Whose key signed a statement, at one time. */
function signerOf(
  { pause, message, armour }: Read,
  ring: KeyRing,
  time: number,
): { readonly person: string } | { readonly why: string } {
  const made = { armour, payload: message, claimed: Date.parse(pause.at), what: 'statement' as const };
  const { status, why, person } = judgeSsh(made, ring, ring.attestations, {
    time: new Date(time).toISOString(),
    source: 'the record of pushes, or this reading',
  });
  if (status !== 'good') return { why };
  return typeof person === 'string' ? { person } : { why: 'its key is nobody’s in the roster' };
}

function mayPause(person: string, { roster, policy }: PauseContext): boolean {
  const found = roster?.people.find(({ id }) => id === person);
  return found?.groups.some((group) => policy?.groups.includes(group) === true) === true;
}

/** Has its signer, or somebody who may pause, said that it is over? */
function isEnded(
  id: string,
  all: readonly Read[],
  signer: string,
  ring: KeyRing,
  context: PauseContext,
): boolean {
  return all.some((one) => {
    const { pause } = one;
    if (pause.verdict !== 'end' || pause.ends !== id) return false;
    if (pause.repository !== context.repository || pause.cluster !== context.cluster) return false;
    const by = signerOf(one, ring, one.seen ?? context.now);
    return 'person' in by && (by.person === signer || mayPause(by.person, context));
  });
}
