import type { ClaimValue } from '../../../model/trust.ts';
import type { RunRef } from './refs.ts';

export interface ClaimFacts {
  /** `owner/name`; absent where it is not known. */
  readonly fullName: string | undefined;
  /** The subject carries numbers of the owner and the repository, which are not known. */
  readonly immutable: boolean;
  readonly event: string;
  /** Absent for a workflow that is yet to be written. */
  readonly workflow?: string;
  /** Path of the called workflow in which the job stands, where it is called. */
  readonly called?: string;
  readonly runner: 'github-hosted' | 'self-hosted' | undefined;
  /** A name, or the hole. */
  readonly environment?: string | { readonly hole: true };
}

const REFS = { branch: 'refs/heads/', tag: 'refs/tags/', pull: 'refs/pull/' } as const;

/** Claims of the forge's identity token (docs.github.com, OpenID Connect reference) for runs on a ref. */
export function claimsOf(facts: ClaimFacts, ref: RunRef): ReadonlyMap<string, ClaimValue> {
  const { fullName } = facts;
  const repository =
    fullName === undefined ? unknown('the repository’s full name was not observed') : constant(fullName);
  const prefix = REFS[ref.kind];
  const after = ref.kind === 'pull' ? '/merge' : '';
  const claims = new Map<string, ClaimValue>([
    ['iss', constant('https://token.actions.githubusercontent.com')],
    ['aud', { kind: 'chosen' }],
    ['sub', subject(facts, ref)],
    ['repository', repository],
    ['ref', { kind: 'text', before: prefix, hole: ref.hole, after }],
    ['ref_type', constant(ref.kind === 'tag' ? 'tag' : 'branch')],
    ['event_name', constant(facts.event)],
  ]);
  for (const claim of [
    'actor',
    'actor_id',
    'run_id',
    'run_number',
    'run_attempt',
    'sha',
    'jti',
    'head_ref',
    'base_ref',
  ]) {
    claims.set(claim, unknown(`the claim ${claim} is not known before the run`));
  }
  for (const claim of [
    'repository_id',
    'repository_owner_id',
    'repository_visibility',
    'enterprise',
    'enterprise_id',
  ]) {
    claims.set(claim, unknown(`the claim ${claim} was not observed`));
  }
  const owner = fullName?.split('/')[0];
  claims.set('repository_owner', owner === undefined ? repository : constant(owner));
  claims.set('runner_environment', facts.runner === undefined ? { kind: 'chosen' } : constant(facts.runner));
  if (facts.environment !== undefined) {
    const { environment } = facts;
    claims.set(
      'environment',
      typeof environment === 'string'
        ? constant(environment)
        : { kind: 'text', before: '', hole: 'environment', after: '' },
    );
  }
  claims.set('workflow_ref', workflowRef(fullName, facts.workflow, ref));
  claims.set('job_workflow_ref', workflowRef(fullName, facts.called ?? facts.workflow, ref));
  claims.set('workflow', { kind: 'chosen' });
  return claims;
}

function workflowRef(fullName: string | undefined, workflow: string | undefined, ref: RunRef): ClaimValue {
  if (fullName === undefined) return unknown('the repository’s full name was not observed');
  if (workflow === undefined) return unknown('whoever adds a workflow chooses its path');
  const after = ref.kind === 'pull' ? '/merge' : '';
  return { kind: 'text', before: `${fullName}/${workflow}@${REFS[ref.kind]}`, hole: ref.hole, after };
}

/** Environment before pull request before ref; a colon in a value is written `%3A`. */
function subject(facts: ClaimFacts, ref: RunRef): ClaimValue {
  if (facts.fullName === undefined) return unknown('the repository’s full name was not observed');
  if (facts.immutable)
    return unknown('subjects carry the numbers of owner and repository, which were not observed');
  const start = `repo:${facts.fullName}:`;
  const { environment } = facts;
  if (typeof environment === 'string')
    return constant(`${start}environment:${environment.replaceAll(':', '%3A')}`);
  if (environment !== undefined) {
    return { kind: 'text', before: `${start}environment:`, hole: 'environment', after: '', escaped: true };
  }
  if (ref.pullSubject) return constant(`${start}pull_request`);
  return { kind: 'text', before: `${start}ref:${REFS[ref.kind]}`, hole: ref.hole, after: '', escaped: true };
}

function constant(before: string): ClaimValue {
  return { kind: 'text', before, after: '' };
}

function unknown(why: string): ClaimValue {
  return { kind: 'unknown', why };
}
