import type { KubeObject } from '../../formats/kubernetes/object.ts';
import type { AgentController, AgentSecret } from '../../model/agent.ts';
import type {
  ArgoApplication,
  ArgoApplicationSet,
  ArgoProject,
  ArgoRbac,
  ArgoSettings,
} from '../../model/argocd.ts';
import type {
  FluxArtifactGenerator,
  FluxHelmRelease,
  FluxImageAutomation,
  FluxImagePolicy,
  FluxInstance,
  FluxKustomization,
  FluxReceiver,
  FluxSource,
} from '../../model/flux.ts';
import type { SourceTree } from '../../model/tree.ts';
import { readArgoApplication } from './argo/application.ts';
import { readApplicationSet } from './argo/application-set.ts';
import { readArgoProject } from './argo/project.ts';
import { readArgoRbac } from './argo/rbac-policy.ts';
import { isArgoConfigMap, readArgoSettings } from './argo/settings.ts';
import { readController } from './controllers.ts';
import { readFluxHelmRelease } from './flux/helm-release.ts';
import { readImageAutomation, readImagePolicy, readImageRepository } from './flux/image.ts';
import { readArtifactGenerator, readFluxInstance, sourceOfInstance } from './flux/instance.ts';
import { readFluxKustomization } from './flux/kustomization.ts';
import { readFluxReceiver } from './flux/receiver.ts';
import { readFluxSource } from './flux/source.ts';
import { type AgentObject, groupOf, label } from './read.ts';
import { readAgentSecret } from './secrets.ts';

/** A fact together with the object it was read from, which says how it is reached. */
export interface Found<T> {
  readonly fact: T;
  readonly item: AgentObject;
}

/** Everything the two agents' objects say, read once. */
export interface AgentInventory {
  readonly objects: readonly AgentObject[];
  /** The namespace that objects of Argo CD without one are taken to be in. */
  readonly controlPlane: string;
  /** Namespaces in which an Argo CD shows itself by its settings, projects, cluster Secrets or controller. */
  readonly controlPlanes: ReadonlySet<string>;
  readonly applications: readonly Found<ArgoApplication>[];
  readonly applicationSets: readonly Found<ArgoApplicationSet>[];
  readonly projects: readonly Found<ArgoProject>[];
  readonly settings: readonly Found<ArgoSettings>[];
  readonly rbac: readonly Found<ArgoRbac>[];
  readonly sources: readonly Found<FluxSource>[];
  readonly kustomizations: readonly Found<FluxKustomization>[];
  readonly helmReleases: readonly Found<FluxHelmRelease>[];
  readonly instances: readonly Found<FluxInstance>[];
  readonly generators: readonly Found<FluxArtifactGenerator>[];
  readonly imageAutomations: readonly Found<FluxImageAutomation>[];
  readonly imagePolicies: readonly Found<FluxImagePolicy>[];
  readonly receivers: readonly Found<FluxReceiver>[];
  readonly controllers: readonly Found<AgentController>[];
  readonly secrets: readonly Found<AgentSecret>[];
}

/** Kinds that this stage reads; what a renderer must not drop. Use {@link concernsAgents} for the finer choice. */
export const AGENT_KINDS: readonly string[] = [
  'Application',
  'ApplicationSet',
  'AppProject',
  'ArtifactGenerator',
  'Bucket',
  'ClusterRole',
  'ClusterRoleBinding',
  'ConfigMap',
  'Deployment',
  'ExternalArtifact',
  'FluxInstance',
  'GitRepository',
  'HelmChart',
  'HelmRelease',
  'HelmRepository',
  'ImagePolicy',
  'ImageRepository',
  'ImageUpdateAutomation',
  'Kustomization',
  'OCIRepository',
  'Receiver',
  'RoleBinding',
  'Secret',
  'StatefulSet',
];

const GROUPS: readonly string[] = [
  'argoproj.io',
  'source.toolkit.fluxcd.io',
  'kustomize.toolkit.fluxcd.io',
  'helm.toolkit.fluxcd.io',
  'image.toolkit.fluxcd.io',
  'notification.toolkit.fluxcd.io',
  'source.extensions.fluxcd.io',
  'fluxcd.controlplane.io',
  'rbac.authorization.k8s.io',
];
const CONFIG_MAPS: readonly string[] = ['argocd-cm', 'argocd-rbac-cm', 'argocd-cmd-params-cm'];

/** True for objects that tell anything about the agents, their accounts or their feeds. */
export function concernsAgents(object: KubeObject): boolean {
  if (!AGENT_KINDS.includes(object.kind)) return false;
  if (object.kind === 'ConfigMap') return CONFIG_MAPS.includes(object.name ?? '');
  if (object.kind === 'Deployment' || object.kind === 'StatefulSet')
    return readController({ object, chain: [] }) !== undefined;
  if (object.kind === 'Secret') return true;
  return GROUPS.includes(groupOf(object.apiVersion));
}

/** Kinds that say nothing here by themselves, of which there are many. */
const RIGHTS: ReadonlySet<string> = new Set(['Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding']);

