import type { PersonRef, Roster } from '../model/person.ts';

export function personName(person: PersonRef): string {
  return typeof person === 'string' ? person : person.account;
}

/** The account under which a robot of the roster is known to a forge, where that is one; anybody else's name. */
export function accountName(person: PersonRef, roster: Roster | undefined, forge: string): string {
  const name = personName(person);
  const robot = typeof person === 'string' ? roster?.robots.find(({ id }) => id === person) : undefined;
  const [login, ...others] = (robot?.accounts ?? []).flatMap(({ system, login: one }) =>
    system === forge ? [one] : [],
  );
  if (login !== undefined && others.length === 0) return login;
  return name.startsWith(`${forge}:`) ? name.slice(forge.length + 1) : name;
}

/** `ann, ben and cem`; each name once. */
export function namesOf(people: readonly PersonRef[]): string {
  return listed([...new Set(people.map(personName))]);
}

export function listed(names: readonly string[]): string {
  const last = names.at(-1);
  return names.length < 2 ? (last ?? 'nobody') : `${names.slice(0, -1).join(', ')} and ${last}`;
}
