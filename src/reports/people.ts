import type { QuorumPath } from '../model/graph.ts';
import type { PersonRef } from '../model/person.ts';

export function nameOf(person: PersonRef): string {
  return typeof person === 'string' ? person : person.account;
}

/** `ann, ben and 3 more`. */
export function listNames(people: readonly PersonRef[], most = 5): string {
  return listSome(people.map(nameOf), people.length, most);
}

function listSome(names: readonly string[], total: number, most: number): string {
  if (total <= most && names.length === total) return joinWithAnd(names);
  const shown = names.slice(0, most);
  return `${shown.join(', ')} and ${total - shown.length} more`;
}

export function joinWithAnd(names: readonly string[]): string {
  if (names.length <= 1) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

export function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount.toLocaleString('en-US')} ${amount === 1 ? one : many}`;
}

/** Who has to cooperate for a path: one set of people, or any of several. */
export function whoTakes(path: QuorumPath): string {
  const [first = []] = path.people;
  const total = path.alternatives ?? path.people.length;
  if (first.length === 0) return 'an outsider';
  if (first.length > 1) {
    const others = total - 1;
    const more =
      path.alternatives === null
        ? ', or others like them,'
        : others < 1
          ? ''
          : `, or ${others === 1 ? 'one other group' : `any of ${count(others, 'other group')}`},`;
    return `${listNames(first)} together${more}`;
  }
  const names = path.people.filter((set) => set.length === 1).flat();
  if (total <= 1 && path.alternatives !== null) return `${listNames(first)} alone`;
  if (path.alternatives === null) return `any one of ${names.slice(0, 4).map(nameOf).join(', ')} and others`;
  if (total === 2 && names.length === 2) return `either ${names.map(nameOf).join(' or ')}`;
  return `any one of ${listSome(names.map(nameOf), total, 4)}`;
}