/** Reads all objects. `trees` lets generators over folders of Git be expanded; it may be empty. */
export function takeInventory(
  objects: readonly AgentObject[],
  treeOf: (url: string) => SourceTree | undefined = () => undefined,
): AgentInventory {
  const own = objects.filter((item) => !RIGHTS.has(item.object.kind));
  const controlPlane = controlPlaneOf(own);
  const images = new Map(collect(own, readImageRepository).map(({ fact }) => [fact.key, fact.image]));
  const instances = collect(own, readFluxInstance);
  const sources = [...collect(own, readFluxSource), ...instances.flatMap(madeSource)];
  const secretNames = new Set(
    sources.flatMap(({ fact }) =>
      fact.secret === undefined ? [] : [`${fact.namespace ?? ''}/${fact.secret}`, `/${fact.secret}`],
    ),
  );
  return {
    objects,
    controlPlane,
    controlPlanes: controlPlanesOf(own),
    applications: collect(own, (item) => readArgoApplication(item, controlPlane)),
    applicationSets: collect(own, (item) => readApplicationSet(item, controlPlane, treeOf)),
    projects: collect(own, (item) => readArgoProject(item, controlPlane)),
    settings: settingsOf(own, controlPlane),
    rbac: collect(own, (item) =>
      isArgoConfigMap(item, 'argocd-rbac-cm')
        ? readArgoRbac(item.object.namespace ?? controlPlane, item, item.object.at)
        : undefined,
    ),
    sources,
    kustomizations: collect(own, readFluxKustomization),
    helmReleases: collect(own, readFluxHelmRelease),
    instances,
    generators: collect(own, readArtifactGenerator),
    imageAutomations: collect(own, readImageAutomation),
    imagePolicies: collect(own, (item) => readImagePolicy(item, images)),
    receivers: collect(own, readFluxReceiver),
    controllers: collect(own, readController),
    secrets: collect(own, (item) => readAgentSecret(item, secretNames)),
  };
}

/** A FluxInstance makes its source by itself. */
function madeSource({ fact, item }: Found<FluxInstance>): readonly Found<FluxSource>[] {
  const source = sourceOfInstance(fact);
  return source === undefined ? [] : [{ fact: source, item }];
}

function collect<T>(
  objects: readonly AgentObject[],
  read: (item: AgentObject) => T | undefined,
): readonly Found<T>[] {
  const found: Found<T>[] = [];
  for (const item of objects) {
    const fact = read(item);
    if (fact !== undefined) found.push({ fact, item });
  }
  return found;
}

/** The first namespace of {@link controlPlanesOf}; `argocd` where none is written. */
function controlPlaneOf(objects: readonly AgentObject[]): string {
  const [first] = controlPlanesOf(objects);
  return first ?? 'argocd';
}

function controlPlanesOf(objects: readonly AgentObject[]): ReadonlySet<string> {
  const found = new Set<string>();
  const take = (wanted: (item: AgentObject) => boolean): void => {
    for (const item of objects)
      if (item.object.namespace !== undefined && wanted(item)) found.add(item.object.namespace);
  };
  take(({ object }) => object.kind === 'ConfigMap' && CONFIG_MAPS.includes(object.name ?? ''));
  take((item) => readController(item)?.component === 'application-controller');
  take(({ object }) => object.kind === 'AppProject');
  take(
    ({ object }) => object.kind === 'Secret' && label(object, 'argocd.argoproj.io/secret-type') !== undefined,
  );
  return found;
}

/** The Argo CD that an Application of this namespace belongs to: the one there, else the only one in view, else one of its own that is not in view. */
export function controlPlaneFor(
  inventory: Pick<AgentInventory, 'controlPlane' | 'controlPlanes'>,
  namespace: string,
): string {
  if (inventory.controlPlanes.has(namespace) || inventory.controlPlanes.size !== 1) return namespace;
  return inventory.controlPlane;
}

/** argocd-cm and argocd-cmd-params-cm belong together where they are reached the same way; one without the other stands alone. */
function settingsOf(objects: readonly AgentObject[], controlPlane: string): readonly Found<ArgoSettings>[] {
  const main = objects.filter((item) => isArgoConfigMap(item, 'argocd-cm'));
  const parameters = objects.filter((item) => isArgoConfigMap(item, 'argocd-cmd-params-cm'));
  const key = (item: AgentObject): string =>
    `${item.object.namespace ?? controlPlane} ${item.fedBy ?? item.chain.at(-1) ?? ''}`;
  const found = main.map((item) => ({
    fact: readArgoSettings(
      item.object.namespace ?? controlPlane,
      item,
      parameters.find((one) => key(one) === key(item)) ?? only(parameters),
    ),
    item,
  }));
  if (main.length > 0) return found;
  return parameters.map((item) => ({
    fact: readArgoSettings(item.object.namespace ?? controlPlane, undefined, item),
    item,
  }));
}

function only<T>(list: readonly T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined;
}
