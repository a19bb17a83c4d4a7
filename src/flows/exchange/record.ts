import type { AskedGrant, Refusal } from '../../model/exchange.ts';
import type { Sha256 } from '../../model/ledger.ts';
import { ok, type Result } from '../../model/result.ts';
import type { Random } from '../../ports/random.ts';
import { scalarOf } from '../../stages/3-pipeline/token/claims.ts';
import { encodePayload } from '../observe/payload.ts';
import type { Stopped } from '../sequence.ts';
import type { Broker } from './broker.ts';
import { sha256 } from './digest.ts';
import { takeBack } from './issue.ts';
import type { Traded } from './traded.ts';

/** What is known of a request that may be recorded when it is refused. Filled on the way. */
export interface Trail {
  /** A configured issuer's key signed it. */
  signed: boolean;
  asked?: AskedGrant;
  token?: Sha256;
}

/** Claims that say which run of which job it was, on the systems that are known; kept where they are there. */
const RUN = [
  'jti',
  'run_id',
  'run_attempt',
  'workflow_ref',
  'job_workflow_ref',
  'event_name',
  'actor_id',
  'pipeline_id',
  'job_id',
];

/** The one point after which a credential may leave. Where it cannot be recorded it is taken back. */
export async function recordIssued(
  trade: Omit<Traded, 'recorded' | 'seconds'>,
  { ledger, clock, random }: Broker,
): Promise<Result<Pick<Traded, 'recorded' | 'seconds'>, Refusal>> {
  const { asked, found, secret, credential, cluster } = trade;
  const { grant } = found;
  const ends = Date.parse(credential.expires);
  try {
    const { index } = await ledger.append(
      {
        type: 'credential.issued',
        ...asked,
        repository: grant.repository,
        commit: found.commit,
        trust: found.policy,
        policyCommit: trade.policyCommit,
        issuer: trade.from,
        token: sha256(trade.compact),
        credential: sha256(credential.token),
        cluster: grant.cluster,
        account: `${grant.account.namespace}/${grant.account.name}`,
        boundTo: `${secret.namespace}/${secret.name}`,
        expires: new Date(ends).toISOString(),
      },
      detailOf(trade, random),
    );
    return ok({ recorded: index, seconds: Math.max(0, Math.floor((ends - clock.now()) / 1_000)) });
  } catch (cause) {
    await takeBack(secret, cluster);
    throw cause;
  }
}

function detailOf(
  { found, subject, token }: Omit<Traded, 'recorded' | 'seconds'>,
  random: Random,
): Uint8Array {
  const run = RUN.flatMap((name) => {
    const value = scalarOf(token.claims, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return encodePayload(
    {
      schema: 'mainward.dev/exchange/v1',
      subject,
      ...(found.ref === undefined ? {} : { ref: found.ref }),
      claims: { ...Object.fromEntries(run), ...found.looked },
    },
    random,
  );
}

/** False where it was passed over, because there were too many, or cannot be written. It is a refusal all the same. */
export async function recordRefused(
  { code }: Pick<Stopped<Refusal>, 'code'>,
  { signed, asked, token }: Trail,
  { bound, ledger }: Broker,
): Promise<boolean> {
  const passedOver = bound.take(signed ? 'signed' : 'stranger');
  if (passedOver === undefined) return false;
  try {
    await ledger.append({
      type: 'credential.refused',
      code,
      ...asked,
      ...(token === undefined ? {} : { token }),
      ...(passedOver === 0 ? {} : { unrecorded: passedOver }),
    });
    return true;
  } catch {
    return false;
  }
}
