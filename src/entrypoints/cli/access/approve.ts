import { demandGrant } from '../../../flows/approve/grant.ts';
import { MainwardError } from '../../../model/errors.ts';
import { renderGrantPreview } from '../../../reports/temporary/preview.ts';
import type { Action } from '../action.ts';
import { approveHere } from '../approving.ts';
import { EXIT } from '../exit.ts';
import { RemoteAccess } from './remote.ts';

/** Agrees to what a request offers, by a signed statement: what is shown is read from the commit, not from the server. */
export const approve: Action = {
  operands: ['ID'],
  options: ['server', 'key', 'push', 'remote', 'roster'],
  formats: ['text'],
  async run(invocation, [id = '']) {
    const { state, offered } = await new RemoteAccess(invocation).grant(id);
    if (state !== 'pending' || offered === undefined)
      throw new MainwardError('ACCESS_REFUSED', `${id} is ${state}, so nobody is asked to agree to it.`, {
        remedy: '`mainward access list` names what waits.',
      });
    await approveHere(invocation, {
      what: offered.head,
      verdict: 'approve',
      preview: async (change, { repository, evidence, now }) =>
        renderGrantPreview(await demandGrant(repository, { change, id, evidence, now }), change.head),
    });
    return EXIT.judged;
  },
};
