import type { Refusal } from '../../model/exchange.ts';
import { audiencesOf, textOf } from '../../stages/3-pipeline/token/claims.ts';
import { readCompact } from '../../stages/3-pipeline/token/compact.ts';
import { judgeTimes } from '../../stages/3-pipeline/token/times.ts';
import type { Broker, TrustedIssuer } from './broker.ts';
import { signatureProblem } from './signature.ts';

/** Somebody whom an issuer vouches for, by exactly one subject. */
export interface TrustedSubject extends TrustedIssuer {
  readonly subject: string;
}

/**
 * Why an identity token does not show that its bearer is this subject; `undefined` where it does. It may be shown again
 * and again until it ends. Nothing is asked of the network before issuer, audience, subject and times fit. Rejects where
 * the issuer's keys cannot be had.
 */
export async function identityProblem(
  compact: string,
  trusted: TrustedSubject,
  { keys, clock }: Pick<Broker, 'keys' | 'clock'>,
): Promise<Refusal | undefined> {
  const read = readCompact(compact);
  if (!read.ok) return read.error;
  const { claims, algorithm: said, keyId } = read.value;
  if (textOf(claims, 'iss') !== trusted.issuer) return 'issuer-unknown';
  const algorithm = trusted.algorithms.find((one) => one === said);
  if (algorithm === undefined) return 'algorithm-refused';
  const [audience, ...others] = audiencesOf(claims) ?? [];
  if (audience !== trusted.audience || others.length > 0) return 'audience-wrong';
  if (textOf(claims, 'sub') !== trusted.subject) return 'claims-do-not-match';
  const times = judgeTimes(claims, clock.now(), trusted.maxAge);
  if (typeof times === 'string') return times;
  const key = await keys.key(trusted.issuer, keyId);
  return key === undefined ? 'key-unknown' : signatureProblem(compact, key, algorithm);
}
