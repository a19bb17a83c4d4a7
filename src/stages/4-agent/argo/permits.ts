import type { Answer, Answered } from '../../../model/agent.ts';
import type { ArgoKindRule, ArgoProject } from '../../../model/argocd.ts';
import type { Location } from '../../../model/location.ts';
import { globMatches } from './glob.ts';

/** What a destination is known by: an absent name or server is not known, '' is known to be empty. */
export interface DestinationAsked {
  readonly server?: string;
  readonly name?: string;
  readonly namespace: string;
}

export const IN_CLUSTER_SERVER = 'https://kubernetes.default.svc';
export const IN_CLUSTER_NAME = 'in-cluster';

/** The name and the server of the agent's own cluster are each other's; anything else only a cluster Secret tells. */
export function completeDestination(
  server: string | undefined,
  name: string | undefined,
  namespace: string,
): DestinationAsked {
  if (server === IN_CLUSTER_SERVER || name === IN_CLUSTER_NAME)
    return { server: IN_CLUSTER_SERVER, name: IN_CLUSTER_NAME, namespace };
  return {
    namespace,
    ...(server === undefined || server === '' ? {} : { server }),
    ...(name === undefined || name === '' ? {} : { name }),
  };
}

/**
 * May an application of the project follow this repository? As IsSourcePermitted of app_project_types.go has it:
 * patterns are normalised like URLs, `*` stays within a segment (a lone `*` is everything), a `!` pattern that matches refuses,
 * and one that does not match counts as a match, so a list of refusals alone permits the rest.
 */
export function sourcePermitted(project: ArgoProject, url: string): Answered {
  if (project.unread.includes('spec.sourceRepos')) return unreadable('spec.sourceRepos', project.at);
  const asked = normalizeArgoUrl(url);
  let matched: Location | undefined;
  for (const rule of project.sourceRepositories) {
    const deny = rule.value.startsWith('!');
    const pattern = normalizeArgoUrl(deny ? rule.value.slice(1) : rule.value);
    const matches = (pattern === '*' && !deny) || globMatches(pattern, asked, 'glob', '/');
    if (deny && matches)
      return { answer: 'no', why: `the project refuses the repository with ${rule.value}`, at: rule.at };
    if (deny || matches) matched ??= rule.at;
  }
  if (matched === undefined)
    return {
      answer: 'no',
      why: 'no entry of the project’s sourceRepos permits the repository',
      at: project.at,
    };
  return { answer: 'yes', why: 'the project’s sourceRepos permit the repository', at: matched };
}

/** util/git NormalizeGitURL: lower case, `.git` cut, scp form as `user@host/path`; the scheme of anything but ssh stays. */
export function normalizeArgoUrl(url: string): string {
  let text = url.trim().toLowerCase();
  if (!text.includes('://') && /^[^/@:]+@[^/:]+:/u.test(text)) text = text.replace(':', '/');
  if (text.endsWith('.git')) text = text.slice(0, -4);
  return text.startsWith('ssh://') ? text.slice('ssh://'.length) : text;
}

type Known = boolean | 'unknown';

/** isDestinationMatched of app_project_types.go, three-valued where the name or the server is not known. */
export function destinationPermitted(project: ArgoProject, asked: DestinationAsked): Answered {
  if (project.unread.includes('spec.destinations')) return unreadable('spec.destinations', project.at);
  let matched: Known = false;
  let by: Location | undefined;
  for (const rule of project.destinations) {
    const name = matchKnown(rule.name, asked.name);
    const server = matchKnown(rule.server, asked.server);
    const namespace = negatable(rule.namespace, asked.namespace);
    const here = and(or(server, name), namespace);
    if (here === true) {
      matched = true;
      by ??= rule.at;
      continue;
    }
    const refusal = or(
      or(
        and(not(name), rule.name.startsWith('!')),
        and(and(not(server), rule.server.startsWith('!')), namespace),
      ),
      and(and(!namespace, rule.namespace.startsWith('!')), server),
    );
    if (here === false && refusal === true)
      return { answer: 'no', why: 'the project refuses the destination', at: rule.at };
    if (here === 'unknown' || refusal === 'unknown') {
      if (here === 'unknown' && matched === false) {
        matched = 'unknown';
        by ??= rule.at;
      }
      if (refusal === 'unknown' && (rule.name + rule.server + rule.namespace).includes('!'))
        matched = 'unknown';
    }
  }
  if (matched === 'unknown') {
    return {
      answer: 'unknown',
      why: `the project names clusters in a way that cannot be compared with ${asked.server ?? asked.name ?? 'an unnamed cluster'}`,
      supply: 'the cluster Secret’s name and server (a System that gives the cluster both)',
      ...(by === undefined ? {} : { at: by }),
    };
  }
  if (!matched) return { answer: 'no', why: 'no destination of the project permits it', at: project.at };
  if (project.onlyProjectClusters) {
    return {
      answer: 'unknown',
      why: 'permitOnlyProjectScopedClusters is set and the project’s cluster Secrets are not in view',
      at: project.at,
      supply: 'the cluster Secrets of the project',
    };
  }
  return {
    answer: 'yes',
    why: 'a destination of the project permits it',
    ...(by === undefined ? {} : { at: by }),
  };
}

