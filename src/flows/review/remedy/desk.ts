import { MainwardError } from '../../../model/errors.ts';
import type { ReviewStartedPayload } from '../../../model/payload.ts';
import { err, ok, type Result } from '../../../model/result.ts';
import type { ReviewDefinition } from '../../../model/review.ts';
import type { ReviewRemediationDocument } from '../../../model/review-document.ts';
import type { GitRepository } from '../../../ports/git.ts';
import type { Campaign } from '../board/campaign.ts';
import { IN_GIT, OUT_OF_GIT, UNVERIFIED } from '../board/remedy-folds.ts';
import { definitionOf } from '../definition.ts';
import { type CloseWish, close } from './close.ts';
import { type ExceptWish, except } from './except.ts';
import type { RemedyPorts } from './ports.ts';
import { propose } from './propose.ts';
import { type RemedyCode, RemedyRefusal } from './refusal.ts';
import { type Seen, seenAt } from './seen.ts';
import { isExpired, verifyGit, verifyLive } from './verify.ts';
import { remediationDocument } from './view.ts';

export interface RemedyRefused {
  readonly code: RemedyCode;
  readonly detail: string;
  readonly remedy: string;
}

type Answer = Result<ReviewRemediationDocument, RemedyRefused>;

interface Look {
  readonly repository: GitRepository;
  readonly seen: Seen;
  readonly definition: ReviewDefinition;
}

/** What comes after a revocation, one thing after the other. `undefined` where there is no such campaign. */
export class RemedyDesk {
  readonly #ports: RemedyPorts;
  /** By campaign, at what it was looked for by itself: the commit, and how much was to be found. */
  readonly #looked: Map<string, string> = new Map();
  #counted = { overdue: 0, unverified: 0 };

  constructor(ports: RemedyPorts) {
    this.#ports = ports;
  }

  /** As it was when somebody looked last: open campaigns whose day has passed, and revocations that are not verified. */
  get counted(): { readonly overdue: number; readonly unverified: number } {
    return this.#counted;
  }

