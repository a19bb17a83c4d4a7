import type { FastifyBaseLogger } from 'fastify';
import type { AnswerPlace } from '../../../flows/answer/open.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { ServerConfig } from '../config/config.ts';
import type { Observers } from '../repositories.ts';
import type { Task } from '../tasks.ts';
import type { AnswerDesk } from './desk.ts';

/** Milliseconds between looks at whether something moved. */
const EVERY = 15_000;
/** Milliseconds after which it is answered anew in any case: evidence may have changed, and people may have left. */
const OLDEST = 3_600_000;

export interface AnsweringParts {
  readonly config: Pick<ServerConfig, 'repositories' | 'evidence'>;
  readonly observers: Observers;
  readonly desk: AnswerDesk;
  readonly clock: Clock;
  readonly logger: FastifyBaseLogger;
}

/** Answers anew when the verified commit of a repository moved. */
export function answeringTask({ config, observers, desk, clock, logger }: AnsweringParts): Task {
  return {
    name: 'answer',
    every: EVERY,
    async run() {
      const places = await placesOf(config, observers);
      const ground = desk.ground;
      const now = clock.now();
      const same = JSON.stringify(ground?.places) === JSON.stringify(places);
      if (ground !== undefined && same && now - Date.parse(ground.now) < OLDEST) return;
      await desk.refresh({ places, evidence: config.evidence, now: new Date(now).toISOString() });
      logger.info({ repositories: places.length }, 'answered');
    },
  };
}

/** Each repository at the commit that was verified last; at its tip where none was. */
async function placesOf(
  { repositories }: Pick<ServerConfig, 'repositories'>,
  observers: Observers,
): Promise<readonly AnswerPlace[]> {
  return Promise.all(
    repositories.map(async ({ name, path, ref }): Promise<AnswerPlace> => {
      const standing = (await observers.get(name)?.current())?.standing;
      const commit = standing?.accepted ?? standing?.tip;
      return {
        name,
        path,
        branch: ref.slice('refs/heads/'.length),
        ...(commit === undefined ? {} : { commit }),
      };
    }),
  );
}
