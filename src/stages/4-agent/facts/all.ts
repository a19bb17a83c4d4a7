import type { SourceTree } from '../../../model/tree.ts';
import type { ResolvedFeeds } from '../resolve.ts';
import { accessFacts } from './argo-access.ts';
import { projectFacts } from './argo-projects.ts';
import { credentialFacts } from './credentials.ts';
import type { AgentFact } from './fact.ts';
import { feedFacts } from './feeds.ts';
import { controllerFacts, imageAutomationFacts, imageAutomationReach, receiverFacts } from './flux.ts';

/** Every fact about the agents that controls judge. `treeOf` gives repositories in view by name, for the places that image automations rewrite. */
export function agentFacts(
  { inventory, feeds }: ResolvedFeeds,
  treeOf: (repository: string) => SourceTree | undefined = () => undefined,
): readonly AgentFact[] {
  return [
    ...projectFacts(inventory, feeds),
    ...accessFacts(inventory, feeds),
    // Nothing in Git defines an assumed feed, so there is nothing to point at.
    ...feedFacts(
      inventory,
      feeds.filter((feed) => feed.ground === 'witnessed'),
    ),
    ...controllerFacts(inventory, feeds),
    ...receiverFacts(inventory),
    ...imageAutomationFacts(imageAutomationReach(inventory, feeds, treeOf)),
    ...credentialFacts(inventory),
  ];
}
