import type { Roster, RosterPerson, RosterRobot } from '../../model/person.ts';
import type { ScanInput } from '../read/input.ts';
import type { Cutter } from './cutter.ts';

function withRoster(input: ScanInput, roster: Roster): ScanInput {
  return { ...input, roster };
}

const member: Cutter = (input, [group = '', id]) => {
  const { roster } = input;
  const person = roster?.people.find((one) => one.id === id && one.groups.includes(group));
  if (roster === undefined || person === undefined) return undefined;
  const without = (one: RosterPerson): RosterPerson =>
    one === person ? { ...one, groups: one.groups.filter((other) => other !== group) } : one;
  return {
    input: withRoster(input, { ...roster, people: roster.people.map(without) }),
    what: `${person.id} is not in the group ${group}`,
    how: `Take ${person.id} out of the group ${group}, where the identity provider keeps it.`,
    location: person.at,
  };
};

const commands: Cutter = (input, [robot, id = '']) => {
  const { roster } = input;
  const found = roster?.robots.find((one) => one.id === robot && one.owners.includes(id));
  // Without any owner nobody would be known to command it, which says less and not more.
  if (roster === undefined || found === undefined || found.owners.length < 2) return undefined;
  const without = (one: RosterRobot): RosterRobot =>
    one === found ? { ...one, owners: one.owners.filter((other) => other !== id) } : one;
  return {
    input: withRoster(input, { ...roster, robots: roster.robots.map(without) }),
    what: `${id} does not command ${found.id}`,
    how: `Take the credentials of ${found.id} away from ${id}: give the robot new ones, and strike ${id} off its owners.`,
    location: found.at,
  };
};

/** Who is in which group, and who commands which robot. */
export const ROSTER_CUTTERS: Readonly<Record<string, Cutter>> = { member, commands };
