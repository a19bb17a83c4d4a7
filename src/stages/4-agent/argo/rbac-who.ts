import type { Answer } from '../../../model/agent.ts';
import type {
  ArgoActor,
  ArgoApplication,
  ArgoGrant,
  ArgoMembership,
  ArgoProject,
  ArgoRbac,
  ArgoSettings,
  ArgoSyncPower,
} from '../../../model/argocd.ts';
import type { Location } from '../../../model/location.ts';
import { policyMatches } from './rbac-match.ts';
import { projectPolicy } from './rbac-policy.ts';
import { settingIs } from './settings.ts';
import { verificationOf } from './verification.ts';

/** What is asked of Argo CD's own access control. `object` is `project/name` or `project/namespace/name` for an application. */
export interface ArgoAsked {
  readonly resource: string;
  readonly action: string;
  readonly object: string;
}

export interface ArgoAllowed {
  readonly actors: readonly ArgoActor[];
  /** `no` nobody else; `unknown` where a pattern, a rejected policy or a missing project leaves more actors possible. */
  readonly complete: Answer;
  readonly why: string;
}

const DEEPEST_ROLES = 10;

/**
 * Everybody whom Argo CD allows all of `asked`: the default role (everyone who is signed in, anybody where anonymous access is on),
 * users and groups of `g` lines, users named by a `p` line, and tokens of project roles.
 * A subject is allowed where some line allows and none denies; the default role cannot be denied.
 * Groups count only where a `g` line names them (server/rbacpolicy/rbacpolicy.go).
 */
export function whoMay(
  rbac: ArgoRbac,
  project: ArgoProject | undefined,
  settings: ArgoSettings,
  asked: readonly ArgoAsked[],
): ArgoAllowed {
  const extra = project === undefined ? undefined : projectPolicy(project);
  const judge = new PolicyJudge(
    rbac.matchMode,
    [...rbac.grants, ...(extra?.grants ?? [])],
    [...rbac.memberships, ...(extra?.memberships ?? [])],
  );
  const actors: ArgoActor[] = [];
  const standard = rbac.defaultRole;
  const byDefault = standard === undefined ? undefined : judge.allows(standard.value, asked);
  if (standard !== undefined && byDefault !== undefined && byDefault.answer === 'yes') {
    actors.push({ subject: '*', kind: 'everyone-signed-in', because: [standard.at, ...byDefault.because] });
    const anonymous = settings.values.get('users.anonymous.enabled');
    if (anonymous?.value === 'true')
      actors.push({ subject: 'anonymous', kind: 'anyone', because: [anonymous.at, standard.at] });
  }
  let doubtful = byDefault?.answer === 'unknown';
  for (const subject of judge.subjects()) {
    if (subject === 'admin' && settingIs(settings, 'admin.enabled', 'false') === true) continue;
    const account = settings.accounts.find((one) => one.name === subject);
    if (account !== undefined && !account.enabled) continue;
    const verdict = judge.allows(subject, asked);
    if (verdict.answer === 'unknown') doubtful = true;
    if (verdict.answer !== 'yes') continue;
    const token = /^proj:([^:]+):([^:]+)$/u.exec(subject);
    if (token !== null && !hasTokens(project, token[2] ?? '')) continue;
    const local = account !== undefined || subject === 'admin';
    actors.push({
      subject,
      kind: token !== null ? 'project-token' : local ? 'local-account' : 'account-or-group',
      because: verdict.because,
    });
  }
  return { actors, ...completeness(rbac, project, extra?.rejected ?? [], doubtful) };
}

function hasTokens(project: ArgoProject | undefined, role: string): boolean {
  return project?.roles.some((one) => one.name === role && one.tokens.length > 0) === true;
}

function completeness(
  rbac: ArgoRbac,
  project: ArgoProject | undefined,
  rejected: ArgoRbac['rejected'],
  doubtful: boolean,
): { complete: Answer; why: string } {
  if (rbac.rejected.length > 0)
    return {
      complete: 'unknown',
      why: 'argocd-rbac-cm has lines that Argo CD refuses, so which policy is in force cannot be told',
    };
  if (rejected.length > 0)
    return {
      complete: 'unknown',
      why: 'the project’s roles have lines that Argo CD refuses; it then ignores the project’s policy',
    };
  if (rbac.assumed)
    return { complete: 'unknown', why: 'argocd-rbac-cm is not in view; only the built-in policy was read' };
  if (project === undefined)
    return { complete: 'unknown', why: 'the AppProject is not in view, so its roles are not known' };
  if (doubtful)
    return {
      complete: 'unknown',
      why: 'the policy is matched by regular expressions that are not evaluated',
    };
  return { complete: 'yes', why: 'argocd-rbac-cm and the project’s roles were read' };
}

interface Allowance {
  readonly answer: Answer;
  readonly because: readonly Location[];
}

class PolicyJudge {
  readonly #mode: ArgoRbac['matchMode'];
  readonly #grants: readonly ArgoGrant[];
  readonly #memberships: readonly ArgoMembership[];