  async document(campaign: string): Promise<ReviewRemediationDocument | undefined> {
    const found = await this.#ports.board.find(campaign);
    return found === undefined ? undefined : remediationDocument(found, this.#ports.live);
  }

  /** Offers a commit that takes out what is revoked. */
  remediate(campaign: string): Promise<Answer | undefined> {
    return this.#asked(campaign, (found) =>
      this.#look(found, async ({ repository, seen, definition }) => {
        await verifyGit(found, seen, this.#ports);
        // What was recorded a moment ago counts.
        const now = (await this.#ports.board.find(campaign)) ?? found;
        await propose(now, definition, { repository, seen }, this.#ports);
      }),
    );
  }

  /** Looks whether what was revoked is gone, in Git and in the clusters. */
  verify(campaign: string): Promise<Answer | undefined> {
    return this.#asked(campaign, (found) => this.#look(found, ({ seen }) => this.#verify(found, seen)));
  }

  except(wish: ExceptWish): Promise<Answer | undefined> {
    return this.#asked(wish.campaign, (found) => except(found, wish, this.#ports));
  }

  close(wish: CloseWish): Promise<Answer | undefined> {
    return this.#asked(wish.campaign, (found) => close(found, wish, this.#ports));
  }

  /** Whether somebody is in the group that owns the campaign, by the roster in force. */
  async owns(campaign: string, person: string): Promise<boolean> {
    const found = await this.#ports.board.find(campaign);
    if (found === undefined) return false;
    const observer = this.#ports.observers.get(found.started.entry.repository);
    const [definition, observation] = await Promise.all([
      definitionOf(found).catch(() => undefined),
      observer?.current().catch(() => undefined),
    ]);
    const groups = observation?.policy?.roster?.people.find(({ id }) => id === person)?.groups ?? [];
    return definition !== undefined && groups.includes(definition.owner);
  }

  /** One turn over the campaigns of one repository: looks for what landed and what clusters did since. */
  keep(repository: string): Promise<void> {
    return this.#ports.turn.next(async () => {
      for (const campaign of await this.#ports.board.campaigns()) {
        const { entry } = campaign.started;
        if (entry.repository === repository && campaign.state !== 'cancelled' && isAwaited(campaign))
          await this.#keep(campaign);
      }
      await this.#count();
    });
  }

  async #keep(campaign: Campaign): Promise<void> {
    const observer = this.#ports.observers.get(campaign.started.entry.repository);
    const accepted = (await observer?.current())?.standing.accepted;
    if (accepted === undefined) return;
    const now = this.#ports.clock.now();
    const due = [...campaign.states].filter(
      ([item, state]) => IN_GIT.has(state) && (state !== 'excepted' || isExpired(campaign, item, now)),
    );
    const at = `${accepted} ${due.length}`;
    if (this.#looked.get(campaign.id) === at) return verifyLive(campaign, accepted, this.#ports);
    try {
      await this.#look(campaign, ({ seen }) => this.#verify(campaign, seen));
    } catch (error) {
      // A commit that cannot be asked is not asked again by itself; whoever asks is told why.
      if (!(error instanceof RemedyRefusal) && !(error instanceof MainwardError)) throw error;
    }
    this.#looked.set(campaign.id, at);
  }

  async #verify(campaign: Campaign, seen: Seen): Promise<void> {
    await verifyGit(campaign, seen, this.#ports);
    const now = (await this.#ports.board.find(campaign.id)) ?? campaign;
    await verifyLive(now, seen.commit, this.#ports);
  }

  async #look(campaign: Campaign, work: (look: Look) => Promise<void>): Promise<void> {
    const { entry } = campaign.started;
    const observer = this.#ports.observers.get(entry.repository);
    const payload = demandWhole(campaign);
    const observation = await observer?.current();
    const accepted = observation?.standing.accepted;
    if (observer === undefined || accepted === undefined) {
      throw new RemedyRefusal(
        'nothing-accepted',
        `No commit of ${entry.repository} is accepted.`,
        'Land one that `mainward verify` passes, in a repository that the server observes.',
      );
    }
    const { path, policy } = observer.place;
    const repository = await this.#ports.git.open(path);
    if (repository === undefined)
      throw new RemedyRefusal(
        'unreadable',
        `${entry.repository} is not there.`,
        'Look at the server’s configuration.',
      );
    try {
      const definition = await definitionOf(campaign);
      if (definition === undefined) throw erased();
      const inForce = observation?.policy?.commit ?? accepted;
      const at = { commit: accepted, inForce, name: entry.repository, policy };
      const seen = await seenAt(repository, at, { definition, payload });
      await work({ repository, seen, definition });
    } finally {
      await repository.close();
    }
  }

  #asked(id: string, work: (campaign: Campaign) => Promise<void>): Promise<Answer | undefined> {
    return this.#ports.turn.next(async () => {
      const { board, live } = this.#ports;
      const found = await board.find(id);
      if (found === undefined) return undefined;
      try {
        await work(found);
      } catch (error) {
        return err(refusedFor(error));
      }
      await this.#count();
      return ok(remediationDocument((await board.find(id)) ?? found, live));
    });
  }

  async #count(): Promise<void> {
    const now = this.#ports.clock.now();
    const campaigns = (await this.#ports.board.campaigns()).filter(({ state }) => state !== 'cancelled');
    const overdue = campaigns.filter(({ isOpen, started }) => isOpen && Date.parse(started.entry.due) <= now);
    const unverified = campaigns.flatMap((one) =>
      [...one.items()].filter(
        ({ item: { id }, state }) => UNVERIFIED.has(state) && !one.acknowledged.has(id),
      ),
    );
    this.#counted = { overdue: overdue.length, unverified: unverified.length };
  }
}

/** Is there something whose end somebody has to look for? Of a closed campaign only what an exception let stay, or brought back. */
function isAwaited({ isOpen, states, acknowledged }: Campaign): boolean {
  return [...states].some(
    ([item, state]) => (IN_GIT.has(state) && !acknowledged.has(item)) || (isOpen && OUT_OF_GIT.has(state)),
  );
}

function demandWhole(campaign: Campaign): ReviewStartedPayload {
  if (campaign.state === 'cancelled')
    throw new RemedyRefusal('not-open', 'The campaign is cancelled.', 'Begin another one.');
  if (campaign.payload !== undefined) return campaign.payload;
  throw erased();
}

function erased(): RemedyRefusal {
  return new RemedyRefusal(
    'erased',
    'What the campaign was about was erased, or is damaged.',
    'Cancel it, and begin another one.',
  );
}

/** What the outside said is for the log; what a commit says wrong is told. */
function refusedFor(error: unknown): RemedyRefused {
  if (error instanceof RemedyRefusal)
    return { code: error.code, detail: error.message, remedy: error.remedy };
  if (error instanceof MainwardError) {
    const remedy = error.remedy ?? 'Mend what it says, and ask again.';
    return { code: 'unreadable', detail: error.message, remedy };
  }
  throw error;
}
