import type { AccessPolicy } from '../../model/access-grant.ts';
import type { Roster } from '../../model/person.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Committer } from '../../ports/committer.ts';
import type { GitRepository } from '../../ports/git.ts';
import type { LedgerReader, LedgerWriter } from '../../ports/ledger.ts';
import type { Random } from '../../ports/random.ts';
import type { RepositoryObserver } from '../observe/observer.ts';
import type { WatchedRepository } from '../observe/sight.ts';
import type { BoardGrant, GrantBoard } from './board.ts';

/** What is said loudly, in the log and in the metrics. */
export type GrantAlarm =
  | {
      readonly kind: 'break-glass';
      readonly grant: string;
      readonly policy: string;
      readonly person: string;
      readonly reason: string;
      readonly expires: string;
    }
  | { readonly kind: 'review-overdue'; readonly grant: string; readonly due: string }
  /** It is in Git after its end, and nobody lets it be taken out. */
  | { readonly kind: 'not-removed'; readonly grant: string; readonly say: string }
  | { readonly kind: 'not-landed'; readonly ref: string; readonly say: string }
  /** Others landed something in its way, so it is another commit now: who agreed before has to agree again. */
  | { readonly kind: 'offered-anew'; readonly grant: string; readonly ref: string };

/** What is looked at in a repository. */
export interface GrantGit {
  open(
    path: string,
  ): Promise<Pick<GitRepository, 'refs' | 'tree' | 'blobs' | 'mergeBase' | 'merge' | 'close'> | undefined>;
}

export interface GrantPorts {
  /** By the name of the repository. */
  readonly observers: ReadonlyMap<string, Pick<RepositoryObserver, 'place' | 'current' | 'observe'>>;
  /** Id in the roster of the robot that commits, by the name of the repository. */
  readonly robots: ReadonlyMap<string, string>;
  readonly committer: Committer;
  readonly git: GrantGit;
  readonly ledger: LedgerReader & LedgerWriter;
  readonly board: GrantBoard;
  readonly clock: Clock;
  readonly random: Random;
  readonly alarm: (alarm: GrantAlarm) => void;
}

/** A policy that is in force, and where. */
export interface PolicyPlace {
  readonly place: WatchedRepository;
  readonly policy: AccessPolicy;
  readonly roster: Roster | undefined;
  /** What the protected ref points to. */
  readonly tip: string;
  /** It is in force no more: this is how it was when a grant was recorded. */
  readonly isGone?: true;
}

/** All that may be asked for, as it is accepted now. A repository that cannot be read offers nothing. */
export async function policiesInForce({
  observers,
}: Pick<GrantPorts, 'observers'>): Promise<readonly PolicyPlace[]> {
  const seen = await Promise.all(
    [...observers.values()].map(async (observer): Promise<readonly PolicyPlace[]> => {
      const observation = await observer.current().catch(() => undefined);
      const inForce = observation?.policy;
      if (observation === undefined || inForce === undefined) return [];
      const { tip } = observation.standing;
      return inForce.accessPolicies.map((policy) => ({
        place: observer.place,
        policy,
        roster: inForce.roster,
        tip,
      }));
    }),
  );
  return seen.flat();
}

/** Where a policy of this name is in force; rather where somebody commits. */
export async function offeringOf(
  name: string,
  ports: Pick<GrantPorts, 'observers' | 'robots'>,
): Promise<PolicyPlace | undefined> {
  const found = (await policiesInForce(ports)).filter(({ policy }) => policy.name === name);
  return found.find(({ place }) => ports.robots.has(place.name)) ?? found[0];
}

/** The policy of a grant: in force or, where it is no more, as it was recorded, with the roster that is in force. */
export async function policyOf(
  found: BoardGrant,
  ports: Pick<GrantPorts, 'observers'>,
): Promise<PolicyPlace | undefined> {
  const [at] = await policiesOf([found], ports);
  return at;
}

/** Those of some grants, one of each name and repository. */
export async function policiesOf(
  grants: readonly BoardGrant[],
  ports: Pick<GrantPorts, 'observers'>,
): Promise<readonly PolicyPlace[]> {
  const inForce = await policiesInForce(ports);
  const found = new Map(inForce.map((one) => [keyOf(one.policy.name, one.place.name), one]));
  for (const { entry, policy } of grants) {
    const key = keyOf(entry.policy, entry.repository);
    const observer = ports.observers.get(entry.repository);
    if (found.has(key) || policy === undefined || observer === undefined) continue;
    const observation = await observer.current().catch(() => undefined);
    if (observation?.policy === undefined) continue;
    const { roster } = observation.policy;
    const { tip } = observation.standing;
    found.set(key, { place: observer.place, policy, roster, tip, isGone: true });
  }
  const wanted = new Set(grants.map(({ entry }) => keyOf(entry.policy, entry.repository)));
  return [...found].flatMap(([key, one]) => (wanted.has(key) ? [one] : []));
}

function keyOf(policy: string, repository: string): string {
  return JSON.stringify([policy, repository]);
}

/** `refs/heads/mainward/access/<id>`: where a grant is offered. */
export function offerRef(id: string): string {
  return `refs/heads/mainward/access/${id}`;
}

/** `refs/heads/mainward/ended/<id>`: where its end is. */
export function endRef(id: string): string {
  return `refs/heads/mainward/ended/${id}`;
}
