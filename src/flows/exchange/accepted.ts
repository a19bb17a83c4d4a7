import { MainwardError } from '../../model/errors.ts';
import type { RepositoryObserver } from '../observe/observer.ts';
import type { LandingJudge, LandingJudgement, PolicyInForce, PolicySource } from './broker.ts';

type Observed = Pick<RepositoryObserver, 'place' | 'current' | 'judge'>;

/** Policy as it was accepted on the protected ref of one repository; that of the last accepted commit where a newer one is held. */
export class AcceptedPolicy implements PolicySource {
  readonly #observed: Observed;

  constructor(observed: Observed) {
    this.#observed = observed;
  }

  async inForce(): Promise<PolicyInForce | undefined> {
    const { policy } = await this.#observed.current();
    return policy === undefined ? undefined : { commit: policy.commit, policies: policy.trustPolicies };
  }
}

/** What was recorded of commits on the protected refs of repositories, by their names. */
export class AcceptedLandings implements LandingJudge {
  readonly #observed: ReadonlyMap<string, Observed>;

  constructor(observed: ReadonlyMap<string, Observed>) {
    this.#observed = observed;
  }

  protectedRef(repository: string): string | undefined {
    return this.#observed.get(repository)?.place.ref;
  }

  async judge(repository: string, commit: string): Promise<LandingJudgement> {
    const observed = this.#observed.get(repository);
    if (observed === undefined) {
      throw new MainwardError(
        'REPOSITORY_UNREADABLE',
        `${repository} is not observed, so what landed cannot be told.`,
        {
          fields: { repository },
          remedy: 'Name it in the configuration of the server.',
        },
      );
    }
    const standing = await observed.judge(commit);
    return standing === 'absent' ? { landed: false } : { landed: true, verdict: standing };
  }
}
