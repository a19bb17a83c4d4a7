import { matchSegments } from '../../../formats/glob/segments.ts';
import type { AskedGrant, FoundGrant, Refusal } from '../../../model/exchange.ts';
import type { ClaimMatch, TrustPolicy } from '../../../model/policy.ts';
import { err, ok, type Result } from '../../../model/result.ts';
import { type Members, scalarOf, textOf } from './claims.ts';

const COMMIT = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

/**
 * The grant that a verified token may have of the policies in force. The token's issuer and audience must be the
 * policy's, and all its claims match; several policies that all give it are no answer.
 */
export function findGrant(
  policies: readonly TrustPolicy[],
  token: { readonly issuer: string; readonly audience: string; readonly claims: Members },
  asked: AskedGrant,
): Result<FoundGrant, Refusal> {
  const matching = policies.filter(
    ({ issuer, audience, claims }) =>
      issuer === token.issuer &&
      audience === token.audience &&
      claims.size > 0 &&
      [...claims].every(([name, match]) => matches(match, scalarOf(token.claims, name))),
  );
  if (matching.length === 0) return err('claims-do-not-match');
  const found = matching.flatMap((policy) =>
    policy.grants
      .filter(({ stage, environment }) => stage === asked.stage && environment === asked.environment)
      .map((grant) => ({ policy, grant })),
  );
  const [only, ...others] = found;
  if (only === undefined) return err('grant-missing');
  if (others.length > 0) return err('policy-ambiguous');
  const { policy, grant } = only;
  const commit = textOf(token.claims, policy.commitClaim);
  if (commit === undefined || !COMMIT.test(commit)) return err('commit-missing');
  const ref = textOf(token.claims, policy.refClaim);
  const looked = [...policy.claims.keys()].map((name) => [name, scalarOf(token.claims, name) ?? ''] as const);
  return ok({
    policy: policy.name,
    grant,
    looked: Object.fromEntries(looked),
    commit,
    ...(ref === undefined ? {} : { ref }),
  });
}

function matches(match: ClaimMatch, value: string | number | boolean | undefined): boolean {
  if (match.kind === 'exactly') return value === match.value;
  return typeof value === 'string' && matchSegments(match.pattern, value);
}
