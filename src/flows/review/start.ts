import { MainwardError } from '../../model/errors.ts';
import type { Roster } from '../../model/person.ts';
import type { Clock } from '../../ports/clock.ts';
import type { GitOpener, GitRepository } from '../../ports/git.ts';
import type { LedgerReader, LedgerWriter } from '../../ports/ledger.ts';
import type { Pause } from '../../ports/pause.ts';
import type { Random } from '../../ports/random.ts';
import type { RepositoryObserver } from '../observe/observer.ts';
import { encodePayload } from '../observe/payload.ts';
import type { ReviewBoard } from './board/board.ts';
import type { Campaign } from './board/campaign.ts';
import { type Draft, draftOf } from './draft.ts';
import { factsOfGit, factsOfLedger } from './landing-facts.ts';

/** Changes when the same commit gives other items. */
export const GENERATOR = 'mainward-review/1';
const DAY = 86_400_000;
const SHOWN = 3;
/** As JSON within JSON it becomes longer, and a payload of the ledger is bounded. */
const MOST_BYTES = 20_000_000;

type Observer = Pick<RepositoryObserver, 'place' | 'current' | 'judge'>;

export interface StartPorts {
  readonly git: GitOpener;
  readonly ledger: LedgerReader & LedgerWriter;
  readonly clock: Clock;
  readonly random: Random;
  /** Something more urgent may be done while a campaign is made. */
  readonly pause: Pause;
  readonly board: Pick<ReviewBoard, 'campaigns' | 'find'>;
  /** By the name of the repository. */
  readonly observers: ReadonlyMap<string, Observer>;
}

export interface StartRequest {
  /** Name of the ReviewDefinition. */
  readonly definition: string;
  /** Absent = the one whose policy has the definition. */
  readonly repository?: string;
  /** Absent = the newest commit that is accepted. */
  readonly commit?: string;
  /** Id in the roster. */
  readonly by: string;
}

/** Begins campaigns, one after the other. */
export class ReviewStarter {
  readonly #ports: StartPorts;
  #running: Promise<unknown> = Promise.resolve();

  constructor(ports: StartPorts) {
    this.#ports = ports;
  }

  /**
   * It is recorded before anybody is told of it. Rejects with REVIEW_REFUSED where the commit did not land as it should,
   * where another campaign of the definition is open, or where an item has nobody who may review it; with POLICY_INVALID
   * or ROSTER_INVALID where what the commit says cannot be used.
   */
  start(request: StartRequest): Promise<Campaign> {
    const next = this.#running.then(() => this.#start(request));
    this.#running = next.catch(() => undefined);
    return next;
  }

  async #start(request: StartRequest): Promise<Campaign> {
    const { git, board } = this.#ports;
    const observer = await this.#observerOf(request);
    const { place } = observer;
    await this.#demandNoneOpen(request.definition, place.name);
    const repository = await git.open(place.path);
    if (repository === undefined)
      throw refused(`${place.name} is not there`, 'Look at the server’s configuration.');
    try {
      const commit = await acceptedCommit(repository, observer, request.commit);
      const asOf = new Date(this.#ports.clock.now()).toISOString();
      const draft = await this.#draft(repository, observer, { ...request, commit, asOf });
      demandReviewable(draft);
      const campaign = await this.#record(draft, { ...request, repository: place.name, commit, asOf });
      const found = await board.find(campaign);
      if (found === undefined) throw new RangeError('A campaign that was recorded is not on the board.');
      return found;
    } finally {
      await repository.close();
    }
  }

