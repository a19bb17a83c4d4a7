import { MainwardError } from '../../../model/errors.ts';
import type { Action } from '../action.ts';
import { EXIT } from '../exit.ts';
import type { Options } from '../invocation.ts';
import { idsNamed } from './chosen.ts';
import { RemoteReviews } from './remote.ts';
import { tellRemediation } from './told.ts';

/**
 * Has a server look whether what was revoked is gone, and ends the campaign where that is asked for. Undecided as long as
 * something of it is not known to be gone.
 */
export const verify: Action = {
  operands: ['CAMPAIGN'],
  options: ['server', 'close', 'cancel', 'acknowledge', 'reason'],
  formats: ['text', 'json'],
  async run(invocation, [campaign = '']) {
    const ending = endingOf(invocation.options);
    const reviews = new RemoteReviews(invocation);
    const looked =
      ending?.outcome === 'cancelled' ? undefined : await reviews.remedy(campaign, 'verification', {});
    const items = (looked?.unverified ?? []).map(({ item }) => item);
    const document =
      ending === undefined && looked !== undefined
        ? looked
        : await reviews.remedy(campaign, 'close', {
            ...ending,
            acknowledge: idsNamed(items, invocation.options.acknowledge ?? []),
          });
    tellRemediation(invocation, document);
    return ending === undefined && document.unverified.length > 0 ? EXIT.undecided : EXIT.judged;
  },
};

function endingOf({
  close,
  cancel,
  acknowledge = [],
  reason,
}: Options): { readonly outcome: 'closed' | 'cancelled'; readonly why: string } | undefined {
  if (close !== true && cancel !== true) {
    if (reason === undefined && acknowledge.length === 0) return undefined;
    throw usage('Only who ends a campaign gives a reason or acknowledges', 'Give --close or --cancel.');
  }
  if (close === true && cancel === true)
    throw usage('A campaign is either closed or cancelled', 'Give one of --close and --cancel.');
  if (cancel === true && acknowledge.length > 0)
    throw usage('Nothing is to be acknowledged where a campaign is cancelled', 'Leave --acknowledge out.');
  if (reason === undefined || reason.trim() === '')
    throw usage('Whoever ends a campaign says why', 'Give it with --reason TEXT.');
  return { outcome: close === true ? 'closed' : 'cancelled', why: reason };
}

function usage(say: string, remedy: string): MainwardError {
  return new MainwardError('USAGE', `${say}.`, { remedy });
}
