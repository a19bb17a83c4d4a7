import type { GraphEdge } from '../../model/graph.ts';
import { targetNode } from './feeds.ts';
import type { ChainMaterial } from './material.ts';

/** Image automations that commit to a branch feeds follow: whoever decides what image is published decides what runs. */
export function imageEdges(
  material: ChainMaterial,
  landing: (repository: string, path?: string) => { node: string; ref: string } | undefined,
): readonly GraphEdge[] {
  return material.images.flatMap((reach) => {
    if (reach.reachesReconciledBranch.answer === 'no' || reach.automation.suspended === 'yes') return [];
    const environments = environmentsOf(
      material,
      reach.repository,
      reach.setters.map((setter) => setter.at.path),
    );
    return reach.images.flatMap((image) => {
      const source = material.repositories.find((one) => builds(one.name, image.image));
      const landed = source === undefined ? undefined : landing(source.name);
      if (source === undefined || landed === undefined) return [];
      return environments.map((environment): GraphEdge => {
        const to = targetNode(environment, 'workload');
        const assumed =
          reach.reachesReconciledBranch.answer === 'unknown' ? reach.reachesReconciledBranch.why : undefined;
        return {
          id: `${to}<-image-${image.image}`,
          needs: [landed.node],
          to,
          guard: { duties: [], apart: [] },
          robots: [`image automation ${reach.automation.namespace ?? ''}/${reach.automation.name}`],
          step: {
            stage: 'agent',
            from: `${source.name} ${landed.ref.replace('refs/heads/', '')}`,
            to: environment,
            why: `image ${image.image} built from it is committed by image automation ${reach.automation.name} without a review`,
            location: reach.automation.at,
          },
          ...(assumed === undefined ? {} : { assumed }),
          rests: [{ kind: 'object', at: reach.automation.at }],
        };
      });
    });
  });
}

function environmentsOf(
  material: ChainMaterial,
  repository: string | undefined,
  paths: readonly string[],
): readonly string[] {
  const touched = material.feeds.filter(
    (facts) =>
      facts.feed.source.repository === repository &&
      facts.effects.workload.answer === 'yes' &&
      facts.paths.some((path) => paths.includes(path)),
  );
  return [...new Set(touched.map((facts) => facts.environment))];
}

/** An image is taken to be built by the repository of the same name. */
function builds(repository: string, image: string): boolean {
  const path = image.split('@', 1)[0] ?? '';
  return path.slice(path.lastIndexOf('/') + 1).split(':', 1)[0] === repository;
}
