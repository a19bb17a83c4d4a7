import type {
  AccessGrantDocument,
  AccessGrantsDocument,
  AccessPoliciesDocument,
} from '../../model/access-document.ts';
import { err, ok, type Result } from '../../model/result.ts';
import type { Stopped } from '../sequence.ts';
import { approversOf } from './agreed.ts';
import { breakGlass } from './break-glass.ts';
import type { GrantWish } from './draft.ts';
import { GrantKeeper } from './keeper.ts';
import type { GrantActor } from './may.ts';
import { type GrantPorts, offeringOf, policiesInForce, policiesOf } from './ports.ts';
import { Queues } from './queues.ts';
import type { GrantRefusal } from './refusal.ts';
import { request } from './request.ts';
import { type ReviewWish, review } from './review.ts';
import { type RevokeWish, revoke } from './revoke.ts';
import { concerns, type GrantContext, grantDocument, listedGrant, offeredAccess } from './view.ts';

/** Who looks: all there is, or what is somebody's own, or theirs to agree to or review. */
export interface GrantReader extends GrantActor {
  readonly seesAll: boolean;
}

type Answer = Result<AccessGrantDocument, Stopped<GrantRefusal>>;

/** Temporary access: what is asked of it, one after the other in each repository, and what is told of it. */
export class GrantDesk {
  readonly #ports: GrantPorts;
  readonly #keeper: GrantKeeper;
  readonly #queues: Queues = new Queues();

  constructor(ports: GrantPorts) {
    this.#ports = ports;
    this.#keeper = new GrantKeeper(ports);
  }

  /** How many are over, or may land, and could not be brought into Git yet. */
  get waiting(): number {
    return this.#keeper.overdue;
  }

  /** Uses of break-glass whose review is overdue. */
  get reviewsOverdue(): number {
    return this.#keeper.reviewsOverdue;
  }

  async policies(person: string | undefined): Promise<AccessPoliciesDocument> {
    const found = await policiesInForce(this.#ports);
    return {
      schema: 'mainward.dev/access-policies/v1',
      policies: found.map((one) => offeredAccess(one, person)),
    };
  }

  async grants(reader: GrantReader): Promise<AccessGrantsDocument> {
    const { person, seesAll } = reader;
    const context = { ...(await this.#context()), reader };
    return {
      schema: 'mainward.dev/access-grants/v1',
      now: new Date(context.now).toISOString(),
      grants: context.grants
        .filter((one) => seesAll || concerns(one, person, context.policies))
        .map((one) => listedGrant(one, context)),
    };
  }

  /** `undefined` where there is none that the reader may see. */
  async grant(id: string, reader: GrantReader): Promise<AccessGrantDocument | undefined> {
    const { person, seesAll } = reader;
    const context = { ...(await this.#context()), reader };
    const one = context.grants.find((each) => each.id === id);
    if (one === undefined || (!seesAll && !concerns(one, person, context.policies))) return undefined;
    const { offered, approvers, began, entry } = one;
    const agreed =
      began !== undefined || offered === undefined
        ? approvers
        : await approversOf(this.#ports.ledger, entry.repository, offered.head);
    return grantDocument(one, context, agreed);
  }

  request(wish: Omit<GrantWish, 'kind'>): Promise<Answer> {
    return this.#inTurn(wish, async () => {
      const asked = await request(wish, this.#ports);
      return asked.ok ? this.#answer(asked.value.grant.id, ownerOf(wish)) : asked;
    });
  }

  /** One use after the other in all repositories, because an earlier one may have to be reviewed first. */
  breakGlass(wish: Parameters<typeof breakGlass>[0]): Promise<Answer> {
    return this.#queues.next('break-glass', () =>
      this.#inTurn(wish, async () => {
        const broke = await breakGlass(wish, this.#ports);
        return broke.ok ? this.#answer(broke.value.grant.id, ownerOf(wish)) : broke;
      }),
    );
  }

  revoke(wish: RevokeWish): Promise<Answer> {
    return this.#inTurn(wish, async () => {
      const ended = await revoke(wish, this.#ports);
      return ended.ok ? this.#answer(wish.id, wish) : ended;
    });
  }

  review(wish: ReviewWish, by: GrantActor): Promise<Answer> {
    return this.#inTurn(wish, async () => {
      const looked = await review(wish, this.#ports);
      return looked.ok ? this.#answer(wish.id, by) : looked;
    });
  }

  /** One turn of whoever looks after grants, over one repository. */
  keep(repository: string): Promise<void> {
    return this.#queues.next(queueOf(repository), () => this.#keeper.run(repository));
  }

  /** Whoever did something with it may know what became of it. */
  async #answer(id: string, by: GrantActor): Promise<Answer> {
    const document = await this.grant(id, { ...by, seesAll: true });
    return document === undefined ? err({ step: 'it is told', code: 'grant-unknown' }) : ok(document);
  }

  async #context(): Promise<Omit<GrantContext, 'reader'>> {
    const { board, clock } = this.#ports;
    const grants = await board.grants();
    return { policies: await policiesOf(grants, this.#ports), grants, now: clock.now() };
  }

  /** What concerns one repository is done one after the other, and waits for no other repository. */
  async #inTurn<T>(
    { id, policy }: { readonly id?: string; readonly policy?: string },
    work: () => Promise<T>,
  ): Promise<T> {
    const repository =
      id === undefined
        ? (await offeringOf(policy ?? '', this.#ports))?.place.name
        : (await this.#ports.board.find(id))?.entry.repository;
    return this.#queues.next(queueOf(repository ?? ''), work);
  }
}

function queueOf(repository: string): string {
  return `in ${repository}`;
}

/** Whoever asks may do with it what is theirs, whatever else they are. */
function ownerOf({ person }: { readonly person: string }): GrantActor {
  return { person, mayEndAny: false };
}
