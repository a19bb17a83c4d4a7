import { objectKey } from '../../../ledger/facets.ts';
import { encodePayload } from '../../observe/payload.ts';
import type { OpenDrift } from '../recorded/open-drift.ts';
import type { GuardState } from '../state.ts';
import { knownActor } from './person.ts';

/** Joins names to differences as they become known, until the signal aborts. */
export async function followWitness(state: GuardState, signal: AbortSignal): Promise<void> {
  for await (const { object } of state.parts.witness.follow(signal)) {
    const drift = state.drifts.lately(objectKey(object));
    if (drift === undefined) continue;
    attribute(drift, state);
    // Who did it may be what was missing to tell whether anything is to be done.
    if (drift.effect === 'unknown') state.waiting.at(drift.key, state.now);
  }
}

/** Says who made a difference, so far as that was not said: once for each source that knows. */
export function attribute(drift: OpenDrift, state: GuardState): void {
  const { place, parts, head } = state;
  const { uid, meaning, resourceVersion } = drift;
  const seen = parts.witness.whoDid({
    cluster: place.cluster,
    object: drift.named,
    removed: drift.change === 'removed',
    at: drift.seenAt,
    ...(uid === undefined ? {} : { uid }),
    ...(meaning === undefined ? {} : { meaning }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  });
  const roster = head.state?.roster;
  const fresh = seen.filter(({ source }) => !drift.sources.has(source));
  for (const actor of fresh) {
    drift.sources.add(actor.source);
    const known = knownActor(actor, roster === undefined ? [] : [roster], place.cluster);
    drift.actors = [...drift.actors, known];
    state.owed.add(
      {
        type: 'drift.attributed',
        cluster: place.cluster,
        object: drift.object,
        seen: drift.seen,
        source: actor.source,
      },
      encodePayload({ schema: 'mainward.dev/attribution/v1', actor: known }, parts.random),
    );
  }
}
