import { canonicalJson } from '../../formats/json/canonical.ts';
import type { Rights } from '../../model/access-diff.ts';
import type { Roster } from '../../model/person.ts';
import type { System } from '../../model/policy.ts';
import type {
  ReviewCoverage,
  ReviewDefinition,
  ReviewGap,
  ReviewItem,
  ReviewOrigin,
} from '../../model/review.ts';
import type { SourceTree } from '../../model/tree.ts';
import type { DefaultPolicy } from '../../stages/5-cluster/defaults.ts';
import { reviewedClusters } from './clusters.ts';
import { itemDigest, itemId } from './identity.ts';
import { Principals } from './principals.ts';
import { RoleRights } from './role-rights.ts';
import { placeOf, type Way, waysIn } from './ways.ts';

export interface PopulationInput {
  /** At the commit that is reviewed. */
  readonly tree: SourceTree;
  readonly definition: ReviewDefinition;
  readonly roster: Roster;
  readonly system?: System;
  /** Who has left by then; RFC 3339 UTC. */
  readonly now: string;
  readonly defaults: DefaultPolicy;
  /** Rights in words. */
  readonly say: (rights: Rights) => string;
}

/** What is to be reviewed, before anybody asked history about it. */
export interface FoundWays {
  readonly ways: readonly Way[];
  /** Cluster -> namespace -> the group that its manifest names. */
  readonly owners: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly coverage: ReviewCoverage;
  /** Of the coverage, what may hide ways; who is in a group that the roster does not know hides none. */
  readonly hidden: readonly ReviewGap[];
  /** Folders that agents apply. */
  readonly folders: readonly string[];
}

/** Who has which role where, and by which line, as the agents make it of a tree. */
export function findWays(input: PopulationInput): FoundWays {
  const { tree, definition, roster, system, now, defaults, say } = input;
  const { clusters, unknown, folders } = reviewedClusters(tree, definition.clusters, system, defaults);
  const principals = new Principals(roster, now);
  const excluded = new Map<string, number>();
  const groups: ReviewGap[] = [];
  const ways = clusters.flatMap(({ authorizer }) => {
    const found = waysIn(authorizer, definition, principals, new RoleRights(authorizer, say));
    const { name: cluster } = authorizer.cluster;
    for (const one of found.unknownGroups)
      groups.push({
        cluster,
        reason: `the roster does not know who is in group ${one.name}`,
        at: placeOf(one),
      });
    for (const [reason, count] of found.excluded) excluded.set(reason, (excluded.get(reason) ?? 0) + count);
    return found.ways;
  });
  const hidden = [...unknown, ...clusters.flatMap((one) => one.unknown)];
  return {
    ways,
    hidden,
    folders,
    owners: new Map(clusters.map((one) => [one.authorizer.cluster.name, one.owners])),
    coverage: {
      unknown: inOrder([...hidden, ...groups]),
      excluded: [...excluded]
        .map(([reason, items]) => ({ reason, items }))
        .sort((one, other) => (one.reason < other.reason ? -1 : 1)),
    },
  };
}

/** An item, and the line that it is recorded as: canonical JSON. */
export interface RecordedItem {
  readonly item: ReviewItem;
  readonly line: string;
}

/** Makes items of ways; each by itself, so that whoever has something more urgent to do can do it in between. */
export function itemMaker(
  tree: SourceTree,
  originOf: (way: Way) => ReviewOrigin,
): (way: Way) => RecordedItem {
  const blobs = new Map(tree.entries.map(({ path, oid }) => [path, oid ?? '']));
  return (way) => {
    const made = { ...way, id: itemId(way), blob: blobs.get(way.at.path) ?? '', origin: originOf(way) };
    const item = { ...made, digest: itemDigest(made) };
    return { item, line: canonicalJson(item) };
  };
}

/** As they are recorded: sorted by id. */
export function byId(one: RecordedItem, other: RecordedItem): number {
  return one.item.id < other.item.id ? -1 : 1;
}

function inOrder(gaps: readonly ReviewGap[]): readonly ReviewGap[] {
  const byText = new Map(gaps.map((gap) => [canonicalJson(gap), gap]));
  return [...byText].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, gap]) => gap);
}
