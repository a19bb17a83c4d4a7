import { jsonText } from '../../../reports/json.ts';
import { renderCampaign } from '../../../reports/review/campaigns.ts';
import type { Action } from '../action.ts';
import { deliver } from '../deliver.ts';
import { EXIT } from '../exit.ts';
import { RemoteReviews } from './remote.ts';

/** Begins a campaign at a server. */
export const start: Action = {
  operands: ['DEFINITION'],
  options: ['server', 'commit'],
  formats: ['text', 'json'],
  async run(invocation, [definition = '']) {
    const { commit } = invocation.options;
    const document = await new RemoteReviews(invocation).start({
      definition,
      ...(commit === undefined ? {} : { commit }),
    });
    for (const request of invocation.options.output)
      deliver(invocation, request, request.format === 'json' ? jsonText(document) : renderCampaign(document));
    return EXIT.judged;
  },
};
