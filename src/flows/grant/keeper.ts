import type { AccessGrant, AccessPolicy } from '../../model/access-grant.ts';
import type { Observation } from '../observe/observer.ts';
import type { WatchedRepository } from '../observe/sight.ts';
import { approversOf } from './agreed.ts';
import { offerAnew } from './anew.ts';
import { awaitsReview, type BoardGrant, isInGit, stateOf } from './board.ts';
import { dueAt } from './due.ts';
import { takeOut } from './end.ts';
import { landPassing } from './lander.ts';
import type { GrantPorts } from './ports.ts';
import { beganEntry, endedEntry } from './record.ts';

interface Turn {
  readonly place: WatchedRepository;
  readonly observation: Observation;
  readonly standing: ReadonlyMap<string, AccessGrant>;
  readonly policies: ReadonlyMap<string, AccessPolicy>;
  readonly now: number;
}

const MINUTE = 60_000;
/** What was tried in vain is tried again after this at first, then after twice as long, up to the longest. */
const RETRY = { first: 5_000, longest: 300_000 };

/**
 * Brings the record and the repository to what is agreed: what landed began, what is no longer there ended, what nobody
 * agreed to in time is withdrawn, what passes is landed, and what is over is taken out, however often that has to be tried.
 */
export class GrantKeeper {
  readonly #ports: GrantPorts;
  readonly #later: Map<string, { readonly failures: number; readonly at: number }> = new Map();
  readonly #told: Set<string> = new Set();
  /** The tip and the head that were looked at last, by the id of a request. */
  readonly #merged: Map<string, string> = new Map();
  readonly #overdueReviews: Map<string, number> = new Map();

  constructor(ports: GrantPorts) {
    this.#ports = ports;
  }

  /** Uses of break-glass whose review is overdue, as of the last turn over each repository. */
  get reviewsOverdue(): number {
    return [...this.#overdueReviews.values()].reduce((sum, one) => sum + one, 0);
  }

  /** What is over and could not be taken out of Git yet. */
  get overdue(): number {
    return this.#later.size;
  }

  /** One turn over one repository. */
  async run(repository: string): Promise<void> {
    const observer = this.#ports.observers.get(repository);
    if (observer === undefined) return;
    const observation = await observer.observe();
    const { grants = [], accessPolicies = [] } = observation.policy ?? {};
    const turn: Turn = {
      place: observer.place,
      observation,
      standing: new Map(grants.map((one) => [one.id, one])),
      policies: new Map(accessPolicies.map((one) => [one.name, one])),
      now: this.#ports.clock.now(),
    };
    await this.#recordBegun(turn);
    await this.#recordGone(turn);
    await this.#withdraw(turn);
    await this.#offerAnew(turn);
    await this.#land(turn);
    await this.#takeOut(turn);
    await this.#remind(turn);
  }

  async #recordBegun({ place, standing, policies, observation }: Turn): Promise<void> {
    const { board, ledger, random } = this.#ports;
    for (const grant of standing.values()) {
      const known = await board.find(grant.id);
      const policy = policies.get(grant.policy);
      if (policy === undefined || (known?.began !== undefined && !this.#isBack(known, observation))) continue;
      const approvers = await this.#approversOf(place.name, known?.offered?.head);
      const commit = observation.standing.accepted ?? observation.standing.tip;
      const landed = { commit, by: known?.by ?? grant.person, approvers };
      const { entry, payload } = beganEntry({ grant, policy, repository: place.name }, landed, random);
      await ledger.append(entry, payload);
    }
  }

  async #recordGone({ place, standing, observation, now }: Turn): Promise<void> {
    const { ledger, random } = this.#ports;
    // A policy that cannot be used shows grants as they were; nothing is told from it.
    if (observation.policy === undefined || observation.policyFault !== undefined) return;
    for (const one of await this.#of(place)) {
      if (!isInGit(one) || standing.has(one.id) || !this.#isSeen(one, observation)) continue;
      const isExpired = Date.parse(one.entry.expires) <= now;
      const { accepted = observation.standing.tip } = observation.standing;
      const end = {
        by: 'commit',
        why: isExpired ? 'expired' : 'revoked',
        commit: accepted,
        who: one.revoked?.by ?? 'mainward',
        say: isExpired
          ? 'Its time was over, and it was taken out of Git.'
          : 'It was taken out of Git before its time.',
      } as const;
      const { entry, payload } = endedEntry({ id: one.id, cluster: one.entry.cluster }, end, random);
      await ledger.append(entry, payload);
      this.#later.delete(one.id);
    }
  }

  /** Somebody brought back what had been taken out: the commit that took it out is before what is accepted now. */
  #isBack(known: BoardGrant, { standing }: Observation): boolean {
    const gone = known.ends.findLast(({ by }) => by === 'commit')?.commit;
    const [from, to] = [standing.line.get(gone ?? ''), standing.line.get(standing.accepted ?? '')];
    return from !== undefined && to !== undefined && from < to;
  }

  /** Was the commit with which it began looked at? What landed a moment ago may not be accepted yet. */
  #isSeen({ began }: BoardGrant, { standing }: Observation): boolean {
    const { line, accepted } = standing;
    const [from, to] = [line.get(began?.commit ?? ''), line.get(accepted ?? '')];
    return from === undefined || (to !== undefined && from <= to);
  }

