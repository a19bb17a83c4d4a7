import { MainwardError } from '../../model/errors.ts';
import type { GitRepository } from '../../ports/git.ts';
import { type CommitStanding, standingOfCommit } from './commit.ts';
import type { Standing } from './line.ts';
import type { PolicyInForce } from './policy.ts';
import { type PolicyFault, PolicyLine } from './policy-line.ts';
import { RecordedRepository } from './recorded.ts';
import { lookAtForge, type ObserverPorts, type Sight, standingIn, type WatchedRepository } from './sight.ts';
import {
  acceptPolicy,
  beginSomewhere,
  checkOffers,
  recordLandings,
  recordOffers,
  sayWhetherItWentBack,
} from './steps.ts';

/** What an observation showed, and what of it is not as it should be. */
export interface Observation {
  readonly standing: Standing;
  /** Absent where none was ever good. */
  readonly policy?: PolicyInForce;
  readonly policyFault?: PolicyFault;
  /** For people: what was not as it should be. */
  readonly notes: readonly string[];
}

interface Memory {
  readonly recorded: RecordedRepository;
  readonly policy: PolicyLine;
}

/** What was seen of a repository whose refs were so, at that time. */
interface Look {
  readonly refs: ReadonlyMap<string, string>;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/**
 * Beyond this age of a look, milliseconds, one looks again also where no ref moved: keys and people come and go by
 * themselves, and what could not be told a moment ago may be told now.
 */
const LONGEST_REST = { settled: 60_000, unsettled: 10_000 };

/** Turns what a forge shows into entries: each thing once, however often and in whatever order one looks. */
export class RepositoryObserver {
  readonly place: WatchedRepository;
  readonly #ports: ObserverPorts;
  readonly #checked: Sight['checked'] = new Map();
  #memory: Memory | undefined;
  #floor: string | undefined;
  #last: Observation | undefined;
  #looked: Look | undefined;
  #watching = false;
  #running: Promise<unknown> = Promise.resolve();

  constructor(place: WatchedRepository, ports: ObserverPorts) {
    this.place = place;
    this.#ports = ports;
  }

  /**
   * One after the other; cheap where no ref moved since the last one, a moment ago. Rejects where the repository or the
   * ledger cannot be reached; nothing is lost by asking again.
   */
  observe(): Promise<Observation> {
    return this.#after(async () => (await this.#atRest()) ?? this.#open((git) => this.#observe(git)));
  }

  /** The last observation where the ref is still where it was, or else a new one. Waits for nobody where it need not. */
  async current(): Promise<Observation> {
    const tip = await this.#tip();
    return this.#at(tip) ?? this.#next((git) => this.#observe(git));
  }

  /** What became of a commit of the ref, and whether agents may be led there. */
  async judge(commit: string): Promise<CommitStanding> {
    const tip = await this.#tip();
    if (this.#at(tip)?.standing.accepted === commit) return 'pass';
    return this.#next(async (git) => {
      if (this.#at(git.refs().get(this.place.ref)) === undefined) await this.#observe(git);
      const standing = await standingOfCommit(await this.#sight(git), commit);
      if (standing !== 'unknown') return standing;
      // Somebody may have agreed since, without the ref being moved.
      await this.#observe(git);
      return standingOfCommit(await this.#sight(git), commit);
    });
  }

  #tip(): Promise<string | undefined> {
    return this.#ports.git.tip(this.place.path, this.place.ref);
  }

  #at(tip: string | undefined): Observation | undefined {
    return tip === this.#last?.standing.tip ? this.#last : undefined;
  }

  /** The last observation, where another one would show the same. */
  async #atRest(): Promise<Observation | undefined> {
    const looked = this.#looked;
    const last = this.#last;
    if (looked === undefined || last === undefined) return undefined;
    const isSettled = last.notes.length === 0 && last.standing.undecided === undefined;
    const age = this.#ports.clock.now() - looked.at;
    if (age < 0 || age > LONGEST_REST[isSettled ? 'settled' : 'unsettled']) return undefined;
    const refs = await this.#ports.git.refs(this.place.path);
    const isAtRest =
      refs?.size === looked.refs.size && [...refs].every(([ref, id]) => looked.refs.get(ref) === id);
    return isAtRest ? last : undefined;
  }

  #next<Answer>(work: (git: GitRepository) => Promise<Answer>): Promise<Answer> {
    return this.#after(() => this.#open(work));
  }

  #after<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    const next = this.#running.then(work);
    this.#running = next.catch(() => undefined);
    return next;
  }

  async #open<Answer>(work: (git: GitRepository) => Promise<Answer>): Promise<Answer> {
    const git = await this.#ports.git.open(this.place.path);
    if (git === undefined) throw gone(this.place.name, 'it is not there');
    try {
      return await work(git);
    } finally {
      await git.close();
    }
  }

  async #observe(git: GitRepository): Promise<Observation> {
    const looked = { refs: git.refs(), at: this.#ports.clock.now() };
    try {
      const observation = await observeIn(await this.#sight(git));
      this.#floor = observation.standing.accepted;
      this.#watching = true;
      this.#last = observation;
      this.#looked = looked;
      return observation;
    } catch (error) {
      // What was being said may or may not be recorded, so it is read again; and what comes now was not watched.
      this.#memory = undefined;
      this.#last = undefined;
      this.#looked = undefined;
      this.#watching = false;
      throw error;
    }
  }

  async #sight(git: GitRepository): Promise<Sight> {
    const { place } = this;
    const { ledger, random, clock } = this.#ports;
    const tip = git.refs().get(place.ref);
    if (tip === undefined) throw gone(place.name, `it has no ${place.ref}`);
    this.#memory ??= await remember(place, { ledger, random });
    return {
      place,
      ports: this.#ports,
      git,
      tip,
      now: new Date(clock.now()).toISOString(),
      ...this.#memory,
      floor: this.#floor,
      watching: this.#watching,
      checked: this.#checked,
    };
  }
}

/** One observation, step by step. Each says what is new, and nothing twice. */
async function observeIn(sight: Sight): Promise<Observation> {
  await beginSomewhere(sight);
  await sayWhetherItWentBack(sight);
  await acceptPolicy(sight);
  const shown = await lookAtForge(sight);
  await recordLandings(sight, shown);
  await acceptPolicy(sight);
  await recordOffers(sight, shown);
  const notes = await checkOffers(sight, shown);
  const { fault, inForce } = sight.policy;
  return {
    standing: await standingIn(sight),
    ...(inForce === undefined ? {} : { policy: inForce }),
    ...(fault === undefined ? {} : { policyFault: fault }),
    notes: [...shown.view.notes, ...notes],
  };
}

async function remember(
  { name, policy: folder }: WatchedRepository,
  { ledger, random }: Pick<ObserverPorts, 'ledger' | 'random'>,
): Promise<Memory> {
  const recorded = await RecordedRepository.read(ledger, name);
  return {
    recorded,
    policy: await PolicyLine.read({ repository: name, folder, ledger, recorded, random }),
  };
}

function gone(repository: string, why: string): MainwardError {
  return new MainwardError('REPOSITORY_UNREADABLE', `${repository} cannot be observed: ${why}.`, {
    fields: { repository },
    remedy: 'Name the repository and its protected ref in the configuration of the server.',
  });
}
