import { fixedSegments, segmentGlobProblem } from '../formats/glob/segments.ts';
import type { YamlNode } from '../formats/yaml/tree.ts';
import { MainwardError } from '../model/errors.ts';
import { formatLocation, type Location } from '../model/location.ts';
import type { ClaimMatch, StageGrant, TrustPolicy } from '../model/policy.ts';
import { issuerProblem } from './issuer-url.ts';
import { placeOf } from './plain.ts';
import { TrustPolicyDocument } from './schemas.ts';
import { validated } from './validate.ts';

/**
 * Claims that say whose job it is, and how many separators must stand before the first `*` so that they do: owner and
 * repository of a subject (`repo:OWNER/`), the owner of a path (`OWNER/`). Numbers of things know no glob.
 */
const BINDING: ReadonlyMap<string, number> = new Map([
  ['sub', 2],
  ['repository', 1],
  ['project_path', 1],
  ['repository_id', Number.POSITIVE_INFINITY],
  ['project_id', Number.POSITIVE_INFINITY],
]);
/** Claims that are judged for every token, by rules that no policy may loosen. */
const JUDGED_ALREADY: readonly string[] = ['iss', 'aud', 'exp', 'nbf', 'iat', 'jti'];

/** Reads one `TrustPolicy`. Fails with POLICY_INVALID, also where it would let in anybody's jobs. */
export function readTrustPolicy(root: YamlNode): TrustPolicy {
  const { metadata, spec } = validated(TrustPolicyDocument, root, 'POLICY_INVALID', 'The TrustPolicy');
  const at = (...path: readonly PropertyKey[]): Location => placeOf(root, ['spec', ...path]);
  const issuer = issuerProblem(spec.issuer);
  if (issuer !== undefined) throw unsound(at('issuer'), `its issuer cannot be used: ${issuer}`);
  const claims = new Map<string, ClaimMatch>();
  for (const [name, wanted] of Object.entries(spec.claims)) {
    const problem = JUDGED_ALREADY.includes(name)
      ? 'it is judged for every token'
      : typeof wanted === 'object'
        ? segmentGlobProblem(wanted.glob)
        : undefined;
    if (problem !== undefined) throw unsound(at('claims', name), `claim ${name} cannot be used: ${problem}`);
    claims.set(
      name,
      typeof wanted === 'object'
        ? { kind: 'glob', pattern: wanted.glob }
        : { kind: 'exactly', value: wanted },
    );
  }
  if (![...claims].some(binds)) {
    throw unsound(
      at('claims'),
      `it does not say whose jobs it trusts: one of ${[...BINDING.keys()].join(', ')} must be given, with no \`*\` in its owner`,
    );
  }
  const grants = spec.grants.map((grant): StageGrant => {
    const [namespace = '', name = ''] = grant.serviceAccount.split('/');
    const { stage, environment, repository, cluster } = grant;
    return {
      stage,
      environment,
      repository,
      cluster,
      account: { namespace, name },
      seconds: grant.ttlMinutes * 60,
    };
  });
  demandOne(grants, (index) => at('grants', index));
  return {
    name: metadata.name,
    issuer: spec.issuer,
    audience: spec.audience,
    claims,
    commitClaim: spec.commit,
    refClaim: spec.ref,
    grants,
    at: root.at,
  };
}

/**
 * Holds together what stands in several files: each name once, and no service account for both stages of anything,
 * so that what a pull request may have is never what a deployment has. Fails with POLICY_INVALID.
 */
export function demandSoundTogether(policies: readonly TrustPolicy[]): void {
  const names = new Set<string>();
  const stages = new Map<string, string>();
  for (const { name, grants, at } of policies) {
    if (names.has(name)) throw unsound(at, `there is another TrustPolicy ${name}`);
    names.add(name);
    for (const { cluster, account, stage } of grants) {
      const key = JSON.stringify([cluster, account.namespace, account.name]);
      const before = stages.get(key) ?? stage;
      if (before !== stage) {
        throw unsound(
          at,
          `service account ${account.namespace}/${account.name} of ${cluster} is granted for ${before} and for ${stage}`,
        );
      }
      stages.set(key, stage);
    }
  }
}

function binds([name, match]: readonly [string, ClaimMatch]): boolean {
  const needed = BINDING.get(name);
  if (needed === undefined) return false;
  if (match.kind === 'exactly') return typeof match.value !== 'boolean' && match.value !== '';
  return fixedSegments(match.pattern) >= needed;
}

function demandOne(grants: readonly StageGrant[], at: (index: number) => Location): void {
  const seen = new Set<string>();
  for (const [index, { stage, environment }] of grants.entries()) {
    const key = `${stage}/${environment}`;
    if (seen.has(key)) throw unsound(at(index), `it grants ${key} twice`);
    seen.add(key);
  }
}

function unsound(at: Location, why: string): MainwardError {
  const place = formatLocation(at);
  return new MainwardError('POLICY_INVALID', `The TrustPolicy at ${place} cannot be used: ${why}.`, {
    fields: { place },
    remedy: 'Mend it; docs/broker.md says what a TrustPolicy demands.',
  });
}
