import type { PersonRef } from '../model/person.ts';

export function personName(person: PersonRef): string {
  return typeof person === 'string' ? person : person.account;
}

/** `ann, ben and cem`; each name once. */
export function namesOf(people: readonly PersonRef[]): string {
  return listed([...new Set(people.map(personName))]);
}

export function listed(names: readonly string[]): string {
  const last = names.at(-1);
  return names.length < 2 ? (last ?? 'nobody') : `${names.slice(0, -1).join(', ')} and ${last}`;
}
