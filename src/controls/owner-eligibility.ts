import type { Permission } from '../model/evidence.ts';
import type { GuardedBranch } from './judge-branches.ts';

/** Can an owner's approval satisfy the forge? */
export interface Eligible {
  readonly eligible: 'yes' | 'no' | 'unknown';
  /** Goes on after the owner's name. */
  readonly why: string;
}

/** GitHub counts owners who may write, and teams that it can see and that were given write access (docs: "About code owners"). */
export function eligibility(guarded: GuardedBranch, owner: string): Eligible {
  if (!owner.startsWith('@')) return byEmail(guarded, owner);
  const name = owner.slice(1);
  return name.includes('/') ? team(guarded, name) : user(guarded, name);
}

function user({ evidence }: GuardedBranch, login: string): Eligible {
  const { members, teams = [], owners = [] } = evidence;
  const member = members?.find((one) => same(one.login, login));
  if (member?.kind === 'bot' || member?.kind === 'app') return no('is a machine');
  const through = teams.filter((one) => one.members.some((name) => same(name, login)));
  const granted = [member?.permission, ...through.map(({ permission }) => permission)];
  if (granted.some(writes) || owners.some((one) => same(one, login))) return YES;
  if (members === undefined) return open('may or may not be a member');
  if (through.some(({ permission }) => permission === undefined))
    return open('is in a team whose permission was not observed');
  return no(member === undefined ? 'is no member of the repository' : 'may not write to the repository');
}

function team({ evidence }: GuardedBranch, name: string): Eligible {
  if (evidence.teams === undefined) return open('was not observed');
  const found = evidence.teams.find((one) => same(one.name.replace(/^@/, ''), name));
  if (found === undefined) return no('is no team of the repository');
  if (found.members.length === 0) return no('has no members');
  if (found.permission === undefined) return open('has a permission that was not observed');
  return writes(found.permission) ? YES : no('may not write to the repository');
}

function byEmail(guarded: GuardedBranch, address: string): Eligible {
  const { facts, evidence } = guarded;
  const person = facts.roster?.people.find(({ emails }) => emails.some((email) => same(email, address)));
  const account = person?.accounts.find(({ system }) => system === evidence.forge);
  return account === undefined
    ? open('is an address of somebody who is not known')
    : user(guarded, account.login);
}

const YES: Eligible = { eligible: 'yes', why: '' };

function no(why: string): Eligible {
  return { eligible: 'no', why };
}

function open(why: string): Eligible {
  return { eligible: 'unknown', why };
}

function writes(permission: Permission | undefined): boolean {
  return permission === 'write' || permission === 'maintain' || permission === 'admin';
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
