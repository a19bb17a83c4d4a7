import { ATTESTATIONS_REF } from '../../../model/statement.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { GitOpener, GitTips } from '../../../ports/git.ts';
import type { PushLogReader } from '../../../ports/push-log.ts';
import type { DesiredSource } from '../desired/state.ts';
import type { PauseInForce } from '../safety/checks.ts';
import { type FoundPauses, findPauses, NO_PAUSES } from './found.ts';
import { type PauseAnswer, type PauseContext, pauseInForce } from './in-force.ts';

export interface PausePorts {
  readonly git: GitOpener & GitTips;
  /** When statements first came in, where that is recorded; the record must be the server's own. */
  readonly pushes?: PushLogReader;
  readonly clock: Clock;
}

/** The pauses of one repository, read anew only where something was added, or the day is another one. */
export class Pauses {
  readonly #path: string;
  readonly #name: string;
  readonly #ports: PausePorts;
  #known: { readonly version: string; readonly found: FoundPauses } | undefined;

  /** `path`: of the repository; `name`: as statements must have it. */
  constructor(path: string, name: string, ports: PausePorts) {
    this.#path = path;
    this.#name = name;
    this.#ports = ports;
  }

  /**
   * What pauses the guard of a cluster now, by the verified commit's policy and the accepted roster. Rejects with
   * REPOSITORY_UNREADABLE, or what else reading the repository rejects with: then it cannot be told.
   */
  async at(cluster: string, verified: Pick<PauseContext, 'policy' | 'roster'>): Promise<PauseAnswer> {
    const now = this.#ports.clock.now();
    const found = await this.#find(now);
    return pauseInForce(found, { ...verified, repository: this.#name, cluster, now });
  }

  async #find(now: number): Promise<FoundPauses> {
    const tip = await this.#ports.git.tip(this.#path, ATTESTATIONS_REF);
    if (tip === undefined) return NO_PAUSES;
    const version = `${new Date(now).toISOString().slice(0, 10)} ${tip}`;
    if (this.#known?.version !== version) {
      const repository = await this.#ports.git.open(this.#path);
      if (repository === undefined) return NO_PAUSES;
      try {
        const history = await this.#ports.pushes?.read();
        this.#known = { version, found: await findPauses(repository, history, now) };
      } finally {
        await repository.close();
      }
    }
    return this.#known?.found ?? NO_PAUSES;
  }
}

/** What a guard asks before it acts: the pause in force, by what the verified commit says now of who may. */
export function pausesOf(
  pauses: Pauses,
  cluster: string,
  desired: DesiredSource,
): () => Promise<PauseInForce | undefined> {
  return async () => {
    const state = await desired.current();
    const { policy, roster } = state ?? {};
    return (await pauses.at(cluster, { policy: policy?.pause, roster })).inForce;
  };
}
