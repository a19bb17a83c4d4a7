import type { ForgeEvidence } from '../../../model/evidence.ts';
import type { Approval } from './approvals.ts';
import type { Contributors } from './contributors.ts';
import type { Eligible } from './demand.ts';
import type { Identities, Identity } from './identities.ts';
import { bareTeam } from './review-demands.ts';

const MAY_APPROVE: ReadonlySet<string> = new Set(['write', 'maintain', 'admin']);

/** Everything that tells who could still agree. */
export interface Agreeing {
  readonly evidence?: ForgeEvidence;
  readonly identities: Identities;
  readonly contributors: Contributors;
  readonly approvals: readonly Approval[];
  /** RFC 3339 UTC. */
  readonly at: string;
}

/**
 * Who could give an approval that is missing: people who count for it, had no part in the change, have not left, and have
 * not agreed already. `null` where nothing in view says who counts. Sorted.
 */
export function candidatesFor(from: Eligible, agreeing: Agreeing): readonly Identity[] | null {
  const { contributors, approvals, at } = agreeing;
  const counting = eligible(from, agreeing);
  if (counting === null) return null;
  const agreed = new Set(approvals.flatMap(({ by, why }) => (why === undefined ? [by.key] : [])));
  const able = counting.filter(
    ({ key, kind, until }) =>
      kind !== 'robot' &&
      !contributors.excluded.has(key) &&
      !agreed.has(key) &&
      (until === undefined || Date.parse(at) < Date.parse(until)),
  );
  return [...new Map(able.map((one) => [one.key, one])).values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function eligible(from: Eligible, agreeing: Agreeing): readonly Identity[] | null {
  const { evidence, identities } = agreeing;
  switch (from.kind) {
    case 'group': {
      const people = identities.peopleIn(from.name);
      return people.length > 0 ? people : ofTeam(from.name, agreeing);
    }
    case 'team':
      return ofTeam(from.name, agreeing);
    case 'owners': {
      const owners = from.owners.map((owner) => ofOwner(owner, agreeing));
      const known = owners.filter((one) => one !== null);
      return known.length === 0 ? null : known.flat();
    }
    case 'anybody':
      return evidence?.members === undefined
        ? null
        : evidence.members
            .filter(({ kind, permission }) => kind !== 'bot' && kind !== 'app' && MAY_APPROVE.has(permission))
            .map(({ login }) => ofLogin(login, agreeing));
  }
}

function ofTeam(team: string, agreeing: Agreeing): readonly Identity[] | null {
  const { evidence, identities } = agreeing;
  const found = evidence?.teams?.find(({ name }) => bareTeam(name) === bareTeam(team));
  const group = identities.peopleIn(bareTeam(team));
  if (found === undefined) return group.length > 0 ? group : null;
  return [...found.members.map((login) => ofLogin(login, agreeing)), ...group];
}

function ofOwner(owner: string, agreeing: Agreeing): readonly Identity[] | null {
  if (!owner.startsWith('@')) return [agreeing.identities.ofEmail(owner, agreeing.at)];
  const name = owner.slice(1);
  return name.includes('/') ? ofTeam(name, agreeing) : [ofLogin(name, agreeing)];
}

function ofLogin(login: string, { identities, at }: Agreeing): Identity {
  return identities.ofLogin({ login, kind: 'unknown' }, at);
}
