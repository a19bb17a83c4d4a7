import type { Answered, Feed, Ground } from '../../../model/agent.ts';
import type { FluxImageAutomation, ImageAutomationReach, ImageSetter } from '../../../model/flux.ts';
import type { SourceTree } from '../../../model/tree.ts';
import { findFluxSource } from '../feeds/flux-source.ts';
import { findImageSetters } from '../flux/image.ts';
import type { AgentInventory, Found } from '../inventory.ts';
import { isWithin } from '../remote.ts';
import type { AgentFact, FactName } from './fact.ts';

const FLAGS: readonly {
  readonly fact: FactName;
  readonly flag: string;
  readonly components: readonly string[];
  readonly on: (value: string | undefined) => boolean;
}[] = [
  {
    fact: 'flux-default-service-account',
    flag: 'default-service-account',
    components: ['kustomize-controller', 'helm-controller'],
    on: (value) => value !== undefined && value !== '',
  },
  {
    fact: 'flux-no-cross-namespace',
    flag: 'no-cross-namespace-refs',
    components: [
      'kustomize-controller',
      'helm-controller',
      'notification-controller',
      'image-reflector-controller',
      'image-automation-controller',
    ],
    on: (value) => value === 'true',
  },
  {
    fact: 'flux-no-remote-bases',
    flag: 'no-remote-bases',
    components: ['kustomize-controller'],
    on: (value) => value === 'true',
  },
];

/** What the controllers' flags say; where no controller is in view although Flux is used, each is unknown. */
export function controllerFacts(inventory: AgentInventory, feeds: readonly Feed[]): readonly AgentFact[] {
  const facts: AgentFact[] = [];
  const seen = inventory.controllers.filter(({ fact }) => fact.agent === 'flux');
  for (const { fact: controller } of seen) {
    for (const { fact, flag, components, on } of FLAGS) {
      if (!components.includes(controller.component)) continue;
      const written = controller.flags.get(flag);
      const answer = on(written?.value) ? 'yes' : 'no';
      facts.push({
        fact,
        agent: 'flux',
        answer,
        subject: `Deployment ${controller.namespace}/${controller.name}`,
        why: written === undefined ? `--${flag} is not set` : `--${flag}=${written.value}`,
        at: written?.at ?? controller.at,
        feeds: [],
      });
    }
  }
  const user = feeds.find((feed) => feed.agent === 'flux');
  if (seen.length > 0 || user === undefined) return facts;
  return FLAGS.map(({ fact, flag }) => ({
    fact,
    agent: 'flux',
    answer: 'unknown',
    subject: 'Flux',
    why: `the controllers are not in view, so --${flag} cannot be told`,
    at: user.at,
    feeds: [],
    supply: 'the Deployments of Flux’s controllers (gotk-components.yaml) or the FluxInstance',
  }));
}

/** Receivers whose type carries no signature of the payload. */
export function receiverFacts(inventory: AgentInventory): readonly AgentFact[] {
  return inventory.receivers.map(({ fact }) => ({
    fact: 'flux-receiver-unsigned',
    agent: 'flux',
    answer: fact.type === 'generic' ? 'yes' : 'no',
    subject: `Receiver ${fact.namespace ?? ''}/${fact.name}`,
    why:
      fact.type === 'generic'
        ? 'the type generic checks no signature; whoever knows the address can trigger it'
        : `the type ${fact.type} checks who calls`,
    at: fact.at,
    feeds: [],
  }));
}

/** What each image automation can change without a person: branch, places and images. `treeOf` gives the repositories in view by name. */
export function imageAutomationReach(
  inventory: AgentInventory,
  feeds: readonly Feed[],
  treeOf: (repository: string) => SourceTree | undefined,
): readonly ImageAutomationReach[] {
  return inventory.imageAutomations.map((found) => oneReach(inventory, feeds, treeOf, found));
}

