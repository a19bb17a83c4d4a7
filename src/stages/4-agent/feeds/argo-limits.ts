import type { Answered, FeedLimits } from '../../../model/agent.ts';
import type { ArgoApplication, ArgoProject, ArgoSource } from '../../../model/argocd.ts';
import { globMatches } from '../argo/glob.ts';
import {
  allOf,
  anyOf,
  completeDestination,
  type DestinationAsked,
  destinationPermitted,
  IN_CLUSTER_NAME,
  IN_CLUSTER_SERVER,
  kindPermitted,
  namespacePermitted,
  sourcePermitted,
} from '../argo/permits.ts';

export const WORKLOAD_KINDS: readonly { readonly group: string; readonly kind: string }[] = [
  { group: 'apps', kind: 'Deployment' },
  { group: 'apps', kind: 'StatefulSet' },
  { group: 'apps', kind: 'DaemonSet' },
  { group: 'apps', kind: 'ReplicaSet' },
  { group: 'batch', kind: 'Job' },
  { group: 'batch', kind: 'CronJob' },
  { group: '', kind: 'Pod' },
];

const RBAC = 'rbac.authorization.k8s.io';

/** Is the application accepted at all (`watched`: does the agent look into its namespace): its namespace, its source and its own destination? Otherwise nothing of it is applied. */
export function accepted(
  project: ArgoProject,
  application: ArgoApplication,
  source: ArgoSource,
  controlPlane: string,
  watched: boolean | undefined,
): Answered {
  const { server, name, namespace } = application.destination;
  return allOf(
    admitted(project, application.namespace, controlPlane, watched),
    source.url === undefined
      ? { answer: 'unknown', why: 'the repository is not known', supply: 'the rendered Application' }
      : sourcePermitted(project, source.url),
    destinationPermitted(project, completeDestination(server, name, namespace ?? '')),
  );
}

/** An Application elsewhere than the control plane counts only where that Argo CD looks there; if not, another one may, which is not in view. */
function admitted(
  project: ArgoProject,
  namespace: string,
  controlPlane: string,
  watched: boolean | undefined,
): Answered {
  const permitted = namespacePermitted(project, namespace, controlPlane);
  if (permitted.answer !== 'no' || watched === true) return permitted;
  return {
    answer: 'unknown',
    why: `nothing in view says that the Argo CD in ${controlPlane} looks into ${namespace}`,
    ...(permitted.at === undefined ? {} : { at: permitted.at }),
    supply:
      'argocd-cmd-params-cm (application.namespaces), and the settings and projects of the Argo CD in that namespace',
  };
}

/**
 * What the project lets the application apply. Destination accounts and the cluster's own rights come on top.
 * `home`: the destination, however it is called, is the cluster that Argo CD runs in.
 */
export function argoLimits(
  project: ArgoProject | undefined,
  application: ArgoApplication,
  source: ArgoSource,
  controlPlane: string,
  watched?: boolean,
  home = false,
): FeedLimits {
  if (project === undefined) {
    const missing: Answered = {
      answer: 'unknown',
      why: `the AppProject ${application.project} is not in view`,
      at: application.projectAt,
      supply: `the AppProject ${application.project}`,
    };
    return {
      workloads: missing,
      namespacedAccess: missing,
      clusterAccess: missing,
      agentObjects: missing,
      namespaces: ['*'],
      project: application.project,
    };
  }
  const gate = accepted(project, application, source, controlPlane, watched);
  const asked = completeDestination(
    application.destination.server,
    application.destination.name,
    application.destination.namespace ?? '',
  );
  const namespaced = (group: string, kind: string): Answered =>
    kindPermitted(project, { group, kind, namespaced: true });
  const clusterWide = (kind: string): Answered =>
    kindPermitted(project, { group: RBAC, kind, namespaced: false });
  return {
    workloads: allOf(gate, anyOf(...WORKLOAD_KINDS.map((one) => namespaced(one.group, one.kind)))),
    namespacedAccess: allOf(gate, anyOf(namespaced(RBAC, 'RoleBinding'), namespaced(RBAC, 'Role'))),
    clusterAccess: allOf(gate, anyOf(clusterWide('ClusterRoleBinding'), clusterWide('ClusterRole'))),
    agentObjects: allOf(gate, agentObjects(project, asked, controlPlane, home)),
    namespaces: namespacesOf(project, asked),
    project: project.name,
  };
}

/** Applications and projects count only in the control plane's namespace of the agent's own cluster, or where a project admits the namespace. */
function agentObjects(
  project: ArgoProject,
  asked: DestinationAsked,
  controlPlane: string,
  home: boolean,
): Answered {
  if (!home && asked.server !== IN_CLUSTER_SERVER) {
    return {
      answer: 'no',
      why: 'the destination is another cluster than the one Argo CD runs in',
      at: project.at,
    };
  }
  const kinds = anyOf(
    ...['Application', 'AppProject', 'ApplicationSet'].map((kind) =>
      kindPermitted(project, { group: 'argoproj.io', kind, namespaced: true }),
    ),
  );
  return allOf(
    kinds,
    destinationPermitted(
      project,
      asked.server === undefined
        ? { ...asked, namespace: controlPlane }
        : { server: IN_CLUSTER_SERVER, name: IN_CLUSTER_NAME, namespace: controlPlane },
    ),
  );
}

/** The namespace patterns of those destinations that may mean the cluster, refusals included. */
export function namespacesOf(project: ArgoProject, asked: DestinationAsked): readonly string[] {
  const patterns = new Set<string>();
  for (const rule of project.destinations) {
    const here = (pattern: string, value: string | undefined): boolean =>
      pattern !== '' && (value === undefined || pattern.startsWith('!') || globMatches(pattern, value));
    if (here(rule.server, asked.server) || here(rule.name, asked.name))
      patterns.add(rule.namespace === '' ? asked.namespace : rule.namespace);
  }
  return [...patterns].filter((pattern) => pattern !== '').sort();
}
