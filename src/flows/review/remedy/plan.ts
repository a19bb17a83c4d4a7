import { grantsTheSame } from '../../../chain/review/identity.ts';
import { remove } from '../../../formats/kubernetes/removal/remove.ts';
import type { CutFile, TaskCode } from '../../../formats/kubernetes/removal/target.ts';
import type { Sha256 } from '../../../model/ledger.ts';
import type { Roster } from '../../../model/person.ts';
import type { ReviewItem } from '../../../model/review.ts';
import { STALE } from '../board/remedy-folds.ts';
import { editedTree } from './edited.ts';
import type { Seen, Standing } from './seen.ts';
import { Targets } from './targets.ts';
import { accessWords } from './words.ts';

/**
 * Why something is left to people, beyond what surgery says. `membership`: the roster says so. `shared`: the same line gives
 * what nobody revoked. `stays`: it is given elsewhere as well. `unsure`: it cannot be told what else would go. `unlocated`: it
 * is not written as it is called. `renamed`: it goes by a name by now about which nobody was asked.
 */
export const PLAN_CODES = ['membership', 'shared', 'stays', 'unsure', 'unlocated', 'renamed'] as const;
export type PlanCode = (typeof PLAN_CODES)[number] | TaskCode;

export interface PlannedTask {
  readonly item: Sha256;
  readonly code: PlanCode;
  readonly say: string;
}

/** What a proposal would do, and what it would leave to people. */
export interface Plan {
  readonly files: readonly CutFile[];
  /** What goes with these files, and was revoked. */
  readonly items: readonly ReviewItem[];
  readonly tasks: readonly PlannedTask[];
  /** Of the items, members that go with their group's binding, and others of it who were not revoked; in words. */
  readonly along: readonly string[];
}

interface Aimed {
  readonly item: ReviewItem;
  readonly now: Standing;
}

/** Tries that name a culprit; after them all that is left is for people. */
const MOST_TRIES = 8;

/**
 * How a tree would be without these items, all of which were revoked: only files of which it is known that nobody else loses
 * anything by them. Items that are not there are left out.
 */
export function planRemoval(seen: Seen, items: readonly ReviewItem[]): Plan {
  const tasks: PlannedTask[] = [];
  const members: Aimed[] = [];
  let open: Aimed[] = [];
  for (const item of items) {
    const now = seen.standing.get(item.id);
    if (now === undefined) continue;
    if (!grantsTheSame(item, now))
      tasks.push({ item: item.id, code: STALE, say: 'it gives something else than was reviewed' });
    else if (item.via.length > 0) members.push({ item, now });
    else open.push({ item, now });
  }
  const targets = new Targets(seen.tree);
  for (let tries = 0; ; tries += 1) {
    const { files, failed } = attempt(seen, targets, open);
    const wrong = failed.length > 0 ? failed : judged(seen, files, open, members);
    if (wrong.length === 0) return finished(seen, { files, open, members, tasks });
    const left =
      tries < MOST_TRIES
        ? wrong
        : open.map((one) => task(one, 'unsure', 'it cannot be told what else would go with it'));
    tasks.push(...left);
    const isLeft = new Set(left.map(({ item }) => item));
    open = open.filter(({ item }) => !isLeft.has(item.id));
  }
}

function attempt(
  { tree, folders }: Seen,
  targets: Targets,
  open: readonly Aimed[],
): { readonly files: readonly CutFile[]; readonly failed: readonly PlannedTask[] } {
  const aimed = open.flatMap((one) => targets.of(one.now).map((target) => ({ one, target })));
  const { files, outcomes } = remove(
    tree,
    aimed.map(({ target }) => target),
    { applied: folders },
  );
  const failed = new Map<Sha256, PlannedTask>();
  for (const [index, { one }] of aimed.entries()) {
    const outcome = outcomes[index];
    if (outcome === undefined || outcome.kind === 'removed' || failed.has(one.item.id)) continue;
    const { at, say } = outcome;
    // What was found a moment ago by its name is written under another one.
    const code = outcome.code === 'stale' ? 'unlocated' : outcome.code;
    failed.set(one.item.id, task(one, code, `${say}: ${at.path}, line ${at.line}`));
  }
  return { files, failed: [...failed.values()] };
}