  constructor(
    mode: ArgoRbac['matchMode'],
    grants: readonly ArgoGrant[],
    memberships: readonly ArgoMembership[],
  ) {
    this.#mode = mode;
    this.#grants = grants;
    this.#memberships = memberships;
  }

  /** Names that are people, groups or tokens: whatever no line uses as a role. */
  subjects(): readonly string[] {
    const roles = new Set(this.#memberships.map((one) => one.role));
    const named = new Set([
      ...this.#memberships.map((one) => one.member),
      ...this.#grants.map((one) => one.subject),
    ]);
    return [...named]
      .filter((name) => !name.startsWith('role:') && (!roles.has(name) || name.startsWith('proj:')))
      .sort();
  }

  allows(subject: string, asked: readonly ArgoAsked[]): Allowance {
    const roles = this.#rolesOf(subject);
    const because: Location[] = [];
    let answer: Answer = 'yes';
    for (const one of asked) {
      const verdict = this.#allowsOne(roles, one);
      if (verdict.answer === 'no') return { answer: 'no', because: [] };
      if (verdict.answer === 'unknown') answer = 'unknown';
      because.push(...verdict.because);
    }
    return { answer, because: [...new Set(because)] };
  }

  #allowsOne(roles: ReadonlyMap<string, readonly Location[]>, asked: ArgoAsked): Allowance {
    let allowed: Allowance | undefined;
    let doubtful = false;
    for (const grant of this.#grants) {
      const via = roles.get(grant.subject);
      if (via === undefined) continue;
      const parts = [
        policyMatches(this.#mode, grant.resource, asked.resource),
        policyMatches(this.#mode, grant.action, asked.action),
        policyMatches(this.#mode, grant.object, asked.object),
      ];
      if (parts.includes(false)) continue;
      if (parts.includes('unknown')) doubtful = true;
      else if (grant.effect === 'deny') return { answer: 'no', because: [grant.at] };
      else allowed ??= { answer: 'yes', because: [...via, grant.at] };
    }
    if (doubtful) return { answer: 'unknown', because: [] };
    return allowed ?? { answer: 'no', because: [] };
  }

  /** The subject itself and every role it has, each with the `g` lines that give it. */
  #rolesOf(subject: string): ReadonlyMap<string, readonly Location[]> {
    const found = new Map<string, readonly Location[]>([[subject, []]]);
    let edge = [subject];
    for (let depth = 0; depth < DEEPEST_ROLES && edge.length > 0; depth += 1) {
      const next: string[] = [];
      for (const name of edge) {
        for (const one of this.#memberships) {
          if (one.member !== name || found.has(one.role)) continue;
          found.set(one.role, [...(found.get(name) ?? []), one.at]);
          next.push(one.role);
        }
      }
      edge = next;
    }
    return found;
  }
}

/** `project/name`, or `project/namespace/name` outside the control plane's namespace (util/security/rbac.go). */
export function applicationObject(application: ArgoApplication, controlPlane: string): string {
  const { project, namespace, name } = application;
  return namespace === controlPlane ? `${project}/${name}` : `${project}/${namespace}/${name}`;
}

/**
 * Who may make Argo CD apply what. Another revision than the Application names is refused while automated sync is on,
 * needs `override` where `application.sync.requireOverridePrivilegeForRevisionSync` is "true", and only `sync` otherwise.
 * Local manifests always need `override`, and are refused with automated sync or a signature policy (server/application/application.go).
 */
export function syncPower(
  rbac: ArgoRbac,
  project: ArgoProject | undefined,
  settings: ArgoSettings,
  application: ArgoApplication,
): ArgoSyncPower {
  const object = applicationObject(application, rbac.namespace);
  const ask = (...actions: readonly string[]): ArgoAllowed =>
    whoMay(
      rbac,
      project,
      settings,
      ['get', ...actions].map((action) => ({ resource: 'applications', action, object })),
    );
  const strict =
    settingIs(settings, 'application.sync.requireOverridePrivilegeForRevisionSync', 'true') === true;
  const sync = ask('sync');
  const override = ask('sync', 'override');
  const automated = application.automated === 'yes';
  const signed =
    project !== undefined &&
    application.sources.some((source) => verificationOf(project, source).required.answer === 'yes');
  const redefine = ask('update');
  const parts = [sync, override, redefine];
  const doubt = parts.find((one) => one.complete !== 'yes');
  return {
    sync: sync.actors,
    anyRevision: automated ? [] : strict ? override.actors : sync.actors,
    localManifests: automated || signed ? [] : override.actors,
    redefine: redefine.actors,
    answer: doubt === undefined ? (application.automated === 'unknown' ? 'unknown' : 'yes') : 'unknown',
    why:
      doubt?.why ??
      (automated
        ? 'automated sync refuses any other revision'
        : strict
          ? 'another revision needs override'
          : 'another revision needs no more than sync'),
  };
}
