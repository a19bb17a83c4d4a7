import type { Answer, Answered, FeedDestination, FeedSource } from '../../../model/agent.ts';
import type { FluxHelmRelease, FluxKustomization, FluxSource } from '../../../model/flux.ts';
import type { Location } from '../../../model/location.ts';
import type { DraftTools } from './argo-drafts.ts';
import type { NamedCluster } from './cluster.ts';
import type { Finished, Placement } from './draft.ts';
import { fluxIdentity } from './flux-identity.ts';

/** Where Flux is installed unless an object says otherwise. */
export const FLUX_NAMESPACE = 'flux-system';

/** What a Flux object says besides its source. `definition` is the source object, where it is in view. */
export function finishFlux(
  tools: DraftTools,
  fact: FluxKustomization | FluxHelmRelease,
  source: FeedSource,
  definition: FluxSource | undefined,
  place: Placement,
): Finished {
  const release = 'driftDetection' in fact;
  const { namespace } = place;
  const destination = destinationOf(tools, fact, source, namespace, place);
  const own: Answered = {
    answer: 'yes',
    why: 'Flux sets no limit of its own; the account it applies with decides',
    at: fact.at,
  };
  const verify = (release ? fact.verify : undefined) ??
    definition?.verify ?? {
      required: {
        answer: 'unknown',
        why: 'the source object is not in view',
        supply: `the ${source.definedIn?.kind ?? 'source'} ${source.definedIn?.name ?? ''}`.trim(),
      },
      trusts: [],
    };
  return {
    source,
    destination,
    identity: fluxIdentity(
      tools,
      fact,
      namespace,
      place.runsIn?.cluster,
      destination.cluster,
      release ? 'helm-controller' : 'kustomize-controller',
    ),
    limits: {
      workloads: own,
      namespacedAccess: own,
      clusterAccess: own,
      agentObjects: own,
      namespaces: [!release && fact.targetNamespace !== undefined ? fact.targetNamespace : '*'],
    },
    automatic: { answer: 'yes', why: 'Flux applies each new revision by itself', at: fact.at },
    selfHeal: release
      ? releaseHeals(fact)
      : { answer: 'yes', why: 'a Kustomization is applied again at each interval', at: fact.at },
    prune: release
      ? { answer: 'yes', why: 'Helm removes what leaves the chart', at: fact.at }
      : toAnswered(fact.prune, fact.at, 'what leaves Git is removed', 'what leaves Git stays in the cluster'),
    suspended: toAnswered(
      fact.suspended,
      fact.suspendedAt ?? fact.at,
      'it is suspended',
      'it is not suspended',
    ),
    verify,
    unknown:
      destination.cluster === undefined
        ? [
            {
              about: 'destination',
              why: 'nothing names the cluster',
              supply: 'a System that gives the cluster its folders',
              at: fact.at,
            },
          ]
        : [],
  };
}

function releaseHeals(fact: FluxHelmRelease): Answered {
  if (fact.driftDetection === 'enabled') return { answer: 'yes', why: 'drift detection is on', at: fact.at };
  if (fact.driftDetection === 'unknown')
    return {
      answer: 'unknown',
      why: 'the mode of drift detection cannot be read',
      at: fact.at,
      supply: 'the rendered HelmRelease',
    };
  return {
    answer: 'no',
    why: `drift detection is ${fact.driftDetection === 'warn' ? 'set to warn only' : 'off'}`,
    at: fact.at,
  };
}

function toAnswered(answer: Answer, at: Location, yes: string, no: string): Answered {
  if (answer === 'unknown')
    return { answer, why: 'the field is no plain boolean', at, supply: 'the rendered object' };
  return { answer, why: answer === 'yes' ? yes : no, at };
}

function destinationOf(
  tools: DraftTools,
  fact: FluxKustomization | FluxHelmRelease,
  source: FeedSource,
  namespace: string,
  place: Placement,
): FeedDestination {
  const remote = fact.kubeConfig;
  let named: NamedCluster | undefined = place.runsIn;
  if (remote !== undefined) {
    const object = remote.secret ?? remote.configMap;
    named =
      tools.clusters.byAddress(object) ??
      (object === undefined ? undefined : { cluster: remoteName(object, namespace), namedBy: 'destination' });
  }
  const forced = !('driftDetection' in fact) && fact.targetNamespace !== undefined;
  const target = fact.targetNamespace ?? ('driftDetection' in fact ? namespace : undefined);
  const environment = tools.clusters.environmentOf(
    named?.cluster,
    source,
    place.environment,
    target,
    fact.name,
  );
  return {
    ...(named === undefined ? {} : { cluster: named.cluster }),
    namedBy: named?.namedBy ?? 'unknown',
    ...(remote === undefined
      ? {}
      : { server: `kubeconfig:${namespace}/${remote.secret ?? remote.configMap ?? ''}` }),
    ...(target === undefined ? {} : { namespace: target }),
    namespaceForced: forced,
    ...(environment === undefined ? {} : { environment }),
    at: remote?.at ?? fact.at,
  };
}

/** A kubeconfig's Secret stands for its cluster; its namespace tells apart those that are called alike. */
function remoteName(object: string, namespace: string): string {
  const name = object.replace(/-?kubeconfig$/u, '');
  return namespace === FLUX_NAMESPACE && name !== '' ? name : `${namespace}/${name === '' ? object : name}`;
}