/** `undefined` is an attribute that is not known; the agent treats an empty one as never matching. */
function matchKnown(pattern: string, value: string | undefined): Known {
  if (value !== undefined) return value !== '' && negatable(pattern, value);
  if (pattern === '') return false;
  return pattern === '*' ? true : 'unknown';
}

function negatable(pattern: string, value: string): boolean {
  if (pattern.startsWith('!')) return !globMatches(pattern.slice(1), value);
  return pattern === '*' || globMatches(pattern, value);
}

function or(a: Known, b: Known): Known {
  if (a === true || b === true) return true;
  return a === 'unknown' || b === 'unknown' ? 'unknown' : false;
}

function and(a: Known, b: Known): Known {
  if (a === false || b === false) return false;
  return a === 'unknown' || b === 'unknown' ? 'unknown' : true;
}

function not(a: Known): Known {
  return a === 'unknown' ? a : !a;
}

/** What kind of object is asked for. `name` matters for cluster-scoped kinds only. */
export interface KindAsked {
  readonly group: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** Absent = any name: permitted where some name is. */
  readonly name?: string;
}

/** IsGroupKindNamePermitted of app_project_types.go. An absent allow-list of namespaced kinds permits all, an empty one none. */
export function kindPermitted(project: ArgoProject, asked: KindAsked): Answered {
  const side = asked.namespaced ? 'namespaceResource' : 'clusterResource';
  for (const field of [`spec.${side}Whitelist`, `spec.${side}Blacklist`])
    if (project.unread.includes(field)) return unreadable(field, project.at);
  const allowed = asked.namespaced ? project.namespacedAllowed : project.clusterAllowed;
  const denied = asked.namespaced ? project.namespacedDenied : project.clusterDenied;
  const refusal = denied.find((rule) => kindMatches(rule, asked, !asked.namespaced, false));
  if (refusal !== undefined)
    return { answer: 'no', why: `the project refuses ${asked.kind}`, at: refusal.at };
  if (allowed === undefined)
    return {
      answer: 'yes',
      why: 'the project sets no list of namespaced kinds, so every kind is permitted',
      at: project.at,
    };
  const permission = allowed.find((rule) => kindMatches(rule, asked, !asked.namespaced, true));
  if (permission === undefined)
    return { answer: 'no', why: `no entry of the project permits ${asked.kind}`, at: project.at };
  const restricted = permission.name !== '' && asked.name === undefined ? ` named ${permission.name}` : '';
  return { answer: 'yes', why: `the project permits ${asked.kind}${restricted}`, at: permission.at };
}

function kindMatches(rule: ArgoKindRule, asked: KindAsked, named: boolean, anyName: boolean): boolean {
  if (!globMatches(rule.kind, asked.kind, 'file') || !globMatches(rule.group, asked.group, 'file'))
    return false;
  if (!named || rule.name === '') return true;
  return asked.name === undefined ? anyName || rule.name === '*' : globMatches(rule.name, asked.name, 'file');
}

/** May an Application in this namespace use the project? Those of the control plane's namespace always may. */
export function namespacePermitted(project: ArgoProject, namespace: string, controlPlane: string): Answered {
  if (namespace === controlPlane)
    return {
      answer: 'yes',
      why: 'applications in the control plane’s namespace may use every project',
      at: project.at,
    };
  for (const rule of project.sourceNamespaces) {
    const pattern = rule.value;
    if (pattern.length > 1 && pattern.startsWith('/') && pattern.endsWith('/')) {
      return {
        answer: 'unknown',
        why: `the regular expression ${pattern} in sourceNamespaces is not evaluated`,
        at: rule.at,
        supply: 'the namespaces by name or as a glob',
      };
    }
    if (globMatches(pattern, namespace))
      return { answer: 'yes', why: `sourceNamespaces has ${pattern}`, at: rule.at };
  }
  return { answer: 'no', why: `sourceNamespaces of the project does not have ${namespace}`, at: project.at };
}

function unreadable(field: string, at: Location): Answered {
  return {
    answer: 'unknown',
    why: `${field} is no list that can be read`,
    at,
    supply: 'the rendered AppProject',
  };
}

/** The first answer that is not `yes`, `no` before `unknown`; otherwise the last one. */
export function allOf(...answers: readonly Answered[]): Answered {
  const order: readonly Answer[] = ['no', 'unknown'];
  for (const wanted of order) {
    const found = answers.find((one) => one.answer === wanted);
    if (found !== undefined) return found;
  }
  return answers.at(-1) ?? { answer: 'unknown', why: 'nothing was asked', supply: 'nothing' };
}

/** The first `yes`; otherwise the first `unknown`; otherwise the last `no`. */
export function anyOf(...answers: readonly Answered[]): Answered {
  return (
    answers.find((one) => one.answer === 'yes') ??
    answers.find((one) => one.answer === 'unknown') ??
    answers.at(-1) ?? { answer: 'no', why: 'nothing was asked' }
  );
}
