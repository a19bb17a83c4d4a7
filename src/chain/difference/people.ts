import { holdsAt, type Roster, type RosterPerson } from '../../model/person.ts';
import type { RbacSubject } from '../../model/rbac.ts';

/** Who of a roster a subject of a cluster means, now; `undefined` where the roster does not tell, as of a group that it does not know. */
export function peopleMeant(
  { kind, name }: RbacSubject,
  roster: Roster | undefined,
  now: string,
): readonly string[] | undefined {
  if (roster === undefined || kind === 'ServiceAccount' || name.startsWith('system:')) return undefined;
  const time = Date.parse(now);
  const people = roster.people.filter((person) => holdsAt(person, time));
  if (kind === 'Group') {
    const known = roster.people.some(({ groups }) => groups.includes(name));
    return known ? ids(people.filter(({ groups }) => groups.includes(name))) : undefined;
  }
  const holders = people.filter(({ accounts }) =>
    accounts.some((one) => one.system === 'kubernetes' && one.login === name && holdsAt(one, time)),
  );
  if (holders.length > 0) return ids(holders);
  return ids(people.filter(({ id, emails }) => id === name || emails.includes(name)));
}

function ids(people: readonly RosterPerson[]): readonly string[] {
  return people.map(({ id }) => id).sort();
}
