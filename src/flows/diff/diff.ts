import { compareAccess } from '../../chain/difference/compare.ts';
import { readSide } from '../../chain/difference/side.ts';
import type { AccessDiff, DiffDocument } from '../../model/access-diff.ts';
import { MainwardError } from '../../model/errors.ts';
import type { DefaultPolicy } from '../../stages/5-cluster/defaults.ts';
import { defaultsOf } from '../ask/default-roles.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { type SidePorts, type Sides, sidesOfFolders, sidesOfRange } from './sides.ts';

export interface DiffRequest {
  /** The repository of a range; absolute. */
  readonly path: string;
  /** `A..B`, or two folders. */
  readonly between: string | { readonly from: string; readonly to: string };
  readonly defaultRoles?: string;
  readonly evidence: Evidence;
  /** RFC 3339 UTC. */
  readonly now: string;
}

/** What a change makes of who may do what. Throws for what is not understood. */
export async function diff(request: DiffRequest, ports: SidePorts): Promise<DiffDocument> {
  const defaults = defaultsOf(request.defaultRoles);
  const sides = await sidesOf(request, ports);
  const compared = compareSides(sides, { ...request, defaults });
  return { schema: 'mainward.dev/diff/v1', ...compared.access };
}

async function sidesOf({ path, between, evidence }: DiffRequest, ports: SidePorts): Promise<Sides> {
  if (typeof between !== 'string') return sidesOfFolders(between, evidence, ports.folders);
  const repository = await ports.git.open(path);
  if (repository === undefined) {
    throw new MainwardError(
      'NOTHING_TO_JUDGE',
      'There is no Git repository here, so there are no revisions.',
      {
        remedy: 'Run it in a repository, or compare two folders with --from DIR and --to DIR.',
      },
    );
  }
  try {
    return await sidesOfRange(repository, between, evidence);
  } finally {
    await repository.close();
  }
}

export interface Compared {
  readonly access: AccessDiff;
  readonly before: ReturnType<typeof readSide>;
  readonly after: ReturnType<typeof readSide>;
}

/** Reads both sides and compares them. */
export function compareSides(
  sides: Sides,
  { evidence, now, defaults }: Pick<DiffRequest, 'evidence' | 'now'> & { readonly defaults: DefaultPolicy },
): Compared {
  const read = (repository: Sides['before']): ReturnType<typeof readSide> =>
    readSide({
      now,
      repositories: [repository],
      forges: evidence.forges,
      trusts: evidence.trusts,
      ...(evidence.roster === undefined ? {} : { roster: evidence.roster }),
      ...(evidence.mainward === undefined ? {} : { mainward: evidence.mainward }),
      ...(sides.system === undefined ? {} : { system: sides.system }),
    });
  const before = read(sides.before);
  const after = read(sides.after);
  const access = compareAccess({
    before: before.side,
    after: after.side,
    defaults,
    touched: sides.touched,
    now,
    ...(evidence.roster === undefined ? {} : { roster: evidence.roster }),
  });
  return { access: { ...access, notes: [...sides.notes, ...access.notes] }, before, after };
}
