import type { ForgeEvidence } from '../../model/evidence.ts';
import type { Fact } from '../../model/fact.ts';
import type { ScanInput } from '../read/input.ts';
import { cutId } from './cutter.ts';
import { organisationOf } from './forge-people.ts';
import { objectId, subjectId } from './objects.ts';
import { lineId } from './texts.ts';

/** Where more people than this hold something, taking it from one of them is no answer. */
const MOST_PEOPLE = 12;

type Offer<Kind extends Fact['kind']> = (
  fact: Extract<Fact, { kind: Kind }>,
  input: ScanInput,
) => readonly (string | undefined)[];

const OFFERS: { readonly [Kind in Fact['kind']]: Offer<Kind> } = {
  object: ({ at }, input) => [objectId(input, at)],
  subject: ({ at, of, name }, input) => [subjectId(input, at, of, name)],
  line: ({ at }, input) => [lineId(input, at)],
  trigger: ({ repository, path, event }) => [cutId('trigger', repository, path, event)],
  action: ({ repository, action }) => [cutId('action', repository, action)],
  bypass: ({ repository, actor, name }) => [cutId('bypass', repository, actor, name)],
  'pull-request': ({ repository, number }) => [cutId('pull-request', repository, String(number))],
  setting: ({ repository, setting }) => [cutId(setting, repository)],
  environment: ({ repository, environment }) => [cutId('environment', repository, environment)],
  secret: ({ repository, secret: { scope, name, environment = '' } }) => [
    cutId('secret', repository, scope, name, environment),
  ],
  pushers: ({ repository }, input) => {
    const rules = forgeOf(input, repository)?.rules ?? [];
    return rules
      .flatMap(({ pushAllowed }) => pushAllowed ?? [])
      .map((name) => cutId('pusher', repository, name));
  },
  rights: ({ repository, least }, input) => {
    const forge = forgeOf(input, repository);
    return forge === undefined ? [] : holdersOf(forge, least);
  },
  group: ({ name }, input) =>
    few((input.roster?.people ?? []).filter(({ groups }) => groups.includes(name))).map(({ id }) =>
      cutId('member', name, id),
    ),
  owners: ({ robot }, input) =>
    few(input.roster?.robots.find(({ id }) => id === robot)?.owners ?? []).map((id) =>
      cutId('commands', robot, id),
    ),
  trust: ({ provider, id }, input) => {
    const statements = input.trusts.find((one) => one.provider === provider && one.id === id)?.statements;
    return (statements ?? []).map(({ effect }, index) =>
      effect === 'allow' ? cutId('trust', provider, id, String(index)) : undefined,
    );
  },
  reach: ({ provider, id, environment }) => [cutId('reach', provider, id, environment)],
  holders: ({ side }, input) => {
    const { groups = [], people = [] } = input.mainward?.[side] ?? {};
    return [
      ...groups.map((name) => cutId('holder', side, 'groups', name)),
      ...few(people).map((name) => cutId('holder', side, 'people', name)),
    ];
  },
  'break-glass': ({ environment }, input) =>
    (input.system?.breakGlass ?? [])
      .filter((one) => one.environment === environment)
      .flatMap(({ groups }) => groups)
      .map((group) => cutId('break-glass', environment, group)),
};

/** Ids of what could be taken away of a fact. Whether each really can is for its cutter to say. */
export function offersOf(fact: Fact, input: ScanInput): readonly string[] {
  const offer = OFFERS[fact.kind] as Offer<Fact['kind']>;
  return offer(fact as never, input).filter((id) => id !== undefined);
}

function few<Item>(items: readonly Item[]): readonly Item[] {
  return items.length > MOST_PEOPLE ? [] : items;
}

function forgeOf(input: ScanInput, repository: string): ForgeEvidence | undefined {
  return input.forges.find((one) => one.repository === repository);
}

const AT_LEAST = {
  write: new Set(['write', 'maintain', 'admin']),
  admin: new Set(['admin']),
} as const;

/** Each account by itself, and the teams that give somebody what nothing else does. */
function holdersOf(forge: ForgeEvidence, least: 'write' | 'admin'): readonly string[] {
  const holds = (permission: string | undefined): boolean =>
    permission !== undefined && AT_LEAST[least].has(permission);
  const direct = (forge.members ?? [])
    .filter(({ permission }) => holds(permission))
    .map(({ login }) => login);
  const teams = (forge.teams ?? []).filter(({ permission }) => holds(permission));
  const owners = forge.owners ?? [];
  const lower = (logins: readonly string[]): ReadonlySet<string> =>
    new Set(logins.map((login) => login.toLowerCase()));
  const otherwise = lower([...direct, ...owners]);
  const giving = teams.filter(({ members }) => members.some((login) => !otherwise.has(login.toLowerCase())));
  const owning = lower(owners);
  const all = [...lower([...direct, ...teams.flatMap(({ members }) => members), ...owners])];
  return [
    ...giving.map(({ name }) => cutId('team', forge.repository, name)),
    ...few(all).map((login) =>
      owning.has(login)
        ? cutId('owner', forge.forge, organisationOf(forge), login)
        : cutId('access', forge.repository, login),
    ),
  ];
}
