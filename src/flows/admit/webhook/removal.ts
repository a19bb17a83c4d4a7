import { MainwardError } from '../../../model/errors.ts';
import type { ClusterReader, ClusterWriter, ObjectKey } from '../../../ports/cluster.ts';
import { CLUSTER_ROLE_BINDINGS, VALIDATING_WEBHOOK_CONFIGURATIONS } from '../../../ports/cluster-kinds.ts';
import type { Pause } from '../../../ports/pause.ts';
import { CONFIGURATION_NAME } from './configuration.ts';

/** Gives the registrar its rights, as `deploy/guard/registrar.yaml` has it. */
export const REGISTRAR_BINDING = 'mainward-registrar';

const CONFIGURATION: ObjectKey = { type: VALIDATING_WEBHOOK_CONFIGURATIONS, name: CONFIGURATION_NAME };
const BINDING: ObjectKey = { type: CLUSTER_ROLE_BINDINGS, name: REGISTRAR_BINDING };
/** A server that runs may put it back until every API server has heard that it may not any more. */
const MOST_TRIES = 10;
const EACH = 500;

export interface Removed {
  /** The registrar could register it again, and cannot any more. */
  readonly binding: boolean;
  readonly configuration: boolean;
}

/**
 * Takes the admission webhook out of a cluster, whether it answers or not: first the right to register it, then the
 * registration. Removals ask the webhook too, but never wait for it to be well. Rejects with what the cluster says, and with
 * CLUSTER_CONFLICT where it comes back all the same.
 */
export async function removeAdmission(
  cluster: ClusterReader & ClusterWriter,
  pause: Pause,
): Promise<Removed> {
  const binding = await cluster.delete(BINDING);
  let configuration = await cluster.delete(CONFIGURATION);
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    await pause.pause(EACH);
    if ((await cluster.get(CONFIGURATION)) === undefined) return { binding, configuration };
    configuration = (await cluster.delete(CONFIGURATION)) || configuration;
  }
  throw new MainwardError(
    'CLUSTER_CONFLICT',
    `The configuration ${CONFIGURATION_NAME} is registered again and again by somebody.`,
    {
      remedy: 'Stop the server, or take its right to write webhook configurations, and run this again.',
    },
  );
}