/** What must not be proposed, because more or less would go than was revoked. */
function judged(
  seen: Seen,
  files: readonly CutFile[],
  open: readonly Aimed[],
  members: readonly Aimed[],
): readonly PlannedTask[] {
  if (files.length === 0) return [];
  const after = seen.of(editedTree(seen.tree, files));
  const stays = open.filter(({ item }) => after.standing.has(item.id));
  if (stays.length > 0)
    return stays.map((one) => task(one, 'stays', 'it is taken out of the file and given all the same'));
  const unsure = open.filter(
    ({ item: { cluster } }) => after.hidden.has(cluster) && !seen.hidden.has(cluster),
  );
  if (unsure.length > 0)
    return unsure.map((one) => task(one, 'unsure', after.hidden.get(one.item.cluster)?.reason ?? ''));
  const isMeant = new Set([...open, ...members].map(({ item }) => item.id));
  const others = [...seen.standing.values()].filter(
    (one) => !after.standing.has(one.id) && !isMeant.has(one.id) && !isAlong(one, open),
  );
  const gained = [...after.standing.values()].some(({ id }) => !seen.standing.has(id));
  if (others.length === 0 && !gained) return [];
  const [other] = others;
  const say =
    other === undefined
      ? 'something else would be given in its place'
      : `the same lines give what nobody revoked: ${accessWords(other)}`;
  const culprits = open.filter(({ now }) => others.some((one) => meets(now, one)));
  return (culprits.length > 0 ? culprits : open).map((one) => task(one, 'shared', say));
}

function finished(
  seen: Seen,
  {
    files,
    open,
    members,
    tasks,
  }: {
    readonly files: readonly CutFile[];
    readonly open: readonly Aimed[];
    readonly members: readonly Aimed[];
    readonly tasks: readonly PlannedTask[];
  },
): Plan {
  const isGoing = ({ now }: Aimed): boolean => isAlong(now, open);
  const going = new Set([...open, ...members.filter(isGoing)].map(({ item }) => item.id));
  const along = [...seen.standing.values()].filter((one) => !going.has(one.id) && isAlong(one, open));
  return {
    files,
    items: [...open, ...members.filter(isGoing)].map(({ item }) => item),
    tasks: [...tasks, ...members.filter((one) => !isGoing(one)).map((one) => membership(one, seen.roster))],
    along: along.map(accessWords),
  };
}

/** Does somebody have it through a group from which it is taken? */
function isAlong(one: Standing, open: readonly Aimed[]): boolean {
  const [group] = one.via;
  return (
    group !== undefined &&
    open.some(({ now: { principal, binding, cluster } }) => {
      const isGroup = principal.subject.kind === 'Group' && principal.subject.name === group;
      return isGroup && cluster === one.cluster && isSameBinding(binding, one.binding);
    })
  );
}

function isSameBinding(one: Standing['binding'], other: Standing['binding']): boolean {
  return one.kind === other.kind && one.name === other.name && one.namespace === other.namespace;
}

/** Are they written at the same place, or in the same file where they are not? */
function meets(one: Standing, other: Standing): boolean {
  const places = (each: Standing): readonly string[] =>
    [each.at, ...(each.alsoAt ?? [])].map(({ path, line, column }) => `${path}:${line}:${column}`);
  const mine = new Set(places(one));
  return places(other).some((place) => mine.has(place));
}

function membership(one: Aimed, { people, at }: Roster): PlannedTask {
  const [group = ''] = one.item.via;
  const person = people.find(({ id }) => id === one.item.principal.person);
  const where = person === undefined ? at.path : `${person.at.path}, line ${person.at.line}`;
  return task(one, 'membership', `take ${group} from the groups of ${person?.id ?? 'the person'}: ${where}`);
}

function task({ item }: Aimed, code: PlanCode, say: string): PlannedTask {
  return { item: item.id, code, say };
}
