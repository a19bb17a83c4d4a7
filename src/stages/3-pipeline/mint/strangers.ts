import type { ClaimTemplate, ClaimValue, HoleLanguage, HoleName } from '../../../model/trust.ts';

/** What a stranger's subject may end in; the stranger chooses branches and environments. */
const ENDS = ['ref:refs/heads/main', 'environment:production', 'pull_request'] as const;

/**
 * Tokens of anybody's repository on the same forge, under an owner whose name the stranger picks: what a trust lets
 * in that names no owner, or only how the owner's name begins. A workflow of ours that others may call is not told
 * apart, so that claim is unknown.
 */
export function strangers(repository: string, fullName: string | undefined): readonly ClaimTemplate[] {
  const [owner, name] = (fullName ?? '').split('/');
  if (owner === undefined || name === undefined) return [];
  return [...new Set([name, 'x'])].flatMap((own) =>
    ENDS.map((end) => ({
      id: `stranger/${own}:${end}`,
      repository,
      class: 'outsider' as const,
      event: 'push',
      claims: claims(own, end),
      holes: new Map<HoleName, HoleLanguage>([['environment', { kind: 'account', except: [owner] }]]),
      assumed: [],
    })),
  );
}

function claims(name: string, end: string): ReadonlyMap<string, ClaimValue> {
  const constant = (before: string): ClaimValue => ({ kind: 'text', before, after: '' });
  const owned = (before: string, after: string): ClaimValue => ({
    kind: 'text',
    before,
    hole: 'environment',
    after,
  });
  const chosen: ClaimValue = { kind: 'chosen' };
  return new Map<string, ClaimValue>([
    ['iss', constant('https://token.actions.githubusercontent.com')],
    ['aud', chosen],
    ['sub', owned('repo:', `/${name}:${end}`)],
    ['repository', owned('', `/${name}`)],
    ['repository_owner', owned('', '')],
    ...['repository_id', 'repository_owner_id', 'enterprise', 'enterprise_id'].map(
      (claim) => [claim, constant('another')] as const,
    ),
    ...['ref', 'ref_type', 'event_name', 'environment', 'workflow', 'runner_environment'].map(
      (claim) => [claim, chosen] as const,
    ),
    ['repository_visibility', chosen],
    ...['workflow_ref', 'job_workflow_ref', 'actor', 'actor_id'].map(
      (claim) => [claim, { kind: 'unknown', why: `the claim ${claim} of others is not known` }] as const,
    ),
  ]);
}
