import type { Calendar } from '../calendar.ts';
import type { Dice } from '../dice.ts';
import { type SigningKey, signingKey } from '../git/keys.ts';
import { FIRST_NAMES, LAST_NAMES } from './names.ts';
import { TEAMS } from './teams.ts';

export interface PersonalKey {
  readonly key: SigningKey;
  /** Seconds since 1970. */
  readonly from: number;
  readonly until?: number;
  readonly revokedAt?: number;
}

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly login: string;
  /** Offset that this person's commits carry. */
  readonly zone: string;
  readonly groups: readonly string[];
  readonly keys: readonly PersonalKey[];
  readonly from: number;
  /** Set for somebody who has left. */
  readonly until?: number;
}

const DEVELOPERS = 200;
const PLATFORM = 8;
const SECURITY = 6;
const ADMINISTRATORS = 3;
/** The leaver left this many days before now. */
const LEFT_DAYS_AGO = 40;

/** Everybody who works at acme, and one who no longer does. */
export class People {
  readonly current: readonly Person[];
  /** Was in team shipping. Left in anger; the key was revoked on the last day. */
  readonly leaver: Person;
  /** The key by which the forge signs merges and squashes. It belongs to nobody. */
  readonly forgeKey: SigningKey;

  constructor(dice: Dice, calendar: Calendar) {
    const pairs = FIRST_NAMES.flatMap((first) => LAST_NAMES.map((last) => ({ first, last })));
    const names = dice.shuffle(pairs, 'names').slice(0, DEVELOPERS + 1);
    const everybody = names.map(({ first, last }, index) =>
      hire(dice, calendar, `${first} ${last}`, index, index < DEVELOPERS ? groupsOf(index) : undefined),
    );
    this.current = everybody.slice(0, DEVELOPERS);
    const [leaver] = everybody.slice(DEVELOPERS);
    if (leaver === undefined) throw new RangeError('There are too few names for everybody.');
    this.leaver = leaver;
    this.forgeKey = signingKey(dice.bytes('key/forge'));
  }

  group(name: string): readonly Person[] {
    return this.current.filter((person) => person.groups.includes(name));
  }

  /** Always the same person of the group for the same number; numbers go round. */
  of(group: string, number: number): Person {
    const members = this.group(group);
    const found = members[number % members.length];
    if (found === undefined) throw new RangeError(`There is nobody in the group ${group}.`);
    return found;
  }

  member(team: string, number: number): Person {
    return this.of(`team-${team}`, number);
  }
}

/** The key with which somebody signs at a time. */
export function keyAt(person: Person, at: number): SigningKey {
  const found =
    person.keys.find((one) => one.from <= at && (one.until === undefined || at < one.until)) ??
    person.keys.at(-1);
  if (found === undefined) throw new RangeError(`${person.id} has no key.`);
  return found.key;
}

function groupsOf(index: number): readonly string[] {
  if (index < ADMINISTRATORS) return ['platform', 'platform-admins'];
  if (index < PLATFORM) return ['platform'];
  if (index < PLATFORM + SECURITY) return ['platform-security'];
  const number = index - PLATFORM - SECURITY;
  const team = TEAMS[number % TEAMS.length]?.name ?? '';
  const turn = Math.floor(number / TEAMS.length);
  if (turn < 2) return [`team-${team}`, 'team-leads'];
  return turn < 6 ? [`team-${team}`, `${team}-on-call`] : [`team-${team}`];
}

const ZONES = ['+0000', '+0100', '+0200', '-0500', '+0530'] as const;

/** `groups` absent = has left. */
function hire(
  dice: Dice,
  calendar: Calendar,
  name: string,
  index: number,
  groups: readonly string[] | undefined,
): Person {
  const id = name.toLowerCase().replaceAll(' ', '.');
  const from = calendar.before(400 + dice.below(900, `hired/${index}`));
  const key = (number: number): SigningKey => signingKey(dice.bytes(`key/${index}/${number}`));
  const left = groups === undefined ? calendar.before(LEFT_DAYS_AGO) : undefined;
  // Every tenth person has replaced a key, on a day that is no window of anybody else's.
  const replaced = calendar.before(45);
  const keys: readonly PersonalKey[] =
    left !== undefined
      ? [{ key: key(0), from, revokedAt: left }]
      : index % 10 === 7
        ? [
            { key: key(0), from, until: replaced },
            { key: key(1), from: replaced },
          ]
        : [{ key: key(0), from }];
  return {
    id,
    name,
    email: `${id}@acme.example`,
    login: id.replace('.', '-'),
    zone: dice.pick(ZONES, `zone/${index}`),
    groups: groups ?? [],
    keys,
    from,
    ...(left === undefined ? {} : { until: left }),
  };
}
