import { matchGlob } from '../../formats/glob/match.ts';
import type { Actor } from '../../model/graph.ts';
import type { OwnerRule } from '../../model/ownership.ts';
import type { OwnerIndex } from '../../stages/2-review/codeowners.ts';
import type { EffectiveRule } from '../../stages/2-review/rules.ts';
import type { RepositoryCast } from './cast.ts';
import type { Demand } from './landing-context.ts';

/**
 * The different conditions under which changes of these paths land: one demand for each set of owners and
 * teams. Who wants to change an environment chooses the path that demands least.
 */
export function demandsOf(
  paths: readonly string[],
  owners: OwnerIndex,
  rule: EffectiveRule,
  members: RepositoryCast | undefined,
): readonly Demand[] {
  const demands = new Map<string, Demand>();
  for (const path of paths) {
    const demand = demandOf(path, owners, rule, members);
    if (!demands.has(demand.key)) demands.set(demand.key, demand);
  }
  return [...demands.values()];
}

function demandOf(
  path: string,
  owners: OwnerIndex,
  rule: EffectiveRule,
  members: RepositoryCast | undefined,
): Demand {
  const owning = rule.codeOwners ? owners.ruleFor(path) : undefined;
  const named = owning === undefined || owning.owners.length === 0 ? undefined : owning;
  const teams = rule.requiredTeams.filter(
    (one) => one.paths.length === 0 || one.paths.some((glob) => matchGlob(glob, path, { separator: '/' })),
  );
  return {
    key: [
      named === undefined ? 'any' : named.owners.join(' '),
      ...teams.map((one) => `${one.team}:${one.approvals}`),
    ].join('; '),
    owners: named === undefined ? undefined : eligible(named, members),
    teams: teams.map((one) => ({
      team: one.team,
      count: one.approvals,
      members: members?.team(one.team) ?? [],
    })),
    path,
  };
}

/** Owners count where they may write to the repository; GitHub ignores the others, and demands nothing where none is left. */
function eligible(rule: OwnerRule, members: RepositoryCast | undefined): readonly Actor[] | undefined {
  if (members === undefined) return undefined;
  const writers = new Set(members.writers.map((actor) => actor.id));
  const actors = rule.owners.flatMap((owner) => {
    if (!owner.startsWith('@')) return [members.email(owner)];
    const name = owner.slice(1);
    return name.includes('/') ? (members.team(name) ?? []) : [members.login(name)];
  });
  const counting = actors.filter((actor) => writers.has(actor.id) || actor.id.startsWith('person:'));
  return counting.length === 0 ? undefined : counting;
}
