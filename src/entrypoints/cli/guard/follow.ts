import { isAbsolute, join, resolve } from 'node:path';
import { NodeHttpClient } from '../../../adapters/http-node/client.ts';
import { SecretFile } from '../../../adapters/secret-file/store.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { systemPause } from '../../../adapters/system/pause.ts';
import { systemRandom } from '../../../adapters/system/random.ts';
import { MainwardError } from '../../../model/errors.ts';
import { openClusters } from '../../server/clusters.ts';
import type { ClusterConfig } from '../../server/config/config.ts';
import { GUARD_POWERS } from '../../server/config/guards.ts';
import { makeLogger } from '../../server/logger.ts';
import { giveMemoryBack } from '../../server/memory.ts';
import { Metrics } from '../../server/metrics/registry.ts';
import { Tasks } from '../../server/tasks.ts';
import { EXIT } from '../exit.ts';
import type { Invocation } from '../invocation.ts';
import { serverUrl } from '../login/server-url.ts';
import { stateFolder } from '../login/session-file.ts';
import { readTokenFile } from '../login/token-file.ts';
import type { GuardAction } from './action.ts';
import { guardClient } from './client.ts';

/** Milliseconds for an answer, and bytes of one: what ten thousand objects should be fits several times. */
const ANSWER_WITHIN = 10_000;
const MOST_BYTES = 128 * 1024 * 1024;
const CONTEXTS = ['observer', ...GUARD_POWERS.filter((power) => power !== 'registrar')] as const;

/** `mainward guard --server URL`: guards until somebody wants it to end. */
export const follow: GuardAction = {
  operand: '',
  options: ['server', 'cluster', 'kubeconfig', 'contexts', 'tokenFile', 'state'],
  async run(invocation) {
    const { options, env, stderr } = invocation;
    const server = serverUrl(options.server);
    const { cluster, tokenFile } = options;
    if (cluster === undefined || tokenFile === undefined)
      throw new MainwardError('USAGE', `--${cluster === undefined ? 'cluster' : 'token-file'} is missing.`, {
        remedy: 'Write `mainward guard --server URL --cluster NAME --token-file FILE`.',
      });
    giveMemoryBack();
    const token = (): string => readTokenFile(tokenFile).trim();
    token();
    const accounts = (await openClusters([placeOf(cluster, invocation)], env, systemClock)).get(cluster);
    if (accounts === undefined) throw new MainwardError('CLUSTER_UNKNOWN', 'The cluster is not known.');
    const logger = makeLogger(stderr);
    const metrics = new Metrics();
    const stopped = invocation.untilStopped();
    const { observer, revoker, reconciler } = accounts;
    const task = guardClient({
      server,
      cluster,
      token,
      logger,
      metrics,
      accounts: {
        observer,
        ...(revoker === undefined ? {} : { revoker }),
        ...(reconciler === undefined ? {} : { reconciler }),
      },
      expiries: new SecretFile(
        join(options.state ?? stateFolder(env), `expiries-${encodeURIComponent(cluster)}.json`),
      ),
      http: new NodeHttpClient(ANSWER_WITHIN, MOST_BYTES),
      clock: systemClock,
      random: systemRandom,
      pause: systemPause,
    });
    const ending = task.ending === undefined ? [] : [task.ending];
    const tasks = new Tasks([task, ...ending], { logger, metrics, pause: systemPause });
    invocation.stdout.write(`guarding ${cluster} for ${server.origin}\n`);
    await stopped;
    logger.info('stopping');
    await tasks.stop();
    return EXIT.judged;
  },
};

function placeOf(name: string, { options, env, cwd }: Invocation): ClusterConfig {
  const inEnv = env['KUBECONFIG'] ?? '';
  const file = options.kubeconfig ?? (inEnv === '' ? undefined : resolve(cwd, inEnv));
  return {
    name,
    environment: name,
    contexts: contextsOf(options.contexts ?? [], file !== undefined),
    ...(file === undefined ? {} : { kubeconfig: isAbsolute(file) ? file : resolve(cwd, file) }),
  };
}

function contextsOf(given: readonly string[], hasFile: boolean): ClusterConfig['contexts'] {
  const pairs = given.map((one) => {
    const [power = '', context = ''] = one.split(/=(.*)/s, 2);
    const known = CONTEXTS.find((name) => name === power);
    if (known === undefined || context === '' || !hasFile)
      throw new MainwardError('USAGE', `--contexts cannot be ${JSON.stringify(one)}.`, {
        remedy: `Write POWER=CONTEXT with a context of the kubeconfig; the power is ${CONTEXTS.join(', ')}.`,
      });
    return [known, context] as const;
  });
  const contexts = Object.fromEntries(pairs);
  for (const power of ['revoker', 'reconciler'] as const) {
    const twice = pairs.find(([name, context]) => name !== power && context === contexts[power]);
    if (twice !== undefined)
      throw new MainwardError('USAGE', `The ${power} and the ${twice[0]} are one context.`, {
        remedy: 'Give each an account of its own; deploy/guard/accounts.yaml has them.',
      });
  }
  return contexts;
}
