import type { Granted } from '../../chain/review/identity.ts';
import type { Sha256 } from '../../model/ledger.ts';
import type { ReviewGap } from '../../model/review.ts';
import type { GitOpener } from '../../ports/git.ts';
import type { RepositoryObserver } from '../observe/observer.ts';
import type { Campaign } from './board/campaign.ts';
import { definitionOf } from './definition.ts';
import { seenAt } from './remedy/seen.ts';

/** Commits whose items are kept: those of the campaigns that are decided about. */
const MOST_KEPT = 3;

export interface TipPorts {
  readonly git: GitOpener;
  /** By the name of the repository. */
  readonly observers: ReadonlyMap<string, Pick<RepositoryObserver, 'place' | 'current'>>;
}

/** What the newest accepted commit gives, by the same reading that made a campaign. */
export interface Tip {
  readonly commit: string;
  readonly items: ReadonlyMap<Sha256, Granted>;
  /** By cluster, what may hide access that was in view when the campaign began. */
  readonly hidden: ReadonlyMap<string, ReviewGap>;
}

/** Reads the items of campaigns anew where their repository is by now. */
export class TipReader {
  readonly #ports: TipPorts;
  readonly #kept: Map<string, Promise<Tip | undefined>> = new Map();

  constructor(ports: TipPorts) {
    this.#ports = ports;
  }

  /** `undefined` where no commit is accepted, or it cannot be read. */
  async of(campaign: Campaign): Promise<Tip | undefined> {
    const { repository, commit: reviewed } = campaign.started.entry;
    const observer = this.#ports.observers.get(repository);
    const observation = await observer?.current();
    const commit = observation?.standing.accepted;
    if (observer === undefined || commit === undefined) return undefined;
    if (commit === reviewed)
      return {
        commit,
        items: new Map([...campaign.items()].map(({ item }) => [item.id, item])),
        hidden: new Map(),
      };
    const policy = observation?.policy?.commit ?? commit;
    const key = JSON.stringify([campaign.id, commit, policy]);
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const made = this.#read(campaign, observer.place, commit, policy);
    this.#kept.set(key, made);
    made.then(
      (tip) => tip ?? this.#kept.delete(key),
      () => this.#kept.delete(key),
    );
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return made;
  }

  async #read(
    campaign: Campaign,
    place: RepositoryObserver['place'],
    commit: string,
    inForce: string,
  ): Promise<Tip | undefined> {
    const { payload } = campaign;
    const definition = await definitionOf(campaign);
    if (payload === undefined || definition === undefined) return undefined;
    const repository = await this.#ports.git.open(place.path);
    if (repository === undefined) return undefined;
    try {
      const { name, policy } = place;
      const seen = await seenAt(repository, { commit, inForce, name, policy }, { definition, payload });
      return { commit, items: seen.standing, hidden: seen.hidden };
    } finally {
      await repository.close();
    }
  }
}
