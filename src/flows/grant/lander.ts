import { decodePayload } from '../../chain/ledger/payload.ts';
import type { CommitOutcome } from '../../ports/committer.ts';
import type { WatchedRepository } from '../observe/sight.ts';
import { landOn } from './land.ts';
import type { GrantPorts } from './ports.ts';

const OWN = 'refs/heads/mainward/';

export interface Landed {
  readonly ref: string;
  readonly outcome: CommitOutcome;
}

/**
 * Lands what the committer offered, on whichever branch below `refs/heads/mainward/`, where the newest check of it says
 * that it may: what is missing is missing for the gate as well, which judges once more.
 */
export async function landPassing(
  place: WatchedRepository,
  robot: string,
  ports: Pick<GrantPorts, 'committer' | 'git' | 'ledger'>,
  isDue: (ref: string) => boolean,
): Promise<readonly Landed[]> {
  const results: Landed[] = [];
  for (const [ref, head] of await branches(place, ports.git)) {
    if (!isDue(ref) || !(await isReady(place.name, head, robot, ports.ledger))) continue;
    const name = ref.slice(OWN.length);
    results.push({ ref, outcome: await landOn(place, { ref, head, message: `Land ${name}` }, ports) });
  }
  return results;
}

async function branches(
  { path, ref: guarded }: WatchedRepository,
  git: GrantPorts['git'],
): Promise<readonly (readonly [string, string])[]> {
  const repository = await git.open(path);
  if (repository === undefined) return [];
  try {
    const refs = repository.refs();
    const tip = refs.get(guarded);
    const own: (readonly [string, string])[] = [];
    for (const [ref, head] of refs) {
      if (!ref.startsWith(OWN) || ref === guarded || tip === undefined) continue;
      if ((await repository.mergeBase(tip, head)) !== head) own.push([ref, head]);
    }
    return own;
  } finally {
    await repository.close();
  }
}

/** Is it the robot's own by its signature, and may it land? */
async function isReady(
  repository: string,
  commit: string,
  robot: string,
  ledger: GrantPorts['ledger'],
): Promise<boolean> {
  const [checked] = await ledger.find({ types: ['change.checked'], repository, commit, limit: 1 });
  if (checked?.entry.type !== 'change.checked' || checked.entry.head !== commit) return false;
  if (checked.entry.verdict !== 'pass') return false;
  const [proposed] = await ledger.find({ types: ['change.proposed'], repository, commit, limit: 1 });
  const digest = proposed?.entry.payload;
  if (digest === undefined) return false;
  return decodePayload(await ledger.payload(digest), 'mainward.dev/proposed/v1')?.by === robot;
}
