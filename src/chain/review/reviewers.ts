import { holdsAt, type RosterPerson } from '../../model/person.ts';
import type { ReviewAssignment, ReviewItem } from '../../model/review.ts';
import { ItemOwners, type OwnerSources } from './owners.ts';

export interface AssignInput extends OwnerSources {
  readonly items: readonly ReviewItem[];
  /** RFC 3339 UTC. */
  readonly now: string;
}

export interface Assigned {
  /** In the order of the items. */
  readonly assignments: readonly ReviewAssignment[];
  /** Items that nobody may review, and why each of those who should may not. */
  readonly nobody: readonly { readonly item: ReviewItem; readonly why: string }[];
}

/**
 * One reviewer an item, the same whenever it is asked: the one of those who own it with the fewest items so far. Nobody
 * reviews what they have themselves, nor what they brought in or agreed to.
 */
export function assign(input: AssignInput): Assigned {
  const people = new Map(input.roster.people.map((person) => [person.id, person]));
  const now = Date.parse(input.now);
  const owning = new ItemOwners(input);
  const load = new Map<string, number>();
  const assignments: ReviewAssignment[] = [];
  const nobody: { item: ReviewItem; why: string }[] = [];
  for (const item of input.items) {
    const passed: string[] = [];
    let chosen: ReviewAssignment | undefined;
    for (const { rule, people: owners } of owning.of(item)) {
      const able = owners.map((id) => ({ id, why: obstacle(item, people.get(id), now) }));
      const reviewer = leastBusy(
        able.flatMap(({ id, why }) => (why === undefined ? [id] : [])),
        item,
        load,
      );
      if (reviewer !== undefined) {
        const fallback = passed.length === 0 ? '' : `; fallback: ${passed.join(', ')}`;
        chosen = { item: item.id, reviewer, rule: `${rule}${fallback}` };
        break;
      }
      const reasons = [...new Set(able.flatMap(({ why }) => why ?? []))].sort();
      passed.push(`${rule}: ${reasons.length === 0 ? 'nobody of the roster' : reasons.join(' and ')}`);
    }
    if (chosen === undefined) nobody.push({ item, why: passed.join(', ') });
    else {
      load.set(chosen.reviewer, (load.get(chosen.reviewer) ?? 0) + 1);
      assignments.push(chosen);
    }
  }
  return { assignments, nobody };
}

/** Why somebody may not review an item; `undefined` where they may. Also asked when they decide. */
export function obstacle(
  { principal, origin }: Pick<ReviewItem, 'principal' | 'origin'>,
  person: RosterPerson | undefined,
  now: number,
): string | undefined {
  if (person === undefined) return 'not in the roster';
  if (!holdsAt(person, now)) return 'left';
  const { subject } = principal;
  if (principal.person === person.id) return 'own item';
  if (subject.kind === 'Group' && person.groups.includes(subject.name)) return 'own group';
  if (origin.kind === 'unknown') return undefined;
  if (origin.author === person.id || origin.coAuthors?.includes(person.id) === true) return 'brought it in';
  return origin.approvers.includes(person.id) ? 'agreed to it' : undefined;
}

/** Where several have as few, the item's id says whose turn it is. */
function leastBusy(
  able: readonly string[],
  { id }: ReviewItem,
  load: ReadonlyMap<string, number>,
): string | undefined {
  const start = able.length === 0 ? 0 : Number.parseInt(id.slice(0, 8), 16) % able.length;
  return [...able.slice(start), ...able.slice(0, start)].reduce<string | undefined>(
    (best, one) => (best === undefined || (load.get(one) ?? 0) < (load.get(best) ?? 0) ? one : best),
    undefined,
  );
}