function oneReach(
  inventory: AgentInventory,
  feeds: readonly Feed[],
  treeOf: (repository: string) => SourceTree | undefined,
  { fact, item }: Found<FluxImageAutomation>,
): ImageAutomationReach {
  const source = findFluxSource({ inventory }, fact.source, fact.namespace, item)?.fact;
  const following = feeds.filter(
    (feed) =>
      feed.agent === 'flux' &&
      feed.source.definedIn?.name === fact.source.name &&
      feed.source.repository !== undefined,
  );
  const repository = following[0]?.source.repository;
  const checkedOut =
    fact.checkoutBranch ?? (source?.revision.kind === 'branch' ? source.revision.value : undefined);
  const pushesTo = fact.pushBranch ?? checkedOut;
  const setters = repository === undefined ? [] : settersIn(treeOf(repository), fact.updatePath);
  const wanted = new Map(setters.map(({ policy }) => [`${policy.namespace}/${policy.name}`, policy]));
  const policies = inventory.imagePolicies.filter(
    (one) =>
      wanted.has(`${one.fact.namespace ?? fact.namespace ?? ''}/${one.fact.name}`) ||
      wanted.has(`flux-system/${one.fact.name}`),
  );
  const names = new Set(policies.map((one) => one.fact.name));
  const ground: Ground | undefined = following[0]?.source.matched;
  return {
    automation: fact,
    ...(repository === undefined ? {} : { repository }),
    ...(ground === undefined ? {} : { repositoryMatched: ground }),
    ...(pushesTo === undefined ? {} : { pushesTo }),
    reachesReconciledBranch: reaches(fact, pushesTo, feeds, repository),
    setters,
    images: policies.flatMap((one) =>
      one.fact.image === undefined
        ? []
        : [
            {
              image: one.fact.image,
              policy: { namespace: one.fact.namespace ?? '', name: one.fact.name },
              at: one.fact.at,
            },
          ],
    ),
    missingPolicies: [...wanted.values()].filter((policy) => !names.has(policy.name)),
  };
}

function settersIn(tree: SourceTree | undefined, folder: string): readonly ImageSetter[] {
  const setters: ImageSetter[] = [];
  const decoder = new TextDecoder();
  for (const entry of tree?.entries ?? []) {
    if (tree === undefined || !/\.ya?ml$/u.test(entry.path) || !isWithin(entry.path, folder)) continue;
    const bytes = tree.read(entry.path);
    if (!(bytes instanceof Uint8Array)) continue;
    const origin = {
      path: entry.path,
      repository: tree.repository,
      ...(tree.commit === undefined ? {} : { commit: tree.commit }),
    };
    setters.push(...findImageSetters(decoder.decode(bytes), origin));
  }
  return setters;
}

function reaches(
  automation: FluxImageAutomation,
  pushesTo: string | undefined,
  feeds: readonly Feed[],
  repository: string | undefined,
): Answered {
  const at = automation.pushAt;
  if (automation.pushRefspec !== undefined)
    return {
      answer: 'unknown',
      why: `it pushes by the refspec ${automation.pushRefspec}`,
      at,
      supply: 'push.branch',
    };
  if (pushesTo === undefined)
    return {
      answer: 'unknown',
      why: 'the GitRepository that names the branch is not in view',
      at,
      supply: 'the GitRepository',
    };
  const followed = feeds
    .filter(
      (feed) =>
        feed.source.repository !== undefined &&
        feed.source.repository === repository &&
        ['branch', 'other'].includes(feed.source.revision.kind),
    )
    .map((feed) => feed.source.revision.value);
  if (automation.pushBranch === undefined || followed.includes(pushesTo)) {
    return {
      answer: 'yes',
      why: `it pushes to ${pushesTo}, which is what is applied, without anybody’s review`,
      at,
    };
  }
  if (followed.length === 0)
    return {
      answer: 'unknown',
      why: 'which branch is applied is not in view',
      at,
      supply: 'the GitRepository that the Kustomizations follow',
    };
  return { answer: 'no', why: `it pushes to ${pushesTo}, which no feed follows`, at };
}

/** The reaches as facts. */
export function imageAutomationFacts(reached: readonly ImageAutomationReach[]): readonly AgentFact[] {
  return reached.map(({ automation, reachesReconciledBranch }) => ({
    fact: 'flux-automation-pushes-reconciled',
    agent: 'flux',
    answer: reachesReconciledBranch.answer,
    subject: `ImageUpdateAutomation ${automation.namespace ?? ''}/${automation.name}`,
    why: reachesReconciledBranch.why,
    at: reachesReconciledBranch.at ?? automation.at,
    feeds: [],
    ...(reachesReconciledBranch.supply === undefined ? {} : { supply: reachesReconciledBranch.supply }),
  }));
}
