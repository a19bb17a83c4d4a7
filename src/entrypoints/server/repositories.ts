import { GitForge } from '../../adapters/forge-git/forge.ts';
import { FilePushLog } from '../../adapters/forge-git/push-log.ts';
import { RepositoryObserver } from '../../flows/observe/observer.ts';
import type { ObserverPorts } from '../../flows/observe/sight.ts';
import { headDescriber } from '../../flows/verify/describe-head.ts';
import { ringOf } from '../../flows/verify/signatures.ts';
import type { Roster } from '../../model/person.ts';
import { changeCheck } from './change-check.ts';
import type { RepositoryConfig } from './config/config.ts';

export type Observers = ReadonlyMap<string, RepositoryObserver>;

/** What watches each repository of the configuration, by its name. */
export function observersOf(
  repositories: readonly RepositoryConfig[],
  ports: Pick<ObserverPorts, 'git' | 'ledger' | 'clock' | 'random'>,
): Observers {
  return new Map(
    repositories.map((place) => [
      place.name,
      new RepositoryObserver(place, {
        ...ports,
        forge: (opened, { name, ref, evidence, now }) =>
          new GitForge(opened, {
            name,
            ref,
            describe: headDescriber(ringOf(evidence)),
            now: () => now,
            log: new FilePushLog(place.path),
          }),
        check: changeCheck(place.path, ports.git),
      }),
    ]),
  );
}

/** The rosters that are in force; a repository that cannot be read has none. */
export async function rostersOf(observers: Observers): Promise<readonly Roster[]> {
  const seen = await Promise.all([...observers.values()].map((one) => one.current().catch(() => undefined)));
  return seen.flatMap((one) => one?.policy?.roster ?? []);
}
