import { MainwardError } from '../../../model/errors.ts';
import { renderGrants } from '../../../reports/temporary/grants.ts';
import { renderOffered } from '../../../reports/temporary/offered.ts';
import type { Action } from '../action.ts';
import { answerWith } from '../ask.ts';
import { EXIT } from '../exit.ts';
import type { Invocation } from '../invocation.ts';
import { RemoteAccess } from './remote.ts';
import { tellGrant } from './tell.ts';

/** What waits, what is there and how long still, and what ended; all of one; or what may be asked for. */
export const list: Action = {
  operands: ['[ID]'],
  options: ['server', 'mine', 'offered'],
  formats: ['text', 'json'],
  async run(invocation, [id]) {
    const { mine, offered } = invocation.options;
    if (offered === true && (id !== undefined || mine === true)) {
      throw new MainwardError('USAGE', '--offered lists policies, and no grants.', {
        remedy: 'Leave out the ID and --mine.',
      });
    }
    const access = new RemoteAccess(invocation);
    if (offered === true) answerWith(invocation, await access.policies(), renderOffered);
    else if (id === undefined) await listAll(invocation, access);
    else tellGrant(invocation, await access.grant(id));
    return EXIT.judged;
  },
};

async function listAll(invocation: Invocation, access: RemoteAccess): Promise<void> {
  const { grants, ...rest } = await access.grants();
  const isMine = invocation.options.mine === true;
  const shown = isMine ? grants.filter(({ may }) => may.length > 0) : grants;
  answerWith(invocation, { ...rest, grants: shown }, renderGrants);
}
