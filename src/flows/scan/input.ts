import type { ScanInput } from '../../chain/read/input.ts';
import type { Landing } from '../../model/landing.ts';
import type { Recorded } from '../../model/ledger.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { Declared } from './declared.ts';
import type { Opened } from './open.ts';

/** What was told from outside, and the time of the judgement. */
export interface Told {
  readonly evidence: Evidence;
  /** All entries of a ledger; absent where none is in view. */
  readonly ledger?: readonly Recorded[];
  /** RFC 3339 UTC. */
  readonly now: string;
}

/** Everything that a judgement rests on; `declared` has one entry a repository, in the same order. */
export function inputOf(
  opened: readonly Opened[],
  declared: readonly Declared[],
  recent: ReadonlyMap<string, { readonly landings: readonly Landing[] }>,
  { evidence, ledger, now }: Told,
): ScanInput {
  const system = evidence.system ?? declared.flatMap((one) => one.systems)[0];
  return {
    now,
    repositories: opened.map((one, index) => {
      const known = recent.get(one.name)?.landings;
      return {
        name: one.name,
        tree: one.tree,
        urls: one.git?.remoteUrl === undefined ? [] : [one.git.remoteUrl],
        ...(one.branch === undefined ? {} : { branch: one.branch }),
        ...(known === undefined ? {} : { landings: known }),
        requirements: [...evidence.requirements, ...(declared[index]?.requirements ?? [])],
        accessPolicies: declared[index]?.accessPolicies ?? [],
      };
    }),
    forges: evidence.forges,
    trusts: evidence.trusts,
    ...(evidence.roster === undefined ? {} : { roster: evidence.roster }),
    ...(evidence.mainward === undefined ? {} : { mainward: evidence.mainward }),
    ...(system === undefined ? {} : { system }),
    ...(ledger === undefined ? {} : { ledger }),
  };
}
