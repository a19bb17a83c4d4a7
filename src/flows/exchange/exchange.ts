import { MainwardError } from '../../model/errors.ts';
import type { Refusal } from '../../model/exchange.ts';
import { err, ok, type Result } from '../../model/result.ts';
import { type Sequence, type Stopped, sequence } from '../sequence.ts';
import type { Broker } from './broker.ts';
import { issueCredential } from './issue.ts';
import { recordIssued, recordRefused, type Trail } from './record.ts';
import { readRequest, type TokenRequest } from './request.ts';
import * as steps from './steps.ts';
import type { Traded } from './traded.ts';

/** A request, and what may be told of it when it is refused. */
interface Offered {
  readonly request: TokenRequest;
  readonly trail: Trail;
}

/**
 * A job's identity token in, a short-lived credential out. From top to bottom; nothing is asked of the network before an
 * issuer matched, and nothing leaves before it is recorded. The last column is the refusal where the outside fails.
 */
export const EXCHANGE: Sequence<Broker, Offered, Traded, Refusal> = sequence<Broker, Offered, Refusal>()
  .step('the request asks for one stage of one environment', (it) => readRequest(it.request), 'defect')
  .step('the token can be read in one way only', steps.readToken, 'defect')
  .step('its issuer is configured, to the letter', steps.knowIssuer, 'defect')
  .step('its issuer signed it, with a pinned algorithm', steps.verifySignature, 'issuer-unavailable')
  .step('it is neither too early, too late, nor too old', steps.judgeAge, 'defect')
  .step('it is meant for this server and nobody else', steps.demandAudience, 'defect')
  .step('policy is what the protected ref says', steps.policyInForce, 'policy-unavailable')
  .step('one policy matches its claims and grants the stage', steps.grantStage, 'defect')
  .step('what is deployed has landed, and `verify` passes it', steps.demandLanding, 'landing-unavailable')
  .step('it is spent', steps.spendOnce, 'store-unavailable')
  .step('the credential is made, bound to a Secret', issueCredential, 'cluster-unavailable')
  .step('it is recorded, or taken back', recordIssued, 'ledger-unavailable');

/** Trades a token, or says why not. Refusals are recorded and logged here; the caller tells whoever asked nothing. */
export async function exchange(request: TokenRequest, broker: Broker): Promise<Result<Traded, Refusal>> {
  const trail: Trail = { signed: false };
  const outcome = await EXCHANGE.run({ request, trail }, broker);
  if (outcome.ok) return ok(outcome.value);
  const stopped = blamed(outcome.error);
  const recorded = await recordRefused(stopped, trail, broker);
  const { code, step, cause } = stopped;
  const { token, asked } = trail;
  broker.refused({
    code,
    step,
    recorded,
    ...asked,
    ...(token === undefined ? {} : { token }),
    ...(cause === undefined ? {} : { cause }),
  });
  return err(code);
}

/** What our own ports throw is the outside's failure; anything else is a mistake of ours, and no less a refusal. */
function blamed(stopped: Stopped<Refusal>): Stopped<Refusal> {
  if (stopped.cause === undefined || stopped.cause instanceof MainwardError) return stopped;
  return { ...stopped, code: 'defect' };
}
