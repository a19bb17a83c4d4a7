import { readOwnIdentity } from '../../../adapters/signer-ssh-keygen/identity.ts';
import { SshKeygenSigner } from '../../../adapters/signer-ssh-keygen/signer.ts';
import { signExceptions } from '../../../flows/review/decide/sign.ts';
import { MainwardError } from '../../../model/errors.ts';
import { renderItems } from '../../../reports/review/campaigns.ts';
import { isTime, reasonProblem } from '../../../stages/2-review/statements/signed.ts';
import type { Action } from '../action.ts';
import { EXIT } from '../exit.ts';
import type { Options } from '../invocation.ts';
import { signingKeyOf } from '../signing-key.ts';
import { demandAsShown, itemsNamed } from './chosen.ts';
import { RemoteReviews } from './remote.ts';
import { tellRemediation } from './told.ts';

/** Lets items of a campaign stay until a day although they were revoked, signed with the key that `approve` signs with. */
export const except: Action = {
  operands: ['CAMPAIGN', 'ITEM...'],
  options: ['server', 'until', 'reason', 'key'],
  formats: ['text', 'json'],
  async run(invocation, [campaign = '', ...names]) {
    const { options, stderr, cwd, env, columns } = invocation;
    const { reason, expires } = whatIsSaid(options);
    const reviews = new RemoteReviews(invocation);
    const { population } = await reviews.campaign(campaign);
    const items = itemsNamed((await reviews.items(campaign, false)).items, names);
    demandAsShown(items);
    if (!options.quiet) {
      const shown = renderItems({ items }, { width: Math.min(columns, 120), color: false });
      stderr.write(`excepting until ${expires.slice(0, 10)} in ${campaign}\n${shown}`);
    }
    const own = await readOwnIdentity(cwd, env);
    const signer = new SshKeygenSigner(signingKeyOf(options, own.key), env);
    const exceptions = items.map(({ id, digest }) => ({ item: id, digest, reason }));
    const at = new Date().toISOString();
    const { envelope } = await signExceptions({ campaign, population, exceptions, expires, at }, signer);
    const body = { envelope: Buffer.from(envelope).toString('base64'), expires };
    tellRemediation(invocation, await reviews.remedy(campaign, 'exceptions', body));
    return EXIT.judged;
  },
};

function whatIsSaid({ until = '', reason = '' }: Options): {
  readonly reason: string;
  readonly expires: string;
} {
  const expires = `${until}T00:00:00.000Z`;
  if (!isTime(expires))
    throw new MainwardError('USAGE', 'An exception is until a day.', {
      remedy: 'Give it with --until YYYY-MM-DD: from that day on, in UTC, the item is revoked again.',
    });
  const problem = reasonProblem(reason);
  if (problem !== undefined)
    throw new MainwardError('USAGE', `Cannot sign: ${problem}.`, { remedy: 'Give it with --reason TEXT.' });
  return { reason, expires };
}
