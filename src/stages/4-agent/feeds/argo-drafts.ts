import type { AgentUnknown, Answer, Answered, FeedDestination, FeedSource } from '../../../model/agent.ts';
import type { ArgoApplication, ArgoProject, ArgoSettings, ArgoSource } from '../../../model/argocd.ts';
import type { Location } from '../../../model/location.ts';
import { globMatches } from '../argo/glob.ts';
import { builtInDefaultProject } from '../argo/project.ts';
import { verificationOf } from '../argo/verification.ts';
import { type AgentInventory, controlPlaneFor } from '../inventory.ts';
import type { AgentObject } from '../read.ts';
import { isPlaceholder } from '../read.ts';
import { argoIdentity } from './argo-identity.ts';
import { argoLimits } from './argo-limits.ts';
import { type ClusterNamer, isInCluster, type NamedCluster } from './cluster.ts';
import type { FeedContext } from './context.ts';
import type { Draft, Finished, Placement } from './draft.ts';
import type { InCluster } from './in-cluster.ts';
import { nearest } from './nearest.ts';
import type { RepositoryMatcher } from './repository.ts';

export interface DraftTools {
  readonly inventory: AgentInventory;
  readonly matcher: RepositoryMatcher;
  readonly clusters: ClusterNamer;
  readonly inCluster: InCluster;
  readonly context: FeedContext;
}

/** One draft for each source of each Application, and one for each ApplicationSet that could not be expanded. */
export function argoDrafts(tools: DraftTools): readonly Draft[] {
  const drafts: Draft[] = [];
  for (const { fact, item } of tools.inventory.applications)
    drafts.push(...fromApplication(tools, fact, item, undefined));
  for (const { fact, item } of tools.inventory.applicationSets) {
    for (const application of fact.applications)
      drafts.push(...fromApplication(tools, application, item, undefined));
    if (fact.unexpanded !== undefined && fact.template !== undefined) {
      const { why, supply } = fact.unexpanded;
      drafts.push(
        ...fromApplication(tools, { ...fact.template, name: fact.name }, item, {
          about: 'generator',
          why,
          supply,
          at: fact.at,
        }),
      );
    }
  }
  return drafts;
}

function fromApplication(
  tools: DraftTools,
  application: ArgoApplication,
  item: AgentObject,
  generator: AgentUnknown | undefined,
): readonly Draft[] {
  const project = projectOf(tools, application, item);
  return application.sources
    .filter((source) => !source.valuesOnly || application.sources.length === 1)
    .map((source, index): Draft => {
      const followed = withRepository(tools.matcher, source);
      const unknown = [
        ...sourceUnknowns(followed, generator !== undefined),
        ...(generator === undefined ? [] : [generator]),
      ];
      return {
        agent: 'argocd',
        kind: generator === undefined ? 'Application' : 'ApplicationSet',
        name: application.name,
        namespace: application.namespace,
        item,
        index,
        source: followed,
        ...(source.overlay === undefined ? {} : { overlay: source.overlay }),
        unknown,
        ground: 'witnessed',
        folderNamesCluster: false,
        finish: (place) => finish(tools, application, source, followed, project, item, place),
      };
    });
}

/** The project by name, the nearest where there are several; the built-in `default` where none is in view. */
export function projectOf(
  tools: Pick<DraftTools, 'inventory'>,
  application: ArgoApplication,
  item: AgentObject,
): ArgoProject | undefined {
  const controlPlane = controlPlaneFor(tools.inventory, application.namespace);
  const named = tools.inventory.projects.filter(
    ({ fact }) => fact.name === application.project && fact.namespace === controlPlane,
  );
  if (named.length === 0 && application.project === 'default')
    return builtInDefaultProject(controlPlane, application.projectAt);
  return nearest(named, item)?.fact;
}

/** Whether `application.namespaces` of argocd-cmd-params-cm makes the controller look into a namespace; `undefined` where it is not in view. */
function watched(settings: ArgoSettings | undefined, namespace: string): boolean | undefined {
  const list = settings?.values.get('application.namespaces')?.value;
  if (list === undefined) return settings?.inView.parameters === true ? false : undefined;
  const patterns = list.split(',').map((one) => one.trim());
  if (patterns.some((one) => !one.startsWith('/') && globMatches(one, namespace))) return true;
  return patterns.some((one) => one.startsWith('/')) ? undefined : false;
}

/** A source with the repository in view that it means. */
export function withRepository(matcher: RepositoryMatcher, source: FeedSource): FeedSource {
  const match = source.kind === 'git' || source.kind === 'unknown' ? matcher.match(source) : undefined;
  return match === undefined ? source : { ...source, repository: match.repository, matched: match.matched };
}

