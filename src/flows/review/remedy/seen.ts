import { itemId } from '../../../chain/review/identity.ts';
import { findWays } from '../../../chain/review/population.ts';
import type { Way } from '../../../chain/review/ways.ts';
import { canonicalJson } from '../../../formats/json/canonical.ts';
import { MainwardError } from '../../../model/errors.ts';
import type { Sha256 } from '../../../model/ledger.ts';
import type { ReviewStartedPayload } from '../../../model/payload.ts';
import type { Roster } from '../../../model/person.ts';
import type { ReviewDefinition, ReviewGap } from '../../../model/review.ts';
import type { SourceTree } from '../../../model/tree.ts';
import type { GitRepository } from '../../../ports/git.ts';
import { rightsWords } from '../../../reports/access/words.ts';
import { defaultsOf } from '../../ask/default-roles.ts';
import { readSourceTree } from '../../scan/source-tree.ts';
import { declaredAt } from '../draft.ts';
import { isOfReview } from '../population.ts';

/** A way as it is now, under the id of its item. */
export type Standing = Way & { readonly id: Sha256 };

/** Who has access by a commit, as far as one campaign asks. */
export interface Seen {
  readonly commit: string;
  readonly tree: SourceTree;
  readonly roster: Roster;
  readonly standing: ReadonlyMap<Sha256, Standing>;
  /** By cluster, what may hide access that was in view when the campaign began. */
  readonly hidden: ReadonlyMap<string, ReviewGap>;
  /** Folders that agents apply. */
  readonly folders: readonly string[];
  /** The same of another tree, such as this one without something. */
  of(tree: SourceTree): Pick<Seen, 'standing' | 'hidden'>;
}

/**
 * Asks a commit what the campaign asked of its own: by the campaign's definition and day, and by the roster in force. Fails
 * with POLICY_INVALID or ROSTER_INVALID where the commit cannot be asked.
 */
export async function seenAt(
  repository: GitRepository,
  at: {
    readonly commit: string;
    /** Commit of the policy in force. */
    readonly inForce: string;
    readonly name: string;
    /** Folder of the policy. */
    readonly policy: string;
  },
  campaign: { readonly definition: ReviewDefinition; readonly payload: ReviewStartedPayload },
): Promise<Seen> {
  const { commit, inForce, name, policy: folder } = at;
  const declared = await declaredAt(repository, { commit: inForce, name, policy: folder });
  const roster = declared.flatMap(({ policy }) => policy.rosters)[0];
  if (roster === undefined) {
    throw new MainwardError('ROSTER_INVALID', `${inForce.slice(0, 12)} has no roster.`, {
      remedy: 'Land one under .mainward/.',
    });
  }
  const system = declared.flatMap(({ policy }) => policy.systems)[0];
  const { definition, payload } = campaign;
  const known = new Set(payload.coverage.unknown.map(gapKey));
  const find = (tree: SourceTree) =>
    findWays({
      tree,
      definition,
      roster,
      now: payload.asOf,
      defaults: defaultsOf(),
      say: rightsWords,
      ...(system === undefined ? {} : { system }),
    });
  const of = (tree: SourceTree) => {
    const { ways, hidden, folders } = find(tree);
    const standing = ways.map((way): Standing => ({ ...way, id: itemId(way) }));
    const fresh = hidden.filter((gap) => !known.has(gapKey(gap)));
    return {
      standing: new Map(standing.map((one) => [one.id, one])),
      hidden: new Map(fresh.map((gap) => [gap.cluster, gap])),
      folders,
    };
  };
  const tree = { ...(await readSourceTree(repository, commit, isOfReview)), repository: name };
  return { commit, tree, roster, of, ...of(tree) };
}

/** The line of a gap may move. */
function gapKey({ cluster, reason, at }: ReviewGap): string {
  return canonicalJson({ cluster, reason, path: at?.path ?? '' });
}
