import type { Actor, DriftRecord, DriftRights, HoldCode } from '../../model/drift.ts';
import type { ObjectRef } from '../../model/ledger.ts';
import { rightsWords, subjectWords } from '../access/words.ts';
import { count, joinWithAnd } from '../people.ts';

/** Rights that are told one by one. */
const MOST_TOLD = 4;

/** `RoleBinding shop/admins`. */
export function objectWords({ kind, namespace, name }: ObjectRef): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** How it differs from Git, as a sentence. */
export function changeWords({ change }: Pick<DriftRecord, 'change'>): string {
  switch (change) {
    case 'added':
      return 'It is in the cluster, and not in Git.';
    case 'changed':
      return 'It is not as Git has it.';
    case 'removed':
      return 'It is in Git, and gone from the cluster.';
  }
}

/** Who may do what because of it, as sentences; the gravest first. */
export function deltaWords({ effect, delta }: Pick<DriftRecord, 'effect' | 'delta'>): readonly string[] {
  if (delta === undefined) return [EFFECTS[effect]];
  const said = [
    ...delta.gained.slice(0, MOST_TOLD).map((one) => rightWords(one, 'may now')),
    ...delta.lost.slice(0, MOST_TOLD).map((one) => rightWords(one, 'may no longer')),
  ];
  const left = delta.gained.length + delta.lost.length + delta.more - said.length;
  return [
    ...said,
    ...(left > 0 ? [`${count(left, 'right more', 'rights more')} like these.`] : []),
    ...delta.opens.slice(0, MOST_TOLD).map((way) => `That opens: ${way}.`),
    ...(delta.cutOff.length > 0
      ? [`Deleting it takes from others what Git gives them: ${joinWithAnd(delta.cutOff.map(subjectWords))}.`]
      : []),
    ...(delta.optOuts ?? [])
      .slice(0, MOST_TOLD)
      .map((one) => `It says that it is not to be given back: ${one}.`),
    ...delta.unknown.slice(0, MOST_TOLD).map((why) => `It cannot be told what it does: ${why}.`),
    ...(delta.effect === 'unknown' && delta.unknown.length === 0 ? [EFFECTS.unknown] : []),
  ];
}

const EFFECTS: Readonly<Record<DriftRecord['effect'], string>> = {
  grants: 'Somebody may do more because of it.',
  reduces: 'Somebody may do less because of it, and nobody more.',
  mixed: 'Some may do more because of it, some less.',
  'opt-out': 'Nobody may do more yet, but it now says that it is to be left as it is.',
  unknown: 'It cannot be told what it does.',
};

function rightWords({ subject, namespace, ...rights }: DriftRights, may: string): string {
  const where = namespace === null ? 'everywhere' : `in namespace ${namespace}`;
  return `${sentenceCase(subjectWords(subject))} ${may} ${rightsWords({ ...rights, namespace })} ${where}.`;
}

/** Whoever it was, as far as is known: a name, and what was seen of them. */
export function actorWords(actor: Actor): { readonly name: string; readonly rest: string } {
  if (actor.source === 'manager')
    return { name: 'Somebody', rest: `with ${actor.tool ?? 'a tool'}, as the tool calls itself` };
  const account = actor.impersonator ?? actor.user ?? 'an unnamed user';
  const parts = [
    ...(actor.impersonator === undefined ? [] : [`acting as ${actor.user ?? 'somebody else'}`]),
    ...(actor.left === undefined ? [] : [`with an account that had ended on ${actor.left.slice(0, 10)}`]),
    ...(actor.tool === undefined ? [] : [`with ${actor.tool}`]),
  ];
  const { name, rest } = whoWords(actor, account);
  return { name, rest: [rest, ...parts].filter((one) => one !== '').join(', ') };
}

function whoWords(
  { person, robot }: Actor,
  account: string,
): { readonly name: string; readonly rest: string } {
  if (person !== undefined) return { name: person, rest: person === account ? '' : `as ${account}` };
  if (robot === undefined) return { name: account, rest: 'whom the roster does not know' };
  const owners =
    robot.owners.length === 0 ? 'owned by nobody known' : `owned by ${joinWithAnd(robot.owners)}`;
  return { name: robot.id, rest: `a robot ${owners}, as ${account}` };
}

