import { join } from 'node:path';
import type { Clock } from '../../ports/clock.ts';
import type { Connection } from './connection.ts';
import { kubeconfigInvalid, readCredential, tokenIn } from './credential-files.ts';

const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The cluster that this process runs in, as the service account of its pod. */
export async function inCluster(
  environment: Readonly<Record<string, string | undefined>>,
  clock: Clock,
  folder: string = ACCOUNT,
): Promise<Connection> {
  const host = environment['KUBERNETES_SERVICE_HOST'] ?? '';
  const port = Number(environment['KUBERNETES_SERVICE_PORT'] ?? '443');
  if (host === '' || !Number.isInteger(port) || port < 1 || port > 65_535)
    throw kubeconfigInvalid('this process does not run in a pod of a cluster');
  return {
    host,
    port,
    path: '',
    authorities: await readCredential(join(folder, 'ca.crt')),
    token: tokenIn(join(folder, 'token'), clock),
  };
}
