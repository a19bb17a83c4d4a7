import type { Actor } from '../../model/graph.ts';
import type { NamedPeople } from '../../model/mainward-evidence.ts';
import type { Cast } from './cast.ts';

/** Some people who are named together, as actors; assumed where the roster does not tell who they are. */
export interface Named {
  /** Tells those of one naming apart. */
  readonly key: string;
  readonly actors: readonly Actor[];
  readonly assumed?: string;
}

/** Who is meant by groups and names: those of the roster together, and each group that it does not know by itself. */
export function actorsNamed(cast: Cast, { groups, people }: NamedPeople, system: string): readonly Named[] {
  const known = groups.filter((group) => cast.hasGroup(group));
  const actors = [
    ...known.flatMap((group) => cast.group(group)),
    ...people.map((id) => (cast.hasPerson(id) ? cast.person(id) : cast.account(system, id))),
  ];
  const unknown = groups.filter((group) => !known.includes(group));
  return [
    ...(actors.length === 0
      ? []
      : [{ key: 'known', actors: [...new Map(actors.map((actor) => [actor.id, actor])).values()] }]),
    ...unknown.map((group) => ({
      key: group,
      actors: [cast.unnamed(`a member of group ${group}`)],
      assumed: `group ${group} has a member: members not observed`,
    })),
  ];
}
