import { objectKey } from '../../../ledger/facets.ts';
import { MainwardError } from '../../../model/errors.ts';
import type { SourceTree } from '../../../model/tree.ts';
import type { GitOpener, GitTips } from '../../../ports/git.ts';
import type { Pause } from '../../../ports/pause.ts';
import type { RepositoryObserver } from '../../observe/observer.ts';
import { meaningOfAnswer } from '../audit/meaning.ts';
import type { DriftDetail } from '../board/record.ts';
import { type AgentPlace, renderTrees, treesOf } from '../desired/point.ts';
import { type Proposal, propose } from './propose.ts';

export interface ProposerPorts {
  readonly git: GitOpener & GitTips;
  readonly pause: Pause;
  /** By name of the repository. */
  readonly observers: ReadonlyMap<string, Pick<RepositoryObserver, 'current'>>;
  /** By cluster: from where its agents get what they apply. */
  readonly places: ReadonlyMap<string, Pick<AgentPlace, 'roots' | 'sources'>>;
}

/** Says what would have to be written into Git so that a difference stays. It writes nothing, and opens nothing. */
export class Proposer {
  readonly #ports: ProposerPorts;
  #running: Promise<unknown> = Promise.resolve();

  constructor(ports: ProposerPorts) {
    this.#ports = ports;
  }

  knows(cluster: string): boolean {
    return this.#ports.places.has(cluster);
  }

  /** One at a time: each renders the cluster several times. Rejects with REPOSITORY_UNREADABLE. */
  propose(detail: DriftDetail): Promise<Proposal> {
    const next = this.#running.then(() => this.#propose(detail));
    this.#running = next.catch(() => undefined);
    return next;
  }

  async #propose(detail: DriftDetail): Promise<Proposal> {
    const { record } = detail;
    const { git, pause, places, observers } = this.#ports;
    const place = places.get(record.cluster);
    if (place === undefined) throw unreadable(record.repository);
    const trees = await treesOf(await this.#tips(place), place.sources, git);
    const { objects: desired } = await renderTrees(trees, place, pause);
    const written = desired.get(objectKey(record.object))?.at?.repository;
    const [name, tree] =
      [...trees].find(([, one]) => one.repository === written) ??
      [...trees].find(([one]) => one === record.repository) ??
      [];
    const source = place.sources.find(({ repository }) => repository === name);
    if (name === undefined || tree === undefined || source === undefined) throw unreadable(record.repository);
    const policy = (await observers.get(name)?.current())?.policy;
    return propose({
      detail,
      tree,
      ref: source.ref,
      desired,
      requirements: policy?.requirements ?? [],
      render: async (changed: SourceTree) =>
        (await renderTrees(new Map([...trees, [name, changed]]), place, pause)).objects,
      meaningOf: meaningOfAnswer,
    });
  }

  /** Where each ref is now, verified or not: that is what somebody branches off. */
  async #tips({ sources }: Pick<AgentPlace, 'sources'>): Promise<ReadonlyMap<string, string>> {
    const tips = new Map<string, string>();
    for (const { repository, path, ref } of sources) {
      const tip = await this.#ports.git.tip(path, ref);
      if (tip === undefined) throw unreadable(repository);
      tips.set(repository, tip);
    }
    return tips;
  }
}

function unreadable(repository: string): MainwardError {
  return new MainwardError(
    'REPOSITORY_UNREADABLE',
    `${repository} cannot be read, so nobody can say what would have to be written there.`,
    {
      fields: { repository },
      remedy: 'Name the repository, and what agents get of it, in the configuration.',
    },
  );
}