/** Where the name comes from. */
export const SOURCE_WORDS: Readonly<Record<Actor['source'], string>> = {
  audit: 'by the audit log',
  admission: 'by the admission webhook, before it was written',
  manager: 'by the object itself',
};

export const HOLD_WORDS: Readonly<Record<HoldCode, string>> = {
  tier: 'the tier does not act',
  reduces: 'it takes access away: somebody may be answering an incident',
  'alert-only': 'policy says to alert only',
  found: 'it was there before the guard began',
  unknown: 'it cannot be told what it does or who made it',
  'not-ready': 'the first complete list or a verified commit is missing',
  stale: 'the verified commit is too old',
  'mass-change': 'Git is empty, or far smaller than before',
  rate: 'too many actions in too short a time',
  'ping-pong': 'the same object again and again',
  'lock-out': 'nobody could administer the cluster afterwards',
  paused: 'the guard is paused',
  'no-agent': 'no agent owns it',
  finalizers: 'it is being deleted, and its finalizers keep it',
};

/** What is, or was, done about it. */
export function doneWords({ actions, code, ended, replacedBy, decision }: DriftRecord): readonly string[] {
  const acts = actions.map(({ action, outcome }) => ACTS[action][outcome]);
  if (ended !== undefined || replacedBy !== undefined) return acts;
  const nothing = acts.length === 0 ? 'Nothing is done' : 'Nothing more is done';
  if (code !== undefined) return [...acts, `${nothing}: ${HOLD_WORDS[code]}.`];
  return acts.length > 0 ? acts : [decision === 'record' ? 'It is only recorded.' : 'Nothing is done yet.'];
}

const ACTS: Readonly<
  Record<
    DriftRecord['actions'][number]['action'],
    Readonly<Record<DriftRecord['actions'][number]['outcome'], string>>
  >
> = {
  deleted: {
    done: 'The guard deleted it.',
    gone: 'The guard wanted to delete it; somebody was faster.',
    changed: 'The guard wanted to delete it; it was another one by then.',
    refused: 'The guard wanted to delete it; the API server refused.',
    unreachable: 'The guard wanted to delete it; the API server did not answer.',
  },
  'reconcile-requested': {
    done: 'The agent that owns it was asked to give it back.',
    gone: 'The agent that owns it was to be asked, and is gone.',
    changed: 'The agent that owns it was to be asked; it changed at that moment.',
    refused: 'The agent that owns it was to be asked; the API server refused.',
    unreachable: 'The agent that owns it was to be asked; the API server did not answer.',
  },
};

const ENDS: Readonly<Record<NonNullable<DriftRecord['ended']>['how'], string>> = {
  deleted: 'deleted by the guard',
  'given-back': 'given back by the agent',
  gone: 'gone by itself',
  adopted: 'in Git by now',
  quiet: 'differs no more',
};

/** Where it stands, in two or three words. */
export function stateWords(record: DriftRecord): {
  readonly words: string;
  readonly kind: 'good' | 'bad' | 'open' | 'dim';
} {
  if (record.ended !== undefined) return { words: ENDS[record.ended.how], kind: 'good' };
  if (record.replacedBy !== undefined) return { words: 'judged anew', kind: 'dim' };
  return { words: 'open', kind: record.effect === 'grants' || record.effect === 'mixed' ? 'bad' : 'open' };
}

/** How long it was there, or did until something was done: `2.4 s`. */
export function spanWords(from: string, until: string): string {
  const milliseconds = Math.max(0, Date.parse(until) - Date.parse(from));
  if (Number.isNaN(milliseconds)) return 'an unknown time';
  if (milliseconds < 1_000) return `${milliseconds} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
  if (milliseconds < 7_200_000) return count(Math.round(milliseconds / 60_000), 'minute');
  return count(Math.round(milliseconds / 3_600_000), 'hour');
}

function sentenceCase(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

/** `2026-11-27 09:00:00 UTC`. */
export function timeWords(at: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(at) ? `${at.slice(0, 10)} ${at.slice(11, 19)} UTC` : at;
}
