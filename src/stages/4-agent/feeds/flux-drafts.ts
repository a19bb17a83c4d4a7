import type { AgentUnknown, FeedSource } from '../../../model/agent.ts';
import type {
  FluxHelmRelease,
  FluxInstance,
  FluxKustomization,
  FluxSource,
  FluxSourceRef,
} from '../../../model/flux.ts';
import type { Location } from '../../../model/location.ts';
import type { VerifiedSource } from '../../../model/mainward-evidence.ts';
import { sourceOfInstance } from '../flux/instance.ts';
import { refNameRevision } from '../flux/revision.ts';
import { chartVersion } from '../flux/source.ts';
import type { Found } from '../inventory.ts';
import { cleanPath } from '../remote.ts';
import { type DraftTools, withRepository } from './argo-drafts.ts';
import type { Draft } from './draft.ts';
import { FLUX_NAMESPACE, finishFlux } from './flux-finish.ts';
import { findFluxSource, throughGenerator } from './flux-source.ts';
import { asVerified, servedIn, verifiedSources } from './verified.ts';

/** Drafts of Kustomizations, HelmReleases and FluxInstances. */
export function fluxDrafts(tools: DraftTools): readonly Draft[] {
  const { kustomizations, helmReleases, instances } = tools.inventory;
  return [
    ...instances.flatMap((one) => fromInstance(tools, one)),
    ...kustomizations.map((one) => fromKustomization(tools, one)),
    ...helmReleases.map((one) => fromHelmRelease(tools, one)),
  ];
}

function fromKustomization(tools: DraftTools, { fact, item }: Found<FluxKustomization>): Draft {
  const namespace = fact.namespace ?? FLUX_NAMESPACE;
  const routed = throughGenerator(tools, fact, item);
  const ref = routed?.ref ?? fact.source;
  const found = routed === undefined ? findFluxSource(tools, ref, fact.namespace, item) : routed.source;
  const path = routed === undefined ? fact.path : routed.path;
  const unknown: AgentUnknown[] = fact.unread.map((field) => ({
    about: 'path',
    why: `${field} is left to a substitution or cannot be read`,
    supply: 'the rendered Kustomization',
    at: fact.at,
  }));
  const source = fact.unread.includes('spec.path') ? undefined : path;
  const served = verifiedSources(tools.context, ref, namespace);
  const followed = gitLike(tools, found, fact, ref, source, served);
  if (followed.repository === undefined) unknown.push(notInView(followed, ref.kind, ref.name, ref.at));
  const overlay = fact.overlay;
  if (overlay !== undefined && overlay.substitutesFrom.length > 0) {
    unknown.push({
      about: 'content',
      why: `values of ${overlay.substitutesFrom.join(', ')} are filled in by Flux`,
      supply: 'those objects',
      at: overlay.at,
    });
  }
  return {
    agent: 'flux',
    kind: 'Kustomization',
    name: fact.name,
    namespace,
    item,
    index: 0,
    source: followed,
    ...(overlay === undefined ? {} : { overlay }),
    unknown,
    ground: 'witnessed',
    ...(source === undefined || fact.name !== FLUX_NAMESPACE ? {} : { clusterFolder: source }),
    folderNamesCluster: true,
    finish: (place) => {
      const source = servedIn(followed, place, served);
      const finished = finishFlux(tools, fact, source, found?.fact, place);
      return source === followed || source.verified === true
        ? finished
        : { ...finished, unknown: [...finished.unknown, notInView(source, ref.kind, ref.name, ref.at)] };
    },
  };
}

function notInView(source: FeedSource, kind: string, name: string, at: Location): AgentUnknown {
  return source.url === undefined
    ? {
        about: 'source',
        why: `the ${kind} ${name} is not in view`,
        supply:
          kind === 'ExternalArtifact'
            ? `the ${kind} ${name}, or mainward.json under --evidence DIR where Mainward keeps it`
            : `the ${kind} ${name}, or the repository it names`,
        at,
      }
    : {
        about: 'source',
        why: `${source.url} is not in view`,
        supply: 'that repository, scanned together with this one',
        at,
      };
}

function gitLike(
  tools: DraftTools,
  found: Found<FluxSource> | undefined,
  fact: FluxKustomization,
  ref: FluxSourceRef,
  path: string | undefined,
  served: readonly VerifiedSource[],
): FeedSource {
  const at = fact.pathAt ?? ref.at;
  const shared = {
    ...(path === undefined ? {} : { path }),
    renderer: 'kustomize',
    recurse: true,
    valuesOnly: false,
    at,
  } as const;
  const verified = asVerified(served, ref, { definedIn: definedIn(ref), ...shared });
  if (verified !== undefined) return verified;
  if (found === undefined) {
    const match = path === undefined ? undefined : unseen(tools, ref, path);
    return {
      kind: ref.kind === 'GitRepository' ? 'git' : sourceKind(ref.kind),
      revision: { kind: 'unknown', value: '', mutable: true, at: ref.at },
      definedIn: definedIn(ref),
      ...shared,
      ...match,
    };
  }
  return withRepository(tools.matcher, { ...fromSource(found.fact, ref), ...shared });
}

