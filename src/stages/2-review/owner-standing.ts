import type { ForgeEvidence, Permission } from '../../model/evidence.ts';

const WRITING: ReadonlySet<Permission> = new Set(['write', 'maintain', 'admin']);

/**
 * Can an owner named in CODEOWNERS give an approval that counts? GitHub passes over owners without write access, and
 * asks nobody where none is left (docs: "About code owners"). `null` = members or teams were not observed.
 */
export function mayOwn(owner: string, evidence: ForgeEvidence | undefined): boolean | null {
  // Whose an address is, only the forge knows.
  if (!owner.startsWith('@')) return null;
  const name = owner.slice(1).toLowerCase();
  if (!name.includes('/')) return mayWrite(name, evidence);
  const { teams } = evidence ?? {};
  if (teams === undefined) return null;
  const team = teams.find((one) => one.name.replace(/^@/, '').toLowerCase() === name);
  if (team === undefined || team.members.length === 0) return false;
  return team.permission === undefined ? null : WRITING.has(team.permission);
}

function mayWrite(login: string, evidence: ForgeEvidence | undefined): boolean | null {
  const { members, teams, owners } = evidence ?? {};
  const has = (logins: readonly string[]): boolean => logins.some((one) => one.toLowerCase() === login);
  const member = members?.find((one) => one.login.toLowerCase() === login);
  if (member !== undefined && WRITING.has(member.permission)) return true;
  if (has(owners ?? [])) return true;
  const through = (teams ?? []).filter((team) => has(team.members));
  if (through.some(({ permission }) => permission !== undefined && WRITING.has(permission))) return true;
  return members === undefined || through.some(({ permission }) => permission === undefined) ? null : false;
}
