import { askWhoCan } from '../../../flows/ask/who-can.ts';
import { askWhoCanChange, CHANGE } from '../../../flows/ask/who-can-change.ts';
import { MainwardError } from '../../../model/errors.ts';
import { renderWhoCan, renderWhoCanChange } from '../../../reports/text/ask.ts';
import { answerWith, askPorts, askRequest } from '../ask.ts';
import { EXIT } from '../exit.ts';
import type { Invocation } from '../invocation.ts';

/** `mainward who-can`: everybody who may do something in a cluster, or change an environment. */
export async function run(invocation: Invocation): Promise<number> {
  const [verb, target, ...rest] = invocation.args;
  const request = await askRequest(invocation);
  if (verb !== CHANGE) {
    answerWith(invocation, await askWhoCan(invocation.args, request, askPorts()), renderWhoCan);
    return EXIT.judged;
  }
  if (target === undefined || rest.length > 0) {
    throw new MainwardError('USAGE', 'An environment is asked about by its name.', {
      remedy: 'Ask, for example, `mainward who-can change production`.',
    });
  }
  const { namespace, manifests, cluster, subresource, defaultRoles } = invocation.options;
  if ([namespace, manifests, cluster, subresource, defaultRoles].some((one) => one !== undefined)) {
    throw new MainwardError('USAGE', 'Options of a cluster mean nothing to `who-can change`.', {
      remedy: 'Leave --namespace, --manifests, --cluster, --subresource and --default-roles out.',
    });
  }
  answerWith(invocation, await askWhoCanChange(target, request, askPorts()), renderWhoCanChange);
  return EXIT.judged;
}