  async #withdraw({ place, policies, now }: Turn): Promise<void> {
    const { committer, ledger, random } = this.#ports;
    for (const one of await this.#of(place)) {
      if (stateOf(one, now) !== 'pending' || one.offered === undefined) continue;
      const waits = (policies.get(one.entry.policy)?.pendingMinutes ?? 0) * MINUTE;
      const asked = Date.parse(one.grant?.requestedAt ?? one.offered.at);
      if (now < Math.min(asked + waits, Date.parse(one.entry.expires))) continue;
      const { ref, head } = one.offered;
      const outcome = await committer.withdraw({ repository: place.name, ref, head });
      if (outcome.kind !== 'gone') continue;
      const say = 'Nobody agreed to it in time.';
      const end = { by: 'void', why: 'expired', who: 'mainward', say } as const;
      const { entry, payload } = endedEntry({ id: one.id, cluster: one.entry.cluster }, end, random);
      await ledger.append(entry, payload);
    }
  }

  async #land({ place, now }: Turn): Promise<void> {
    const { alarm, robots } = this.#ports;
    const robot = robots.get(place.name);
    if (robot === undefined) return;
    for (const { ref, outcome } of await landPassing(place, robot, this.#ports, (ref) =>
      this.#isDue(ref, now),
    )) {
      if (outcome.kind === 'done') this.#later.delete(ref);
      else {
        this.#postpone(ref, now);
        alarm({ kind: 'not-landed', ref, say: 'say' in outcome ? outcome.say : outcome.kind });
      }
    }
  }

  async #offerAnew({ place, policies, now, observation }: Turn): Promise<void> {
    const { robots, alarm } = this.#ports;
    if (!robots.has(place.name)) return;
    for (const one of await this.#of(place)) {
      const policy = policies.get(one.entry.policy);
      const pair = `${observation.standing.tip} ${one.offered?.head}`;
      if (stateOf(one, now) !== 'pending' || policy === undefined || this.#merged.get(one.id) === pair)
        continue;
      this.#merged.set(one.id, pair);
      const ref = await offerAnew(place, one, policy, this.#ports);
      if (ref === undefined) continue;
      this.#later.delete(ref);
      alarm({ kind: 'offered-anew', grant: one.id, ref });
    }
  }

  async #takeOut({ place, standing, policies, now }: Turn): Promise<void> {
    const { board, robots } = this.#ports;
    if (!robots.has(place.name)) return;
    for (const { id, policy: name, expires } of standing.values()) {
      const known = await board.find(id);
      const isExpired = Date.parse(expires) <= now;
      if ((!isExpired && known?.revoked === undefined) || !this.#isDue(id, now)) continue;
      const inForce = policies.get(name);
      const policy = inForce ?? known?.policy;
      if (policy === undefined) {
        this.#stays(id, now, 'its policy is gone, and nobody recorded where it lies');
        continue;
      }
      const why = isExpired ? 'expired' : 'revoked';
      const by = known?.revoked?.by ?? 'mainward';
      const ending = { id, policy, isGone: inForce === undefined, why, by } as const;
      const outcome = await takeOut(place, ending, this.#ports);
      // That it is gone is recorded when it is seen to be.
      if (outcome.kind === 'done' || outcome.kind === 'nothing') this.#later.delete(id);
      else this.#stays(id, now, 'say' in outcome ? outcome.say : outcome.kind);
    }
  }

  #stays(id: string, now: number, say: string): void {
    this.#postpone(id, now);
    this.#ports.alarm({ kind: 'not-removed', grant: id, say });
  }

  async #remind({ place, policies, now }: Turn): Promise<void> {
    const overdue = (await this.#of(place)).flatMap((one) => {
      const due = dueAt(one, policies.get(one.entry.policy) ?? one.policy);
      return awaitsReview(one) && due <= now ? [{ one, due }] : [];
    });
    this.#overdueReviews.set(place.name, overdue.length);
    for (const { one, due } of overdue) {
      if (this.#told.has(one.id)) continue;
      this.#told.add(one.id);
      this.#ports.alarm({ kind: 'review-overdue', grant: one.id, due: new Date(due).toISOString() });
    }
  }

  async #of({ name }: WatchedRepository): Promise<readonly BoardGrant[]> {
    return (await this.#ports.board.grants()).filter(({ entry }) => entry.repository === name);
  }

  async #approversOf(repository: string, head: string | undefined): Promise<readonly string[]> {
    return head === undefined ? [] : approversOf(this.#ports.ledger, repository, head);
  }

  #isDue(what: string, now: number): boolean {
    return (this.#later.get(what)?.at ?? 0) <= now;
  }

  #postpone(what: string, now: number): void {
    const failures = (this.#later.get(what)?.failures ?? 0) + 1;
    this.#later.set(what, { failures, at: now + Math.min(RETRY.longest, RETRY.first * 2 ** (failures - 1)) });
  }
}
