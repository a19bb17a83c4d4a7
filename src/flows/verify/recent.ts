import type { Landing } from '../../model/landing.ts';
import type { GitRepository } from '../../ports/git.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { WINDOW_DAYS } from '../scan/happened.ts';
import { readLandings } from './landings.ts';
import { type OpenNativeForge, readNative } from './native.ts';

const MOST_LANDINGS = 2_000;

export interface RecentLandings {
  readonly landings: readonly Landing[];
  /** What was cut, and what was only recognised. */
  readonly notes: readonly string[];
}

/**
 * What landed on the branch that HEAD names in the last 90 days, for a scan. Without anything that could settle a
 * question, landings are only recognised. `undefined` where HEAD names no branch, or one without a commit.
 */
export async function recentLandings(
  repository: GitRepository,
  name: string,
  evidence: Evidence,
  now: string,
  open?: OpenNativeForge,
): Promise<RecentLandings | undefined> {
  const { ref, oid } = repository.head();
  if (ref === undefined || oid === undefined) return undefined;
  const cheaply =
    !evidence.forges.some((one) => one.repository === name) &&
    evidence.roster === undefined &&
    evidence.allowedSigners === undefined;
  const span = { ref, tip: oid, not: [] };
  const native = cheaply ? { evidence } : await readNative(repository, { name, span, evidence, now }, open);
  const { landings, cut } = await readLandings(repository, {
    name,
    span,
    ...native,
    bounds: { landings: MOST_LANDINGS, since: Date.parse(now) - WINDOW_DAYS * 86_400_000 },
    cheaply,
    now,
  });
  const notes: string[] = [];
  if (cut) {
    notes.push(
      `of ${name} only the newest ${MOST_LANDINGS} landings of the last ${WINDOW_DAYS} days were looked at (mainward verify looks at all)`,
    );
  }
  return { landings, notes };
}