function sourceUnknowns(source: FeedSource, generated: boolean): readonly AgentUnknown[] {
  const unknown: AgentUnknown[] = [];
  const at = source.at;
  if (source.kind === 'unknown' && !generated)
    unknown.push({
      about: 'source',
      why: 'the repository is left to a template or is missing',
      supply: 'the rendered object',
      at,
    });
  if (
    source.kind === 'git' &&
    source.repository === undefined &&
    source.url !== undefined &&
    !isPlaceholder(source.url)
  ) {
    unknown.push({
      about: 'source',
      why: `the repository ${source.url} is not in view`,
      supply: 'that repository, scanned together with this one',
      at,
    });
  }
  if (source.kind === 'helm-repository' || source.kind === 'oci') {
    unknown.push({
      about: 'content',
      why: `${source.chart ?? source.url ?? 'the chart'} comes from outside and is not rendered`,
      supply: 'the rendered manifests',
      at,
    });
  }
  if (source.renderer === 'helm' && source.kind === 'git')
    unknown.push({
      about: 'content',
      why: 'the chart is not rendered',
      supply: 'the rendered manifests',
      at,
    });
  if (source.renderer === 'plugin' || source.renderer === 'jsonnet')
    unknown.push({
      about: 'content',
      why: `what the ${source.renderer} yields is not rendered`,
      supply: 'the rendered manifests',
      at,
    });
  if (source.kind === 'git' && source.path === undefined && !generated)
    unknown.push({
      about: 'path',
      why: 'the path leaves the repository',
      supply: 'a path inside the repository',
      at,
    });
  return unknown;
}

function finish(
  tools: DraftTools,
  application: ArgoApplication,
  written: ArgoSource,
  source: FeedSource,
  project: ArgoProject | undefined,
  item: AgentObject,
  place: Placement,
): Finished {
  const destination = destinationOf(tools.clusters, application, source, place);
  const runsIn = place.runsIn?.cluster;
  const controlPlane = controlPlaneFor(tools.inventory, application.namespace);
  const settings = nearest(
    tools.inventory.settings.filter(({ fact }) => fact.namespace === controlPlane),
    item,
  )?.fact;
  const identity = argoIdentity({
    application,
    project,
    settings,
    controller: tools.inCluster
      .controllers(runsIn)
      .find(({ fact }) => fact.component === 'application-controller' && fact.namespace === controlPlane)
      ?.fact,
    controlPlane,
    powerOf: (account) => tools.inCluster.powerOf(account, destination.cluster ?? runsIn),
  });
  const unknown: AgentUnknown[] = [];
  if (destination.cluster === undefined)
    unknown.push({
      about: 'destination',
      why: 'the destination is left to a template or names no cluster',
      supply: 'the rendered Application',
      at: application.destination.at,
    });
  return {
    source,
    destination,
    identity,
    limits: argoLimits(
      project,
      application,
      written,
      controlPlane,
      watched(settings, application.namespace),
      runsIn !== undefined && destination.cluster === runsIn,
    ),
    automatic: switched(
      application.automated,
      application,
      'automated sync is on',
      'no automated sync: a person (or a tool) syncs',
    ),
    selfHeal: selfHeal(application),
    prune: switched(
      application.prune,
      application,
      'what leaves Git is removed',
      'what leaves Git stays in the cluster',
    ),
    suspended: application.skipped
      ? { answer: 'yes', why: 'the annotation skip-reconcile stops reconciliation', at: application.at }
      : { answer: 'no', why: 'nothing suspends the application', at: application.at },
    verify:
      project === undefined
        ? {
            required: {
              answer: 'unknown',
              why: 'the AppProject is not in view',
              supply: `the AppProject ${application.project}`,
            },
            trusts: [],
          }
        : verificationOf(project, written),
    ...(application.generatedBy === undefined ? {} : { generatedBy: application.generatedBy }),
    unknown,
  };
}

function selfHeal(application: ArgoApplication): Answered {
  if (application.automated === 'no')
    return {
      answer: 'no',
      why: 'self-heal needs automated sync, which is off',
      at: application.automatedAt ?? application.at,
    };
  return switched(
    application.selfHeal,
    application,
    'changes made by hand are undone',
    'changes made by hand stay',
  );
}

function switched(answer: Answer, application: ArgoApplication, yes: string, no: string): Answered {
  const at: Location = application.automatedAt ?? application.at;
  if (answer === 'unknown')
    return { answer, why: 'the setting is no plain boolean', at, supply: 'the rendered Application' };
  return { answer, why: answer === 'yes' ? yes : no, at };
}

/** The agent's own cluster is the one the Application lives in; any other is called as the destination calls it. */
function destinationOf(
  clusters: ClusterNamer,
  application: ArgoApplication,
  source: FeedSource,
  place: Placement,
): FeedDestination {
  const { server, name, namespace, at } = application.destination;
  const templated = isPlaceholder(server ?? '') || isPlaceholder(name ?? '');
  let named: NamedCluster | undefined;
  if (!templated) {
    named = isInCluster(server, name)
      ? (place.runsIn ?? { cluster: 'in-cluster', namedBy: 'destination' })
      : (clusters.byAddress(server, name) ?? addressed(server, name));
  }
  const environment = clusters.environmentOf(
    named?.cluster,
    source,
    place.environment,
    namespace,
    application.name,
  );
  return {
    ...(named === undefined ? {} : { cluster: named.cluster }),
    namedBy: named?.namedBy ?? 'unknown',
    ...(server === undefined ? {} : { server }),
    ...(namespace === undefined || isPlaceholder(namespace) ? {} : { namespace }),
    namespaceForced: false,
    ...(environment === undefined ? {} : { environment }),
    at,
  };
}

function addressed(server: string | undefined, name: string | undefined): NamedCluster | undefined {
  if (name !== undefined) return { cluster: name, namedBy: 'destination' };
  return server === undefined
    ? undefined
    : { cluster: server.replace(/^https?:\/\//u, ''), namedBy: 'destination' };
}
