import type { CheckDocument, MissingApprovals } from '../../model/check.ts';
import { count, joinWithAnd, nameOf } from '../people.ts';

export const VERDICT_WORDS: Readonly<Record<CheckDocument['verdict'], string>> = {
  pass: 'may land',
  fail: 'may not land yet',
  unknown: 'cannot be decided yet',
};

/** What decides, in one short sentence. */
export function why(document: CheckDocument): string {
  const { verdict, findings, reasons, merge } = document;
  if (verdict === 'pass') return 'everything that is asked for is there';
  const missing = missingOf(document);
  const violated = reasons.some(({ code }) => code === 'new-violations');
  const told = !reasons.some(({ code }) => code === 'reviews-not-supplied');
  const parts = [
    ...(merge.conflict ? ['it conflicts with the base'] : []),
    ...missing.map(({ group, lacking }) => `${lacking}${told ? ' more' : ''} of ${group} must agree`),
    ...(told || missing.length === 0 ? [] : ['who agreed was not supplied']),
    ...(reasons.some(({ code }) => code === 'rules-not-supplied' || code === 'nothing-demanded')
      ? ['nothing in view says what is demanded of it']
      : []),
    ...(violated ? [`it adds ${count(findings?.length ?? 0, 'violation')}`] : []),
  ];
  const other = reasons.find(({ code }) => !SAID.has(code) && !REMARKS.has(code));
  if (other !== undefined && (parts.length === 0 || verdict === 'fail')) parts.push(other.detail);
  if (parts.length === 0) parts.push(reasons[0]?.detail ?? 'something is missing');
  return joinWithAnd(parts.slice(0, MOST_PARTS).concat(parts.length > MOST_PARTS ? ['more'] : []));
}

const MOST_PARTS = 3;

/** What the list of missing approvals says already. */
const SAID: ReadonlySet<string> = new Set([
  'approvals-missing',
  'code-owner-missing',
  'self-approved',
  'stale-approval',
  'bot-approval',
  'approver-left',
  'approval-withdrawn',
  'approved-twice',
  'undecided',
  'reviews-not-supplied',
  'new-violations',
  'conflict',
]);

const REMARKS: ReadonlySet<string> = new Set([
  'policy-changes',
  'findings-not-compared',
  'access-not-read',
  'backdated',
]);

/** What one team has yet to give, whoever asks for it. */
export interface Needed {
  readonly group: string;
  readonly lacking: number;
  /** Who asks for it. */
  readonly requirements: readonly string[];
  readonly who: MissingApprovals['who'];
}

/**
 * Missing approvals, once for each team under whatever name rules call it, and the most that any of them lacks. Reviews
 * by anybody are not told where as many of somebody in particular are missing: these count for both.
 */
export function missingOf({ required }: CheckDocument): readonly Needed[] {
  const teams = new Map<string, Needed>();
  const anybody: Needed[] = [];
  for (const { requirement, missing } of required) {
    for (const { group, kind, count: needed, have, who } of missing) {
      const one = { group, lacking: needed - have, requirements: [requirement], who };
      if (kind === 'anybody') {
        anybody.push(one);
        continue;
      }
      const key = bare(group);
      const known = teams.get(key);
      teams.set(key, known === undefined ? one : together(known, one));
    }
  }
  const most = Math.max(0, ...[...teams.values()].map(({ lacking }) => lacking));
  return [...teams.values(), ...anybody.filter(({ lacking }) => lacking > most)];
}

function together(one: Needed, other: Needed): Needed {
  return {
    group: one.group.length <= other.group.length ? one.group : other.group,
    lacking: Math.max(one.lacking, other.lacking),
    requirements: [...new Set([...one.requirements, ...other.requirements])],
    who: one.who ?? other.who,
  };
}

/** `acme/platform`, `@acme/platform` and `platform` name the same team. */
function bare(group: string): string {
  return group.includes(' ')
    ? group
    : group
        .slice(group.lastIndexOf('/') + 1)
        .replace(/^@/, '')
        .toLowerCase();
}

const MOST_NAMES = 5;

/** `ann, ben or 3 more`, or that nobody could. */
export function whoCould({ who }: Needed): string {
  if (who === null) return 'who belongs to it is not known';
  if (who.length === 0) return 'nobody is left who could: everybody of it took part, agreed or left';
  const names = who.slice(0, MOST_NAMES).map(nameOf);
  const more = who.length - names.length;
  const last = more > 0 ? `${more} more` : names.pop();
  return names.length === 0 ? (last ?? '') : `${names.join(', ')} or ${last}`;
}

/** `permission-changes and protect main`. */
export function listed(requirements: readonly string[]): string {
  return joinWithAnd(requirements);
}

/** What happens after the merge, as things stand. */
export function afterMerge({ landing, reasons, verdict }: CheckDocument): string {
  if (landing === 'pass')
    return verdict === 'pass'
      ? 'Merged as it is, `verify` passes it.'
      : 'Merged as it is, `verify` would pass it, but the gate does not.';
  const first = reasons.find(({ code }) => !REMARKS.has(code));
  const because = first === undefined ? '' : ` (${first.code})`;
  return landing === 'fail'
    ? `Merged as it is, \`verify\` would fail it${because}.`
    : `Merged as it is, \`verify\` could not tell${because}.`;
}

/** `main of shop`. */
export function targetOf({ ref }: CheckDocument, repository: string): string {
  return `${ref.replace(/^refs\/heads\//, '')} of ${repository}`;
}