function unseen(
  tools: DraftTools,
  ref: FluxSourceRef,
  path: string,
): Pick<FeedSource, 'repository' | 'matched' | 'path'> | undefined {
  if (ref.kind === 'GitRepository') return tools.matcher.matchUnseen(path, ref.name);
  return ref.kind === 'OCIRepository' ? tools.matcher.matchArtifact(path, ref.name) : undefined;
}

function fromSource(
  source: FluxSource,
  ref: FluxSourceRef,
): Pick<FeedSource, 'kind' | 'url' | 'revision' | 'definedIn'> {
  return {
    kind: sourceKind(source.kind),
    ...(source.url === undefined ? {} : { url: source.url }),
    revision: source.revision,
    definedIn: definedIn(ref),
  };
}

function definedIn(ref: FluxSourceRef): NonNullable<FeedSource['definedIn']> {
  return {
    kind: ref.kind,
    name: ref.name,
    ...(ref.namespace === undefined ? {} : { namespace: ref.namespace }),
  };
}

function sourceKind(kind: string): FeedSource['kind'] {
  const kinds: Readonly<Record<string, FeedSource['kind']>> = {
    GitRepository: 'git',
    OCIRepository: 'oci',
    Bucket: 'bucket',
    HelmRepository: 'helm-repository',
    HelmChart: 'helm-repository',
    ExternalArtifact: 'external-artifact',
  };
  return kinds[kind] ?? 'unknown';
}

function fromHelmRelease(tools: DraftTools, { fact, item }: Found<FluxHelmRelease>): Draft {
  const namespace = fact.namespace ?? FLUX_NAMESPACE;
  const found =
    fact.source === undefined ? undefined : findFluxSource(tools, fact.source, fact.namespace, item);
  const written =
    found === undefined || fact.source === undefined ? undefined : fromSource(found.fact, fact.source);
  const git = written?.kind === 'git';
  const path = git ? cleanPath(fact.chart?.name ?? '') : undefined;
  const at = fact.chart?.at ?? fact.source?.at ?? fact.at;
  const source = withRepository(tools.matcher, {
    kind: written?.kind ?? sourceKind(fact.source?.kind ?? ''),
    ...(written?.url === undefined ? {} : { url: written.url }),
    revision:
      written?.kind === 'helm-repository'
        ? chartVersionOf(fact, at)
        : (written?.revision ?? { kind: 'unknown', value: fact.chart?.version ?? '', mutable: true, at }),
    ...(written?.definedIn === undefined ? {} : { definedIn: written.definedIn }),
    ...(path === undefined ? {} : { path }),
    renderer: 'helm',
    ...(fact.chart === undefined ? {} : { chart: fact.chart.name }),
    recurse: false,
    valuesOnly: false,
    at,
  });
  const content: AgentUnknown = {
    about: 'content',
    why: 'the chart is not rendered',
    supply: 'the rendered manifests',
    at,
  };
  const unknown =
    found === undefined || (git && source.repository === undefined)
      ? [content, notInView(source, fact.source?.kind ?? 'chart', fact.source?.name ?? fact.name, at)]
      : [content];
  return {
    agent: 'flux',
    kind: 'HelmRelease',
    name: fact.name,
    namespace,
    item,
    index: 0,
    source,
    unknown,
    ground: 'witnessed',
    folderNamesCluster: true,
    finish: (place) => finishFlux(tools, fact, source, found?.fact, place),
  };
}

function chartVersionOf(fact: FluxHelmRelease, at: Location): FeedSource['revision'] {
  const revision = chartVersion(undefined, at);
  const version = fact.chart?.version ?? '*';
  return /^v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]{1,200})?$/u.test(version)
    ? { kind: 'tag', value: version, mutable: true, at }
    : { ...revision, value: version };
}

/** A FluxInstance makes a source and a Kustomization of the same name in its namespace. */
function fromInstance(tools: DraftTools, { fact, item }: Found<FluxInstance>): readonly Draft[] {
  if (fact.sync === undefined) return [];
  const { sync } = fact;
  const namespace = fact.namespace ?? FLUX_NAMESPACE;
  const path = cleanPath(sync.path);
  const source = withRepository(tools.matcher, {
    kind: sourceKind(sync.kind),
    url: sync.url,
    revision: refNameRevision(sync.ref, sync.at),
    ...(path === undefined ? {} : { path }),
    renderer: 'kustomize',
    recurse: true,
    valuesOnly: false,
    definedIn: { kind: sync.kind, name: sync.name, namespace },
    at: sync.at,
  });
  const kustomization: FluxKustomization = {
    name: sync.name,
    namespace,
    source: { kind: sync.kind, name: sync.name, at: sync.at },
    path: path ?? '',
    prune: 'yes',
    force: 'no',
    suspended: 'no',
    dependsOn: [],
    at: fact.at,
    definedBy: fact.definedBy,
    unread: [],
  };
  const unknown = source.repository === undefined ? [notInView(source, sync.kind, sync.name, sync.at)] : [];
  return [
    {
      agent: 'flux',
      kind: 'Kustomization',
      name: sync.name,
      namespace,
      item,
      index: 0,
      source,
      unknown,
      ground: 'witnessed',
      ...(path === undefined ? {} : { clusterFolder: path }),
      folderNamesCluster: true,
      finish: (place) => finishFlux(tools, kustomization, source, sourceOfInstance(fact), place),
    },
  ];
}
