import type { DriftEnd } from '../../../model/drift.ts';
import type { DesiredObject } from '../desired/state.ts';
import type { LiveObject } from '../live/live-state.ts';
import type { OpenDrift } from './open-drift.ts';

/** How a difference ended that is none any more. `commit` is the verified one by now. */
export function endingOf(
  drift: OpenDrift,
  live: LiveObject | undefined,
  desired: DesiredObject | undefined,
  commit: string,
): DriftEnd {
  const isAsSeen = live?.uid === drift.uid && live?.meaning === drift.meaning;
  if (live === undefined && desired === undefined) {
    if (drift.change === 'removed') return 'adopted';
    return drift.deletedUid === undefined ? 'gone' : 'deleted';
  }
  if (isAsSeen) return commit !== drift.commit && live?.meaning === desired?.meaning ? 'adopted' : 'quiet';
  return live?.meaning === desired?.meaning ? 'given-back' : 'quiet';
}
