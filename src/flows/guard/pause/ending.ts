import { MainwardError } from '../../../model/errors.ts';
import type { PauseEnded } from '../../../model/pause.ts';
import type { GitRepository } from '../../../ports/git.ts';
import { readPause } from '../../../stages/2-review/statements/pause.ts';
import { findPauses } from './found.ts';

/** What ends every pause of a cluster that lies in a repository and is not over. Fails with NOTHING_TO_JUDGE where there is none. */
export async function endingOf(
  repository: GitRepository,
  about: Pick<PauseEnded, 'repository' | 'cluster' | 'at'>,
): Promise<readonly PauseEnded[]> {
  const now = Date.parse(about.at);
  const { statements, tooMany } = await findPauses(repository, undefined, now);
  const read = statements.flatMap(({ envelope }) => {
    const one = readPause(envelope);
    return one.ok && one.value.pause.cluster === about.cluster ? [one.value] : [];
  });
  const ends = new Map(
    read.flatMap(({ pause, id }) =>
      pause.verdict === 'pause' && pause.repository === about.repository && Date.parse(pause.until) > now
        ? [[id, { ...about, verdict: 'end', until: pause.until, ends: id } satisfies PauseEnded] as const]
        : [],
    ),
  );
  if (ends.size > 0) return [...ends.values()];
  throw new MainwardError(
    'NOTHING_TO_JUDGE',
    tooMany
      ? 'There are more statements about pauses than are read, so none of them counts.'
      : `No pause of ${about.cluster} that is not over lies in ${about.repository}.`,
    { remedy: 'The page of the cluster and its ledger say what holds its guard.' },
  );
}
