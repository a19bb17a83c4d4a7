import type { PersonRef } from '../model/person.ts';

export function nameOf(person: PersonRef): string {
  return typeof person === 'string' ? person : person.account;
}

/** `ann, ben and 3 more`. */
export function listNames(people: readonly PersonRef[], most = 5): string {
  const names = people.map(nameOf);
  if (names.length <= most) return joinWithAnd(names);
  return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}

export function joinWithAnd(names: readonly string[]): string {
  if (names.length <= 1) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

export function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount} ${amount === 1 ? one : many}`;
}
