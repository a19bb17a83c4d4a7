import type { Feed } from '../../../model/agent.ts';
import type { ArgoProject } from '../../../model/argocd.ts';
import {
  anyOf,
  destinationPermitted,
  IN_CLUSTER_NAME,
  IN_CLUSTER_SERVER,
  kindPermitted,
} from '../argo/permits.ts';
import { type AgentInventory, controlPlaneFor } from '../inventory.ts';
import type { AgentFact, FactName } from './fact.ts';

/** What each AppProject in view permits, and whether `default` was closed. */
export function projectFacts(inventory: AgentInventory, feeds: readonly Feed[]): readonly AgentFact[] {
  const facts: AgentFact[] = [];
  for (const { fact: project } of inventory.projects) {
    const users = feeds
      .filter(
        (feed) =>
          feed.agent === 'argocd' &&
          feed.limits.project === project.name &&
          controlPlaneFor(inventory, feed.namespace) === project.namespace,
      )
      .map((feed) => feed.id);
    facts.push(...oneProject(project, project.namespace, users));
  }
  const first = feeds.find((feed) => feed.agent === 'argocd');
  if (first !== undefined && !inventory.projects.some(({ fact }) => fact.name === 'default')) {
    facts.push({
      fact: 'argo-default-project-permits',
      agent: 'argocd',
      answer: 'yes',
      subject: `AppProject ${inventory.controlPlane}/default`,
      why: 'no AppProject default is in view; Argo CD then makes one that permits every repository, destination and kind',
      at: first.at,
      feeds: feeds.filter((feed) => feed.limits.project === 'default').map((feed) => feed.id),
      supply: 'the AppProject default, if it is kept elsewhere',
    });
  }
  return facts;
}

function oneProject(
  project: ArgoProject,
  controlPlane: string,
  feeds: readonly string[],
): readonly AgentFact[] {
  const subject = `AppProject ${project.namespace}/${project.name}`;
  const make = (fact: FactName, answer: AgentFact['answer'], why: string, at = project.at): AgentFact => ({
    fact,
    agent: 'argocd',
    answer,
    subject,
    why,
    at,
    feeds,
  });
  const anyRepository = project.sourceRepositories.find((one) => isOpenRepository(one.value));
  const anyDestination = project.destinations.find(
    (one) => one.namespace === '*' && (one.server === '*' || one.name === '*'),
  );
  const everything = project.clusterAllowed.find(
    (one) => one.group === '*' && one.kind === '*' && (one.name === '' || one.name === '*'),
  );
  const clusterAccess = anyOf(
    ...['ClusterRole', 'ClusterRoleBinding'].map((kind) =>
      kindPermitted(project, { group: RBAC, kind, namespaced: false }),
    ),
  );
  const access = anyOf(
    ...['Role', 'RoleBinding'].map((kind) => kindPermitted(project, { group: RBAC, kind, namespaced: true })),
  );
  const reaches = destinationPermitted(project, {
    server: IN_CLUSTER_SERVER,
    name: IN_CLUSTER_NAME,
    namespace: controlPlane,
  });
  const open = project.sourceNamespaces.find((one) => one.value === '*' || one.value === '/.*/');
  const tokens = project.roles.flatMap((role) => role.tokens.filter((token) => !token.expires));
  const facts = [
    make(
      'argo-project-any-repository',
      anyRepository === undefined ? 'no' : 'yes',
      anyRepository === undefined
        ? 'sourceRepos name what they permit'
        : `sourceRepos has ${anyRepository.value}`,
      anyRepository?.at,
    ),
    make(
      'argo-project-any-destination',
      anyDestination === undefined ? 'no' : 'yes',
      anyDestination === undefined
        ? 'destinations name clusters or namespaces'
        : 'a destination is every namespace of every cluster',
      anyDestination?.at,
    ),
    make(
      'argo-project-any-cluster-kind',
      everything === undefined ? 'no' : 'yes',
      everything === undefined
        ? 'clusterResourceWhitelist names kinds'
        : 'clusterResourceWhitelist has every kind',
      everything?.at,
    ),
    make('argo-project-cluster-access', clusterAccess.answer, clusterAccess.why, clusterAccess.at),
    make('argo-project-namespaced-access', access.answer, access.why, access.at),
    make('argo-project-reaches-control-plane', reaches.answer, reaches.why, reaches.at),
    make(
      'argo-project-any-source-namespace',
      open === undefined ? 'no' : 'yes',
      open === undefined ? 'sourceNamespaces name namespaces' : `sourceNamespaces has ${open.value}`,
      open?.at,
    ),
    make(
      'argo-signatures-demanded',
      project.signatures.some((one) => one.mode === 'head' || one.mode === 'strict') ? 'yes' : 'no',
      project.signatures.length === 0
        ? 'the project has no signature policy'
        : 'the project has signature policies',
      project.signatures[0]?.at,
    ),
    ...tokens.map((token) =>
      make('argo-project-token-without-expiry', 'yes', 'a token of a project role never expires', token.at),
    ),
  ];
  if (project.name !== 'default') return facts;
  const closed = project.sourceRepositories.length === 0 || project.destinations.length === 0;
  return [
    ...facts,
    make(
      'argo-default-project-permits',
      closed ? 'no' : 'yes',
      closed ? 'the default project permits nothing' : 'the default project still permits something',
    ),
  ];
}

const RBAC = 'rbac.authorization.k8s.io';

/** `*`, or a pattern that leaves the whole host, or the organisation of a host, open. */
function isOpenRepository(pattern: string): boolean {
  return (
    pattern === '*' ||
    pattern === '**' ||
    /^[a-z+]+:\/\/(?:\*+|[^/*]+\/\*+(?:\/\*+)?)$/iu.test(pattern) ||
    /^[^/@*]+@[^/:*]+[:/]\*+$/u.test(pattern)
  );
}
