import { readOwnIdentity } from '../../../adapters/signer-ssh-keygen/identity.ts';
import { SshKeygenSigner } from '../../../adapters/signer-ssh-keygen/signer.ts';
import { signDecisions } from '../../../flows/review/decide/sign.ts';
import { MainwardError } from '../../../model/errors.ts';
import type { ReviewVerdict } from '../../../model/review.ts';
import type { ListedItem, ReviewDecisionsDocument } from '../../../model/review-document.ts';
import { inStatements } from '../../../model/review-statement.ts';
import { jsonText } from '../../../reports/json.ts';
import { renderDecisions, renderItems } from '../../../reports/review/campaigns.ts';
import { reasonProblem } from '../../../stages/2-review/statements/signed.ts';
import type { Action } from '../action.ts';
import { deliver } from '../deliver.ts';
import { EXIT } from '../exit.ts';
import type { Invocation, Options } from '../invocation.ts';
import { signingKeyOf } from '../signing-key.ts';
import { demandAsShown, itemsNamed } from './chosen.ts';
import { RemoteReviews } from './remote.ts';

/** Keeps or revokes items of a campaign, signed with the key that `approve` signs with. */
export const decide: Action = {
  operands: ['CAMPAIGN', 'ITEM...'],
  options: ['server', 'keep', 'revoke', 'reason', 'key'],
  formats: ['text', 'json'],
  async run(invocation, [campaign = '', ...names]) {
    const { options, stderr, cwd, env } = invocation;
    const said = whatIsSaid(options);
    const reviews = new RemoteReviews(invocation);
    const { population } = await reviews.campaign(campaign);
    const chosen = itemsNamed((await reviews.items(campaign, false)).items, names);
    demandAsShown(chosen);
    if (!options.quiet) stderr.write(shown(said.verdict, chosen, campaign, invocation));
    const own = await readOwnIdentity(cwd, env);
    const signer = new SshKeygenSigner(signingKeyOf(options, own.key), env);
    const recorded: ReviewDecisionsDocument[] = [];
    const keys = new Set<string>();
    const decisions = chosen.map(({ id, digest }) => ({ item: id, digest, ...said }));
    for (const part of inStatements(decisions)) {
      const at = new Date().toISOString();
      const { envelope, key } = await signDecisions({ campaign, population, decisions: part, at }, signer);
      keys.add(key);
      recorded.push(await reviews.decide(campaign, envelope, countIn(recorded)));
    }
    tell(invocation, recorded, [...keys]);
    return EXIT.judged;
  },
};

function whatIsSaid({ keep, revoke, reason = '' }: Options): {
  readonly verdict: ReviewVerdict;
  readonly reason: string;
} {
  if ((keep === true) === (revoke === true))
    throw new MainwardError('USAGE', 'An item is either kept or revoked.', {
      remedy: 'Give one of --keep and --revoke.',
    });
  const problem = reason === '' ? undefined : reasonProblem(reason);
  if (problem !== undefined || (revoke === true && reason === ''))
    throw new MainwardError('USAGE', `Cannot sign: ${problem ?? 'a revocation says why'}.`, {
      remedy: 'Give it with --reason TEXT.',
    });
  return { verdict: keep === true ? 'keep' : 'revoke', reason };
}

function shown(
  verdict: ReviewVerdict,
  items: readonly ListedItem[],
  campaign: string,
  { columns }: Invocation,
): string {
  const { length } = items;
  const what = `${verdict === 'keep' ? 'keeping' : 'revoking'} ${length} ${length === 1 ? 'item' : 'items'} of ${campaign}`;
  return `${what}\n${renderItems({ items }, { width: Math.min(columns, 120), color: false })}`;
}

function tell(
  invocation: Invocation,
  recorded: readonly ReviewDecisionsDocument[],
  keys: readonly string[],
): void {
  const last = recorded.at(-1);
  if (last === undefined) return;
  const document = { ...last, items: recorded.flatMap(({ items }) => items) };
  for (const request of invocation.options.output)
    deliver(
      invocation,
      request,
      request.format === 'json' ? jsonText(document) : renderDecisions(document, keys),
    );
}

function countIn(recorded: readonly ReviewDecisionsDocument[]): number {
  return recorded.reduce((total, { items }) => total + items.length, 0);
}