  async #observerOf({ definition, repository }: StartRequest): Promise<Observer> {
    const { observers } = this.#ports;
    if (repository !== undefined) {
      const named = observers.get(repository);
      if (named !== undefined) return named;
      throw refused(
        `there is no repository ${repository} here`,
        `Name one of ${[...observers.keys()].join(', ')}.`,
      );
    }
    const having: Observer[] = [];
    for (const observer of observers.values()) {
      const { policy } = await observer.current();
      if (policy?.reviews.some(({ name }) => name === definition) === true) having.push(observer);
    }
    const [only, ...others] = having;
    if (only !== undefined && others.length === 0) return only;
    throw only === undefined
      ? refused(
          `no policy in force has a ReviewDefinition ${definition}`,
          'Land one under .mainward/; docs/review.md says how.',
        )
      : refused(
          `several repositories have a ReviewDefinition ${definition}`,
          `Say which: ${having.map(({ place }) => place.name).join(', ')}.`,
        );
  }

  async #demandNoneOpen(definition: string, repository: string): Promise<void> {
    const open = (await this.#ports.board.campaigns()).find(
      ({ isOpen, started: { entry } }) =>
        isOpen && entry.definition === definition && entry.repository === repository,
    );
    if (open === undefined) return;
    throw refused(
      `the campaign ${open.id} of ${definition} is open`,
      'Close it, or cancel it, before another one.',
    );
  }

  async #draft(
    repository: GitRepository,
    { place }: Observer,
    request: StartRequest & { readonly commit: string; readonly asOf: string },
  ): Promise<Draft> {
    const { ledger, pause } = this.#ports;
    const { commit, definition, asOf: now } = request;
    const why = 'it landed before anything was recorded';
    return draftOf(
      repository,
      { commit, definition, now, name: place.name, policy: place.policy },
      (roster: Roster) => factsOfLedger(ledger, place.name, factsOfGit(repository, roster, why)),
      pause,
    );
  }

  async #record(
    { definition, written, population, assigned }: Draft,
    about: StartRequest & { readonly repository: string; readonly commit: string; readonly asOf: string },
  ): Promise<string> {
    const { ledger, random, board } = this.#ports;
    const { by, repository, commit, asOf } = about;
    const taken = new Set((await board.campaigns()).map(({ id }) => id));
    const campaign = nameOf(definition.name, asOf, taken);
    const { items, root, text, coverage } = population;
    await ledger.append(
      {
        type: 'review.started',
        campaign,
        definition: definition.name,
        repository,
        commit,
        population: root,
        items: items.length,
        due: new Date(Date.parse(asOf) + definition.days * DAY).toISOString(),
      },
      encodePayload(
        {
          schema: 'mainward.dev/review-started/v1',
          by,
          generator: GENERATOR,
          asOf,
          coverage,
          definition: written,
          items: text,
          assignments: assigned.assignments,
        },
        random,
      ),
    );
    return campaign;
  }
}

/** The commit itself, once it is known to be accepted. */
async function acceptedCommit(
  repository: GitRepository,
  observer: Observer,
  revision: string | undefined,
): Promise<string> {
  if (revision === undefined) {
    const { accepted } = (await observer.current()).standing;
    if (accepted !== undefined) return accepted;
    throw refused('no commit of the repository is accepted yet', 'Land one that `mainward verify` passes.');
  }
  const commit = await repository.resolve(revision);
  if (commit === undefined)
    throw refused('the commit is not there', 'Name one that landed on the protected ref.');
  const standing = await observer.judge(commit);
  if (standing === 'pass') return commit;
  throw refused(
    `${commit.slice(0, 12)} is no verified landing (${standing})`,
    'Name a commit of the protected ref that `mainward verify` passes.',
  );
}

function demandReviewable({ definition, population, assigned: { nobody } }: Draft): void {
  if (population.text.length > MOST_BYTES)
    throw refused('its items are more than one campaign can record', 'Divide the definition by namespaces.');
  if (population.items.length === 0) {
    throw refused(
      'there is nothing to review',
      'Look at the clusters and namespaces that the definition names.',
    );
  }
  const [first] = nobody;
  if (first === undefined) return;
  const shown = nobody.slice(0, SHOWN).map(({ item: { principal, binding, namespace }, why }) => {
    const where = namespace === null ? '' : `${namespace}/`;
    return `${principal.subject.name} by ${binding.kind} ${where}${binding.name} (${why})`;
  });
  const more = nobody.length - shown.length;
  throw refused(
    `nobody may review ${shown.join('; ')}${more > 0 ? ` and ${more} more` : ''}`,
    `Name another group under reviewers, or put somebody into ${definition.owner} who neither has this access nor brought it in.`,
  );
}

/** `<definition>-<yyyy-mm-dd>`, and a number where that is taken. */
function nameOf(definition: string, asOf: string, taken: ReadonlySet<string>): string {
  const name = `${definition}-${asOf.slice(0, 10)}`;
  let number = 1;
  let free = name;
  while (taken.has(free)) {
    number += 1;
    free = `${name}-${number}`;
  }
  return free;
}

function refused(why: string, remedy: string): MainwardError {
  return new MainwardError('REVIEW_REFUSED', `The review does not begin: ${why}.`, { remedy });
}
