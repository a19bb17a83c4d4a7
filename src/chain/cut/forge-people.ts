import type { ForgeEvidence, Permission } from '../../model/evidence.ts';
import type { Cutter } from './cutter.ts';
import { type ForgeCutter, ofForge, placeIn } from './forge-edit.ts';

const WRITING: ReadonlySet<Permission | undefined> = new Set<Permission>(['write', 'maintain', 'admin']);

/** One account, whatever gives it its rights: direct access, and teams that may write. */
const access: ForgeCutter = (forge, [login = '']) => {
  const same = (other: string): boolean => other.toLowerCase() === login.toLowerCase();
  if (forge.owners?.some(same) === true) return undefined;
  const index = (forge.members ?? []).findIndex((one) => same(one.login) && WRITING.has(one.permission));
  const teams = (forge.teams ?? []).filter((team) => WRITING.has(team.permission) && team.members.some(same));
  if (index === -1 && teams.length === 0) return undefined;
  const leave = teams.map(({ name }) => `, and take it out of ${name}`).join('');
  return {
    forge: {
      ...forge,
      ...(forge.members === undefined
        ? {}
        : {
            members: forge.members.map((one, at) =>
              at === index ? { ...one, permission: 'read' as const } : one,
            ),
          }),
      ...(forge.teams === undefined
        ? {}
        : {
            teams: forge.teams.map((team) =>
              teams.includes(team) ? { ...team, members: team.members.filter((one) => !same(one)) } : team,
            ),
          }),
    },
    what: `${login} may only read ${forge.repository}`,
    how: `Lower what ${login} may do in ${forge.fullName ?? forge.repository} to read${leave}.`,
    evidence: placeIn(
      forge,
      index === -1 ? `teams[${forge.teams?.findIndex((team) => team === teams[0])}]` : `members[${index}]`,
    ),
  };
};

const team: ForgeCutter = (forge, [name]) => {
  const index = (forge.teams ?? []).findIndex((one) => one.name === name && WRITING.has(one.permission));
  const found = forge.teams?.[index];
  if (found === undefined) return undefined;
  return {
    forge: {
      ...forge,
      teams: (forge.teams ?? []).map((one) =>
        one === found ? { ...one, permission: 'read' as const } : one,
      ),
    },
    what: `team ${found.name} may only read ${forge.repository}`,
    how: `Lower the permission of team ${found.name} in ${forge.fullName ?? forge.repository} to read.`,
    evidence: placeIn(forge, `teams[${index}].permission`),
  };
};

/** Whoever owns an organisation administers all of its repositories; the teams that administer them would keep it so. */
const owner: Cutter = (input, [system, organisation = '', login = '']) => {
  const mine = input.forges.filter(
    (forge) => forge.forge === system && organisationOf(forge) === organisation,
  );
  const same = (other: string): boolean => other.toLowerCase() === login.toLowerCase();
  const [first] = mine.filter(({ owners }) => owners?.some(same));
  if (first === undefined) return undefined;
  const teams = mine.flatMap((forge) => administering(forge).filter(({ members }) => members.some(same)));
  const names = [...new Set(teams.map(({ name }) => name))];
  const out = names.length === 0 ? '' : `, take it out of ${names.join(' and ')}`;
  return {
    input: {
      ...input,
      forges: input.forges.map((forge) => (mine.includes(forge) ? demoted(forge, same) : forge)),
    },
    what: `${login} administers no repository of ${organisation}`,
    how: `Make ${login} a plain member of ${organisation}${out}, and lower what it was given by itself to read.`,
    evidence: placeIn(first, `owners[${first.owners?.findIndex(same) ?? 0}]`),
  };
};

function demoted(forge: ForgeEvidence, same: (login: string) => boolean): ForgeEvidence {
  const admin = administering(forge);
  return {
    ...forge,
    ...(forge.owners === undefined ? {} : { owners: forge.owners.filter((one) => !same(one)) }),
    ...(forge.members === undefined
      ? {}
      : {
          members: forge.members.map((one) =>
            same(one.login) && one.permission === 'admin' ? { ...one, permission: 'read' as const } : one,
          ),
        }),
    ...(forge.teams === undefined
      ? {}
      : {
          teams: forge.teams.map((one) =>
            admin.includes(one) ? { ...one, members: one.members.filter((member) => !same(member)) } : one,
          ),
        }),
  };
}

function administering(forge: ForgeEvidence): NonNullable<ForgeEvidence['teams']> {
  return (forge.teams ?? []).filter(({ permission }) => permission === 'admin');
}

/** Who owns a repository, as `owner/name` says. */
export function organisationOf({ fullName, repository }: ForgeEvidence): string {
  return fullName?.split('/', 1)[0] ?? repository;
}

/** Who may do what in one repository. */
export const PEOPLE_CUTTERS: Readonly<Record<string, Cutter>> = {
  access: ofForge(access),
  team: ofForge(team),
  owner,
};
