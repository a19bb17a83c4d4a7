import type { Actor, DriftRights } from '../../model/drift.ts';
import type { DriftDifference } from '../../model/drift-document.ts';
import type { ObjectRef } from '../../model/ledger.ts';
import { EVERYTHING, rightsWords, subjectWords } from '../access/words.ts';
import { joinWithAnd } from '../people.ts';

export function objectWords({ kind, namespace, name }: ObjectRef): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

const CHANGE: Readonly<Record<DriftDifference['change'], string>> = {
  added: 'is not in Git',
  changed: 'is another one than in Git',
  removed: 'is in Git, and gone',
};

/** `RoleBinding shop/admins is not in Git`. */
export function differenceWords({ object, change }: Pick<DriftDifference, 'object' | 'change'>): string {
  return `${objectWords(object)} ${CHANGE[change]}`;
}

/** `user eve can do everything, everywhere`: what each subject may do, said once for rights alike. */
export function rightsLines(rights: readonly DriftRights[], verb: string): readonly string[] {
  const each = rights.map((one) => ({
    who: subjectWords(one.subject),
    what: rightsWords(one),
    where: one.namespace === null ? 'everywhere' : `in namespace ${one.namespace}`,
  }));
  // Whoever may do everything is not told of paths besides.
  const isAll = ({ what, where }: (typeof each)[number]): boolean =>
    what === EVERYTHING && where === 'everywhere';
  const all = new Set(each.filter(isAll).map(({ who }) => who));
  const told = each.filter((one) => isAll(one) || !all.has(one.who));
  return [...new Set(told.map(({ who, what, where }) => `${who} ${verb} ${what}, ${where}`))];
}

/** Whoever did it, by the best evidence there is; '' where there is none. */
export function actorsWords(actors: readonly Actor[]): string {
  return joinWithAnd(actors.slice(0, 3).map(actorWords));
}

function actorWords({ source, user, person, impersonator, tool, left }: Actor): string {
  if (source === 'manager') return `the tool ${tool ?? '?'}, as the object itself says`;
  const name = person ?? impersonator ?? user ?? 'somebody';
  const as = person === undefined ? '' : ` (as ${impersonator ?? user ?? '?'})`;
  const acting = impersonator === undefined ? '' : `, acting as ${user ?? '?'}`;
  const gone = left === undefined ? '' : `, whose account ended ${left}`;
  return `${name}${as}${acting}${gone}`;
}
