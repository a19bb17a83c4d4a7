import { KubernetesCluster } from '../../../adapters/cluster-kubernetes/client.ts';
import { readKubeconfig } from '../../../adapters/cluster-kubernetes/kubeconfig.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { systemPause } from '../../../adapters/system/pause.ts';
import { systemRandom } from '../../../adapters/system/random.ts';
import { CONFIGURATION_NAME } from '../../../flows/admit/webhook/configuration.ts';
import { REGISTRAR_BINDING, removeAdmission } from '../../../flows/admit/webhook/removal.ts';
import { MainwardError } from '../../../model/errors.ts';
import { EXIT } from '../exit.ts';
import type { GuardAction } from './action.ts';

const BY_HAND = `kubectl delete clusterrolebinding ${REGISTRAR_BINDING}; kubectl delete validatingwebhookconfiguration ${CONFIGURATION_NAME}`;

/** `mainward guard remove`: takes the admission webhook out of a cluster. It needs no server. */
export const remove: GuardAction = {
  operand: '',
  options: ['kubeconfig', 'context'],
  async run({ options, env, stdout }) {
    const file = options.kubeconfig ?? env['KUBECONFIG'];
    if (file === undefined || file === '')
      throw new MainwardError('USAGE', 'No kubeconfig is named, so no cluster can be reached.', {
        remedy: `Name one with --kubeconfig FILE, of somebody who may delete both; or run \`${BY_HAND}\`.`,
      });
    const connection = await readKubeconfig(file, systemClock, options.context);
    const ports = { clock: systemClock, random: systemRandom, pause: systemPause };
    const removed = await removeAdmission(new KubernetesCluster(connection, ports), systemPause);
    stdout.write(
      [
        said('ClusterRoleBinding', REGISTRAR_BINDING, removed.binding),
        said('ValidatingWebhookConfiguration', CONFIGURATION_NAME, removed.configuration),
        'Nothing asks Mainward before a write any more. A guard that runs goes on; where an agent applies these two, take them out of Git.',
        '',
      ].join('\n'),
    );
    return EXIT.judged;
  },
};

function said(kind: string, name: string, wasThere: boolean): string {
  return `${kind} ${name}: ${wasThere ? 'deleted' : 'was not there'}`;
}
