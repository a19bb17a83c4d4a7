import type { Feed } from '../../../model/agent.ts';
import { formatLocation } from '../../../model/location.ts';
import type { AgentInventory } from '../inventory.ts';
import { isInsecureUrl } from '../remote.ts';
import type { AgentFact, FactName } from './fact.ts';

/** What holds for each feed: its project, its revision, its account, its signatures, whether it heals. */
export function feedFacts(inventory: AgentInventory, feeds: readonly Feed[]): readonly AgentFact[] {
  const facts: AgentFact[] = [];
  for (const feed of feeds)
    facts.push(...(feed.agent === 'argocd' ? argoFeed(feed) : fluxFeed(feed)), ...common(feed));
  for (const { fact } of inventory.applicationSets) {
    facts.push({
      fact: 'argo-project-templated',
      agent: 'argocd',
      answer: fact.projectTemplated ? 'yes' : 'no',
      subject: `ApplicationSet ${fact.namespace}/${fact.name}`,
      why: fact.projectTemplated
        ? 'what a generator yields chooses the project'
        : `the project is always ${fact.project}`,
      at: fact.projectAt,
      feeds: [],
    });
  }
  for (const { fact } of inventory.applications) {
    if (fact.imageUpdater === undefined) continue;
    facts.push({
      fact: 'argo-image-updater',
      agent: 'argocd',
      answer: 'yes',
      subject: `Application ${fact.namespace}/${fact.name}`,
      why: `Argo CD Image Updater follows ${fact.imageUpdater.images.join(', ')} and writes to ${fact.imageUpdater.writeBack === 'git' ? 'Git' : 'the Application'}`,
      at: fact.imageUpdater.at,
      feeds: feeds
        .filter((feed) => formatLocation(feed.at) === formatLocation(fact.at))
        .map((feed) => feed.id),
    });
  }
  return facts;
}

function maker(feed: Feed): (
  fact: FactName,
  answered: {
    readonly answer: AgentFact['answer'];
    readonly why: string;
    readonly at?: AgentFact['at'];
    readonly supply?: string;
  },
) => AgentFact {
  return (fact, { answer, why, at, supply }) => ({
    fact,
    agent: feed.agent,
    answer,
    subject: `${feed.kind} ${feed.namespace}/${feed.name}`,
    why,
    at: at ?? feed.at,
    feeds: [feed.id],
    ...(supply === undefined ? {} : { supply }),
  });
}

function common(feed: Feed): readonly AgentFact[] {
  const make = maker(feed);
  const { url } = feed.source;
  const facts: AgentFact[] = [];
  if (url !== undefined) {
    const insecure = isInsecureUrl(url);
    facts.push(
      make('source-insecure', {
        answer: insecure ? 'yes' : 'no',
        why: insecure ? `${url} is fetched without transport security` : 'the source is fetched securely',
        at: feed.source.at,
      }),
    );
  }
  return facts;
}

function argoFeed(feed: Feed): readonly AgentFact[] {
  const make = maker(feed);
  const inDefault = feed.limits.project === 'default';
  return [
    make('argo-application-in-default-project', {
      answer: inDefault ? 'yes' : 'no',
      why: inDefault ? 'it is in the project default' : `it is in the project ${feed.limits.project ?? ''}`,
    }),
    make('argo-self-heal', feed.selfHeal),
    make('argo-mutable-revision', mutable(feed)),
  ];
}

function mutable(feed: Feed): {
  readonly answer: AgentFact['answer'];
  readonly why: string;
  readonly at: AgentFact['at'];
  readonly supply?: string;
} {
  const { revision, at } = feed.source;
  const place = revision.at ?? at;
  if (revision.kind === 'unknown')
    return {
      answer: 'unknown',
      why: 'the revision is not in view',
      at: place,
      supply: 'the object that names the revision',
    };
  const name = revision.value === '' ? 'nothing in particular' : revision.value;
  return {
    answer: revision.mutable ? 'yes' : 'no',
    why: revision.mutable ? `it follows ${name}, which can be moved` : `it is pinned to ${name}`,
    at: place,
  };
}

function fluxFeed(feed: Feed): readonly AgentFact[] {
  const make = maker(feed);
  const named = feed.identity.impersonated;
  const facts = [
    make('flux-account-named', {
      answer: feed.identity.chosen,
      why: feed.identity.why,
      ...(feed.identity.at === undefined ? {} : { at: feed.identity.at }),
      ...(feed.identity.chosen === 'unknown' ? { supply: 'the Deployments of Flux’s controllers' } : {}),
    }),
    make('flux-signatures-demanded', feed.verify.required),
    make('flux-suspended', feed.suspended),
    make('flux-mutable-revision', mutable(feed)),
    feed.kind === 'HelmRelease'
      ? make('flux-drift-detection', feed.selfHeal)
      : make('flux-prune', feed.prune),
  ];
  const account = feed.identity.serviceAccount;
  const defined = feed.source.definedIn;
  if (defined !== undefined) {
    const across = defined.namespace !== undefined && defined.namespace !== feed.namespace;
    facts.push(
      make('flux-source-across-namespaces', {
        answer: across ? 'yes' : 'no',
        why: across
          ? `the source lies in ${defined.namespace ?? ''}`
          : 'the source lies in the same namespace',
        at: feed.source.at,
      }),
    );
  }
  if (account !== undefined && named) {
    const inSystem =
      account.namespace === 'flux-system' &&
      !['kustomize-controller', 'helm-controller'].includes(account.name);
    facts.push(
      make('flux-account-in-system-namespace', {
        answer: inSystem ? 'yes' : 'no',
        why: `it applies as ${account.namespace}/${account.name}`,
      }),
    );
  }
  return facts;
}
