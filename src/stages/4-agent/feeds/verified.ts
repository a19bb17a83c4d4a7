import type { FeedSource } from '../../../model/agent.ts';
import type { FluxSourceRef } from '../../../model/flux.ts';
import type { VerifiedSource } from '../../../model/mainward-evidence.ts';
import type { FeedContext } from './context.ts';
import type { Placement } from './draft.ts';

/** The ExternalArtifacts of Mainward that a reference may mean: one a cluster. */
export function verifiedSources(
  { verified = [] }: FeedContext,
  ref: FluxSourceRef,
  namespace: string,
): readonly VerifiedSource[] {
  if (ref.kind !== 'ExternalArtifact') return [];
  const wanted = ref.namespace ?? namespace;
  return verified.filter((one) => one.name === ref.name && one.namespace === wanted);
}

/** What is followed through Mainward; `undefined` where it is nothing of Mainward's, or several things. */
export function asVerified(
  served: readonly VerifiedSource[],
  ref: FluxSourceRef,
  shared: Omit<FeedSource, 'kind' | 'revision'>,
): FeedSource | undefined {
  const [first, ...others] = new Map(served.map((one) => [`${one.repository} ${one.ref}`, one])).values();
  if (first === undefined || others.length > 0) return undefined;
  const branch = first.ref.startsWith('refs/heads/');
  const value = first.ref.replace(/^refs\/(?:heads|tags)\//, '');
  return {
    ...shared,
    kind: 'external-artifact',
    repository: first.repository,
    matched: 'witnessed',
    revision: { kind: branch ? 'branch' : 'tag', value, mutable: true, at: ref.at },
    verified: true,
  };
}

/** Only the cluster that Mainward serves gets it from Mainward; where it is not told which one this is, that is assumed. */
export function servedIn(
  source: FeedSource,
  { runsIn }: Placement,
  served: readonly VerifiedSource[],
): FeedSource {
  if (source.verified !== true) return source;
  const cluster = runsIn?.cluster;
  if (cluster === undefined) return { ...source, matched: 'assumed' };
  if (served.some((one) => one.cluster === cluster)) return source;
  const { repository: _repository, matched: _matched, verified: _verified, ...rest } = source;
  return { ...rest, revision: { kind: 'unknown', value: '', mutable: true, at: source.at } };
}
