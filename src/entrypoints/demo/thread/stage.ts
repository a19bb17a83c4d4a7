import type { FastifyBaseLogger } from 'fastify';
import { systemClock } from '../../../adapters/system/clock.ts';
import { systemRandom } from '../../../adapters/system/random.ts';
import type { ClusterAccounts } from '../../server/clusters.ts';
import { compose } from '../../server/compose.ts';
import { readConfig } from '../../server/config/read.ts';
import type { GrantServices, LatestAnswer, ReviewServices } from '../../server/services.ts';
import { startServing } from '../../server/serving.ts';
import { startAgent } from '../agent/agent.ts';
import { inProcessCluster } from '../cluster/in-process.ts';
import { seed } from '../cluster/seed.ts';
import { guarded, withGuard } from '../guarding/config.ts';
import { Registration } from '../guarding/registration.ts';
import { castOf } from './cast.ts';
import type { DriftScene } from './drift.ts';
import { groundOf, shipped } from './ground.ts';
import { shortcutFor } from './shortcut.ts';
import { Started } from './started.ts';
import { type Surroundings, type SurroundingsRequest, surround } from './surroundings.ts';
import type { World } from './world.ts';

export interface StageRequest extends SurroundingsRequest {
  readonly version: string;
  readonly logger: FastifyBaseLogger;
  readonly answer?: LatestAnswer;
}

export interface Stage extends Pick<Surroundings, 'links'> {
  readonly world: World;
  /** Who goes round Git, and how that is seen. */
  readonly drift: DriftScene;
  /** Access for a while, at its server. */
  readonly grants: GrantServices;
  /** Access reviews, at its server. */
  readonly reviews: ReviewServices;
  stop(): Promise<void>;
}

/** Everything that the thread needs, in this process, on loopback; what was started ends with `stop`, the last first. */
export async function setStage(request: StageRequest): Promise<Stage> {
  const { version, logger, answer } = request;
  const started = new Started();
  try {
    const around = await surround(request, started);
    const admission = new Registration();
    const cluster = inProcessCluster({ clock: systemClock, random: systemRandom, admission });
    const administrator = cluster.as({ user: 'kubernetes-admin', groups: ['system:masters'] });
    const { merger } = castOf(request.seed);
    await seed(administrator, [
      ...groundOf(around.infrastructure),
      ...shipped('deploy/guard/accounts.yaml'),
      ...shortcutFor(merger),
    ]);
    const as = (name: string): ReturnType<typeof cluster.as> =>
      cluster.as({ user: `system:serviceaccount:mainward:mainward-${name}`, groups: [] });
    const production: ClusterAccounts = {
      broker: as('broker'),
      publisher: as('publisher'),
      observer: as('observer'),
      revoker: as('revoker'),
      reconciler: as('reconciler'),
    };
    const text = JSON.stringify(withGuard(around.config));
    const config = readConfig(new TextEncoder().encode(text), 'the demo', request.root);
    const composed = await compose({
      config,
      data: around.data,
      version,
      logger,
      env: {},
      clusters: new Map([['production', production]]),
      asking: new Map([['production', (judge) => admission.register(judge)]]),
      ...(answer === undefined ? {} : { answer }),
    });
    started.keep({ stop: () => composed.close() });
    const server = started.keep(await startServing({ config, services: composed.services, logger }));
    composed.begin(server);
    started.keep(startAgent(cluster));
    await guarded(composed.services);
    return {
      world: around.worldWith(administrator),
      links: around.links,
      grants: composed.services.grants,
      reviews: composed.services.reviews,
      drift: {
        person: merger,
        theirs: cluster.as({ user: merger.email, groups: merger.groups }),
        administrator,
        ledger: composed.services.ledger,
      },
      stop: () => started.stop(),
    };
  } catch (error) {
    await started.stop();
    throw error;
  }
}
