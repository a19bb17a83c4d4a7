import type { Actor } from '../../model/drift.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Sighting } from '../guard/who/witness.ts';
import type { Asked } from './asked.ts';

/** Who asks, as the API server knows them. */
export function actorOf({ request: { who, uid } }: Asked, now: number): Actor {
  return {
    source: 'admission',
    user: who.user,
    groups: who.groups,
    at: new Date(now).toISOString(),
    event: uid,
  };
}

/** What a request would write, for whoever looks for a name later. */
export function sightingOf(
  { cluster, clock }: { readonly cluster: string; readonly clock: Clock },
  asked: Asked,
  refused: boolean,
): Sighting {
  const { request, ref, before, after } = asked;
  const now = clock.now();
  const uid = (after ?? before)?.object.metadata.uid;
  return {
    cluster,
    object: ref,
    operation: request.operation,
    ...(uid === undefined ? {} : { uid }),
    ...(after?.meaning === undefined ? {} : { meaning: after.meaning }),
    ...(before?.meaning === undefined ? {} : { before: before.meaning }),
    ...(request.dryRun ? { void: 'dry-run' as const } : refused ? { void: 'refused' as const } : {}),
    actor: actorOf(asked, now),
    at: now,
  };
}
