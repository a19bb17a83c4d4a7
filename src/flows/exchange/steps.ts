import type { AskedGrant, FoundGrant, Refusal } from '../../model/exchange.ts';
import type { TrustPolicy } from '../../model/policy.ts';
import { err, ok, type Result } from '../../model/result.ts';
import { audiencesOf, textOf } from '../../stages/3-pipeline/token/claims.ts';
import { type PresentedToken, readCompact } from '../../stages/3-pipeline/token/compact.ts';
import { findGrant } from '../../stages/3-pipeline/token/grant.ts';
import { judgeTimes } from '../../stages/3-pipeline/token/times.ts';
import type { Broker, CredentialCluster, TrustedIssuer } from './broker.ts';
import { sha256 } from './digest.ts';
import type { Trail } from './record.ts';
import { signatureProblem } from './signature.ts';

type Answer<Added> = Result<Added, Refusal>;

interface Presented {
  readonly token: PresentedToken;
  readonly from: string;
  readonly subject: string;
  /** What the token is remembered by when it is spent. */
  readonly spentAs: string;
}

const MOST_ID = 1_024;

/** Takes the token apart. Nothing in it is believed yet. */
export function readToken({
  compact,
  asked,
  trail,
}: {
  readonly compact: string;
  readonly asked: AskedGrant;
  readonly trail: Trail;
}): Answer<Presented> {
  trail.asked = asked;
  trail.token = sha256(compact);
  const token = readCompact(compact);
  if (!token.ok) return token;
  const { claims, signed } = token.value;
  const from = textOf(claims, 'iss');
  if (from === undefined) return err('issuer-unknown');
  const subject = textOf(claims, 'sub');
  if (subject === undefined || subject === '') return err('subject-missing');
  const id = textOf(claims, 'jti');
  if (claims.has('jti') && (id === undefined || id === '' || id.length > MOST_ID))
    return err('token-id-malformed');
  // Not the whole token: a signature can be written in more ways than one, what it signs cannot.
  const spentAs = id === undefined ? `token ${sha256(signed)}` : `id ${sha256(JSON.stringify([from, id]))}`;
  return ok({ token: token.value, from, subject, spentAs });
}

export function knowIssuer(
  { from }: Presented,
  { issuers }: Broker,
): Answer<{ readonly issuer: TrustedIssuer }> {
  const issuer = issuers.get(from);
  return issuer === undefined ? err('issuer-unknown') : ok({ issuer });
}

export async function verifySignature(
  {
    compact,
    token,
    issuer,
    trail,
  }: Presented & { readonly compact: string; readonly issuer: TrustedIssuer; readonly trail: Trail },
  { keys }: Broker,
): Promise<Answer<object>> {
  const algorithm = issuer.algorithms.find((one) => one === token.algorithm);
  if (algorithm === undefined) return err('algorithm-refused');
  const key = await keys.key(issuer.issuer, token.keyId);
  if (key === undefined) return err('key-unknown');
  const problem = await signatureProblem(compact, key, algorithm);
  if (problem !== undefined) return err(problem);
  trail.signed = true;
  return ok({});
}

export function judgeAge(
  { token, issuer }: Presented & { readonly issuer: TrustedIssuer },
  { clock }: Broker,
): Answer<{ readonly over: number }> {
  const times = judgeTimes(token.claims, clock.now(), issuer.maxAge);
  return typeof times === 'string' ? err(times) : ok(times);
}

export function demandAudience({
  token,
  issuer,
}: Presented & { readonly issuer: TrustedIssuer }): Answer<object> {
  const [only, ...others] = audiencesOf(token.claims) ?? [];
  return only === issuer.audience && others.length === 0 ? ok({}) : err('audience-wrong');
}

export async function policyInForce(
  _: object,
  { policies }: Broker,
): Promise<Answer<{ readonly policies: readonly TrustPolicy[]; readonly policyCommit: string }>> {
  const inForce = await policies.inForce();
  if (inForce === undefined) return err('policy-missing');
  return ok({ policies: inForce.policies, policyCommit: inForce.commit });
}

export function grantStage(
  {
    token,
    issuer,
    asked,
    policies,
  }: Presented & {
    readonly issuer: TrustedIssuer;
    readonly asked: AskedGrant;
    readonly policies: readonly TrustPolicy[];
  },
  { clusters, landings }: Broker,
): Answer<{
  readonly found: FoundGrant;
  readonly cluster: CredentialCluster;
  readonly protectedRef: string;
}> {
  const found = findGrant(policies, { ...issuer, claims: token.claims }, asked);
  if (!found.ok) return found;
  const { grant } = found.value;
  const protectedRef = landings.protectedRef(grant.repository);
  if (protectedRef === undefined) return err('repository-unknown');
  const cluster = clusters.get(grant.cluster);
  if (cluster === undefined) return err('cluster-unknown');
  return ok({ found: found.value, cluster, protectedRef });
}

/** Only `deploy` changes anything, so only `deploy` must have landed. */
export async function demandLanding(
  {
    asked,
    found,
    protectedRef,
  }: { readonly asked: AskedGrant; readonly found: FoundGrant; readonly protectedRef: string },
  { landings }: Broker,
): Promise<Answer<object>> {
  if (asked.stage === 'validate') return ok({});
  if (found.ref !== protectedRef) return err('ref-wrong');
  const judgement = await landings.judge(found.grant.repository, found.commit);
  if (!judgement.landed) return err('commit-not-landed');
  switch (judgement.verdict) {
    case 'pass':
      return ok({});
    case 'fail':
      return err('landing-failed');
    case 'unknown':
      return err('landing-undecided');
    case 'held':
      return err('landing-held');
  }
}

export async function spendOnce(
  { spentAs, over }: Presented & { readonly over: number },
  { once }: Broker,
): Promise<Answer<object>> {
  return (await once.spend(spentAs, over)) ? ok({}) : err('token-spent');
}
