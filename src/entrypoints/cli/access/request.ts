import type { Action } from '../action.ts';
import { EXIT } from '../exit.ts';
import { RemoteAccess, wishOf } from './remote.ts';
import { tellGrant } from './tell.ts';

/** Asks for access, which others have to agree to. */
export const request: Action = {
  operands: ['POLICY'],
  options: ['server', 'minutes', 'reason'],
  formats: ['text', 'json'],
  async run(invocation, [policy = '']) {
    const wish = wishOf(policy, invocation.options);
    tellGrant(invocation, await new RemoteAccess(invocation).ask('requests', wish));
    return EXIT.judged;
  },
};
