import type { Action } from '../action.ts';
import { EXIT } from '../exit.ts';
import { RemoteReviews } from './remote.ts';
import { tellRemediation } from './told.ts';

/** Has a server offer a commit that takes out what is revoked. */
export const remediate: Action = {
  operands: ['CAMPAIGN'],
  options: ['server'],
  formats: ['text', 'json'],
  async run(invocation, [campaign = '']) {
    tellRemediation(invocation, await new RemoteReviews(invocation).remedy(campaign, 'remediation', {}));
    return EXIT.judged;
  },
};
