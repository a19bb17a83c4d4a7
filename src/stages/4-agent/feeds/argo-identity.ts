import type { AgentController, AgentObjectName, FeedIdentity } from '../../../model/agent.ts';
import type { ArgoApplication, ArgoProject, ArgoSettings } from '../../../model/argocd.ts';
import { globMatches } from '../argo/glob.ts';
import { completeDestination } from '../argo/permits.ts';
import { settingIs } from '../argo/settings.ts';
import type { Privilege } from '../privilege.ts';
import { isInCluster } from './cluster.ts';

export interface ArgoIdentityFacts {
  readonly application: ArgoApplication;
  readonly project: ArgoProject | undefined;
  readonly settings: ArgoSettings | undefined;
  readonly controller: AgentController | undefined;
  readonly controlPlane: string;
  /** What an account may do in the cluster the application is applied to. */
  readonly powerOf: (account: AgentObjectName) => Privilege;
}

/**
 * The account Argo CD applies with: the project's destination account where impersonation is on, its own otherwise
 * (util/settings/impersonation.go). What the controller itself may do is assumed to be what its install manifests give it, everything,
 * unless bindings in view say otherwise.
 */
export function argoIdentity(facts: ArgoIdentityFacts): FeedIdentity {
  const { settings, project, application } = facts;
  const key = 'application.sync.impersonation.enabled';
  const switched = settings?.values.get(key);
  const on = settings === undefined ? undefined : settingIs(settings, key, 'true');
  if (on !== true) return controllerIdentity(facts, on === false ? 'witnessed' : 'assumed');
  if (project === undefined) {
    return {
      impersonated: true,
      chosen: 'yes',
      privilege: 'unknown',
      ground: 'witnessed',
      why: 'impersonation is on and the project that names the account is not in view',
      ...(switched === undefined ? {} : { at: switched.at }),
    };
  }
  const account = destinationAccount(project, application);
  if (account === 'unknown') {
    return {
      impersonated: true,
      chosen: 'yes',
      privilege: 'unknown',
      ground: 'witnessed',
      why: 'the project names accounts by server, and the destination’s server is not known',
      at: project.at,
    };
  }
  if (account === undefined) {
    const enforced = settings?.values.get('application.sync.impersonation.enforced')?.value !== 'false';
    if (!enforced) return controllerIdentity(facts, 'witnessed');
    return {
      impersonated: true,
      chosen: 'yes',
      privilege: 'bounded',
      ground: 'witnessed',
      why: 'impersonation is enforced and the project names no account for the destination, so the sync fails',
      at: project.at,
    };
  }
  const power = facts.powerOf(account.name);
  return {
    serviceAccount: account.name,
    impersonated: true,
    chosen: 'yes',
    privilege: power.privilege,
    ground: 'witnessed',
    why: power.why,
    at: power.at ?? account.at,
  };
}

/** The first entry that fits wins; the account lives in the destination's namespace unless it names one. */
export function destinationAccount(
  project: ArgoProject,
  application: ArgoApplication,
): { readonly name: AgentObjectName; readonly at: ArgoProject['at'] } | 'unknown' | undefined {
  const namespace = application.destination.namespace ?? '';
  const { server } = completeDestination(
    application.destination.server,
    application.destination.name,
    namespace,
  );
  for (const entry of project.destinationAccounts) {
    if (!globMatches(entry.namespace, namespace)) continue;
    if (server === undefined && entry.server !== '*') return 'unknown';
    if (!globMatches(entry.server, server ?? '')) continue;
    if (entry.account.trim() === '' || /[!*[\]{}\\/]/u.test(entry.account)) return undefined;
    const colon = entry.account.indexOf(':');
    const standard = namespace === '' ? application.namespace : namespace;
    const name =
      colon === -1
        ? { namespace: standard, name: entry.account }
        : { namespace: entry.account.slice(0, colon), name: entry.account.slice(colon + 1) };
    return { name, at: entry.at };
  }
  return undefined;
}

function controllerIdentity(facts: ArgoIdentityFacts, ground: FeedIdentity['ground']): FeedIdentity {
  const { destination } = facts.application;
  if (!isInCluster(destination.server, destination.name)) {
    return {
      impersonated: false,
      chosen: ground === 'assumed' ? 'unknown' : 'no',
      privilege: 'unknown',
      ground,
      why: 'Argo CD uses the credential of the cluster’s Secret, whose rights are not in view',
      at: destination.at,
    };
  }
  const account = {
    namespace: facts.controlPlane,
    name: facts.controller?.serviceAccount ?? 'argocd-application-controller',
  };
  const power = facts.powerOf(account);
  if (power.privilege !== 'unknown') {
    return {
      serviceAccount: account,
      impersonated: false,
      chosen: ground === 'assumed' ? 'unknown' : 'no',
      privilege: power.privilege,
      ground: power.privilege === 'cluster-admin' ? 'witnessed' : ground,
      why: power.why,
      ...(power.at === undefined ? {} : { at: power.at }),
    };
  }
  return {
    serviceAccount: account,
    impersonated: false,
    chosen: ground === 'assumed' ? 'unknown' : 'no',
    privilege: 'cluster-admin',
    ground: 'assumed',
    why: 'without impersonation Argo CD applies with its own account, which its install manifests let do everything; its bindings are not in view',
    ...(facts.controller === undefined ? {} : { at: facts.controller.at }),
  };
}
