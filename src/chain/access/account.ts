import { holdsAt, type Roster, type RosterPerson } from '../../model/person.ts';

/**
 * As whom the API server of a cluster knows a person: the accounts of the system that is named as the cluster or, where
 * there is none, of `kubernetes`, that are theirs at a time (milliseconds since 1970).
 */
export function accountsOf(person: RosterPerson, cluster: string, at: number): readonly string[] {
  if (!holdsAt(person, at)) return [];
  for (const system of [cluster, 'kubernetes']) {
    const found = person.accounts.filter((one) => one.system === system && holdsAt(one, at));
    if (found.length > 0) return found.map(({ login }) => login);
  }
  return [];
}

export function personOf(roster: Roster, id: string): RosterPerson | undefined {
  return roster.people.find((one) => one.id === id);
}
