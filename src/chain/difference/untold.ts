import type { UnreadChange } from '../../model/access-diff.ts';
import type { Side } from './side.ts';
import type { Touched } from './unread.ts';

interface Sides {
  readonly before: Side;
  readonly after: Side;
  readonly touched: Touched;
}

/** May agents apply more than they are seen to? */
export function isUntold({ before, after }: Sides): boolean {
  return before.untold.length + after.untold.length > 0;
}

/** Folders that no agent in view is seen to apply and that the change touches, by the names that stand for their clusters. */
export function touchedFolders({ before, after, touched }: Sides): readonly string[] {
  const changing = [...before.folders, ...after.folders].filter(
    ({ consumed }) => touched === null || [...consumed].some((path) => touched.has(path)),
  );
  return [...new Set(changing.map(({ cluster }) => cluster.name))].sort();
}

/** Where it is not told what all agents apply, a folder may be applied to any cluster, or to none. */
export function untoldOfBoth({ before, after }: Sides, folders: readonly string[]): readonly UnreadChange[] {
  const feeds = [...new Map([...before.untold, ...after.untold].map((one) => [one.feed.id, one])).values()];
  const [first] = feeds;
  if (first === undefined) return [];
  const { kind, namespace, name, at } = first.feed;
  const others = feeds.length > 1 ? `, and ${feeds.length - 1} others like it, apply` : ' applies';
  const reason = `what ${kind} ${namespace}/${name}${others} is not told`;
  const where = folders.map(
    (folder): UnreadChange => ({
      reason: `no agent in view is seen to apply ${folder.slice('folder:'.length)}, and not all tell what they apply: to which cluster it goes is not known`,
      cluster: folder,
      side: 'both',
      changed: true,
    }),
  );
  return [...where, { reason, location: at, cluster: null, side: 'both', changed: false }];
}

/** Where all agents tell what they apply, a folder that none does is only worth a remark. */
export function unapplied(folders: readonly string[]): string {
  const named = folders.slice(0, MOST_NAMED).map((folder) => folder.slice('folder:'.length));
  const more = folders.length > MOST_NAMED ? ` and ${folders.length - MOST_NAMED} more` : '';
  return `no agent in view applies ${named.join(', ')}${more}, so what changes there was not compared`;
}

const MOST_NAMED = 3;

/** Where one side has agents in view and the other none, what counts as applied is told in two ways. */
export function fedOtherwise({ before, after }: Pick<Sides, 'before' | 'after'>): readonly UnreadChange[] {
  if (before.fed === after.fed || before.clusters.length === 0 || after.clusters.length === 0) return [];
  const [without, with_] = before.fed ? ['after', 'before'] : ['before', 'after'];
  return [
    {
      reason: `${without} the change no agent is in view and everything counts as applied to one cluster, ${with_} it agents say what is applied: the two are told apart by more than access`,
      cluster: null,
      side: 'both',
      changed: true,
    },
  ];
}
