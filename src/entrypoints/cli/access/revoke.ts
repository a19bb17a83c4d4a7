import type { Action } from '../action.ts';
import { EXIT } from '../exit.ts';
import { RemoteAccess } from './remote.ts';
import { tellGrant } from './tell.ts';

/** Ends access before its time, or takes back a request. */
export const revoke: Action = {
  operands: ['ID'],
  options: ['server'],
  formats: ['text', 'json'],
  async run(invocation, [id = '']) {
    tellGrant(invocation, await new RemoteAccess(invocation).revoke(id));
    return EXIT.judged;
  },
};
