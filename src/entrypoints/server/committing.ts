import { type CommitterPlace, GitCommitter } from '../../adapters/committer-git/committer.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Committer } from '../../ports/committer.ts';
import type { RepositoryConfig } from './config/config.ts';
import { demandOwnKey } from './config/load.ts';

/** Commits where the configuration says as whom. Throws CONFIG_INVALID where a key cannot be used. */
export function committerOf(repositories: readonly RepositoryConfig[], clock: Clock): Committer {
  const places = repositories.flatMap(
    ({ name, path, ref, committer }): readonly [string, CommitterPlace][] => {
      if (committer === undefined) return [];
      demandOwnKey(committer.keyFile);
      return [[name, { path, ref, robot: committer }]];
    },
  );
  return new GitCommitter(new Map(places), clock);
}
