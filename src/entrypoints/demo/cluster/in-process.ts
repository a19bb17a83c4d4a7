import { InProcessCluster } from '../../../adapters/cluster-inprocess/cluster.ts';
import type { AdmissionJudge } from '../../../ports/admission.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Random } from '../../../ports/random.ts';
import { authorityOf } from './authority.ts';
import { defaultObjects } from './defaults.ts';

/** The release whose defaults it has. */
export const RELEASE = '1.35';

/** A cluster in this process that judges with the product's own evaluator; for the demo, and for tests. */
export function inProcessCluster(parts: {
  readonly clock: Clock;
  readonly random: Random;
  readonly admission?: AdmissionJudge;
}): InProcessCluster {
  return new InProcessCluster({ ...parts, authorityOf }, defaultObjects(RELEASE));
}
