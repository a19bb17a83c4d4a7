import { reviewedClusters } from '../../chain/review/clusters.ts';
import { assign, obstacle } from '../../chain/review/reviewers.ts';
import type { Roster } from '../../model/person.ts';
import type { ReviewAssignment } from '../../model/review.ts';
import type { Clock } from '../../ports/clock.ts';
import type { GitOpener, GitRepository } from '../../ports/git.ts';
import type { LedgerWriter } from '../../ports/ledger.ts';
import type { Random } from '../../ports/random.ts';
import { defaultsOf } from '../ask/default-roles.ts';
import { encodePayload } from '../observe/payload.ts';
import { readSourceTree } from '../scan/source-tree.ts';
import type { ReviewBoard } from './board/board.ts';
import type { BoardItem, Campaign } from './board/campaign.ts';
import { definitionOf } from './definition.ts';
import { codeOwnersIn, declaredAt } from './draft.ts';
import { isOfReview } from './population.ts';
import type { TipPorts } from './tip.ts';
import type { ReviewTurn } from './turn.ts';

export interface ReassignPorts {
  readonly git: GitOpener;
  readonly ledger: LedgerWriter;
  readonly clock: Clock;
  readonly random: Random;
  readonly board: Pick<ReviewBoard, 'campaigns'>;
  readonly observers: TipPorts['observers'];
  readonly turn: ReviewTurn;
}

interface Barred extends BoardItem {
  readonly assignment: ReviewAssignment;
  /** Why they may not review it any more. */
  readonly why: string;
}

/** Who was to review it left, or may not review it any more: somebody else is asked, by the same rules, on record. */
export class Reassigner {
  readonly #ports: ReassignPorts;
  /** What nobody else may review, so that it is not looked at again while nothing changed. */
  readonly #stuck: Map<string, string> = new Map();

  constructor(ports: ReassignPorts) {
    this.#ports = ports;
  }

  /** Looks at what is open in the campaigns of one repository. */
  reassign(repository: string): Promise<void> {
    return this.#ports.turn.next(async () => {
      const open = (await this.#ports.board.campaigns()).filter(
        (one) => one.isOpen && one.started.entry.repository === repository,
      );
      if (open.length === 0) return;
      const inForce = (await this.#ports.observers.get(repository)?.current())?.policy;
      if (inForce?.roster === undefined) return;
      for (const campaign of open) await this.#reassign(campaign, inForce.roster, inForce.commit);
    });
  }

  async #reassign(campaign: Campaign, roster: Roster, policy: string): Promise<void> {
    const { ledger, clock, random } = this.#ports;
    const barred = barredIn(campaign, roster, clock.now());
    const known = JSON.stringify([policy, barred.map(({ item, why }) => [item.id, why])]);
    if (barred.length === 0 || this.#stuck.get(campaign.id) === known) return;
    const assignments = await this.#assigned(campaign, roster, barred);
    if (assignments.length < barred.length) this.#stuck.set(campaign.id, known);
    if (assignments.length === 0) return;
    await ledger.append(
      { type: 'review.assigned', campaign: campaign.id, items: assignments.length },
      encodePayload(
        {
          schema: 'mainward.dev/review-assigned/v1',
          by: 'mainward',
          why: 'whoever was to review it left, or may not review it any more',
          assignments,
        },
        random,
      ),
    );
  }

  async #assigned(
    campaign: Campaign,
    roster: Roster,
    barred: readonly Barred[],
  ): Promise<readonly ReviewAssignment[]> {
    const { git, observers, clock } = this.#ports;
    const place = observers.get(campaign.started.entry.repository)?.place;
    const definition = await definitionOf(campaign);
    const repository = place === undefined ? undefined : await git.open(place.path);
    if (place === undefined || definition === undefined || repository === undefined) return [];
    try {
      const sources = await ownersAt(repository, campaign, place.policy, definition.clusters);
      const { assignments } = assign({
        items: barred.map(({ item }) => item),
        definition,
        roster,
        now: new Date(clock.now()).toISOString(),
        ...sources,
      });
      const before = new Map(barred.map((one) => [one.item.id, one]));
      return assignments.map(({ rule, ...one }) => {
        const { assignment, why } = before.get(one.item) ?? {};
        return { ...one, rule: `${rule}; in place of ${assignment?.reviewer ?? ''}: ${why ?? ''}` };
      });
    } finally {
      await repository.close();
    }
  }
}

function barredIn(campaign: Campaign, roster: Roster, now: number): readonly Barred[] {
  const people = new Map(roster.people.map((person) => [person.id, person]));
  return [...campaign.items()].flatMap((one) => {
    const { assignment, state, item } = one;
    if (state !== 'open' || assignment === undefined) return [];
    const why = obstacle(item, people.get(assignment.reviewer), now);
    return why === undefined ? [] : [{ ...one, assignment, why }];
  });
}

/** Who owns what, as the commit that is reviewed says. */
async function ownersAt(
  repository: GitRepository,
  { started: { entry } }: Campaign,
  policy: string,
  clusters: readonly string[],
) {
  const { commit, repository: name } = entry;
  const tree = { ...(await readSourceTree(repository, commit, isOfReview)), repository: name };
  const declared = await declaredAt(repository, { commit, name, policy });
  const [system] = declared.flatMap((one) => one.policy.systems);
  const found = reviewedClusters(tree, clusters, system, defaultsOf()).clusters;
  return {
    owners: new Map(found.map((one) => [one.authorizer.cluster.name, one.owners])),
    codeOwners: codeOwnersIn(tree),
  };
}
