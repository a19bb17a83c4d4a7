import type { DriftDocument, DriftUnknown } from '../../model/drift-document.ts';
import type { ClusterReader, ResourceType } from '../../ports/cluster.ts';
import { type Against, type AgainstPorts, type AgainstRequest, whatToCompareWith } from './against.ts';
import { Comparison } from './comparison.ts';
import { grantFor, listLive } from './live.ts';

export interface DriftPorts extends AgainstPorts {
  /** Acts as an account that can only read. */
  readonly cluster: ClusterReader;
}

/** What differs now between the verified commit and a cluster. Writes nothing. Fails with the codes of what could not be asked. */
export async function drift(request: AgainstRequest, ports: DriftPorts): Promise<DriftDocument> {
  const against = await whatToCompareWith(request, ports);
  const live = await listLive(ports.cluster);
  return documentOf(against, new Comparison(against.wanted, live), live.forbidden);
}

/** The answer, from a comparison as it stands. */
export function documentOf(
  { wanted, repository, ref, commit, verified, unknown, notes }: Against,
  comparison: Comparison,
  forbidden: readonly ResourceType[],
): DriftDocument {
  return {
    schema: 'mainward.dev/drift/v1',
    clusters: [{ cluster: wanted.cluster, repository, ref, commit, verified }],
    differences: comparison.differences(),
    quiet: comparison.quiet(),
    forbidden: forbidden.map(({ kind }) => kind),
    unknown: [...forbidden.map(unseen), ...unknown],
    notes,
  };
}

function unseen(type: ResourceType): DriftUnknown {
  return { reason: `objects of kind ${type.kind} may not be listed`, supply: grantFor(type) };
}
