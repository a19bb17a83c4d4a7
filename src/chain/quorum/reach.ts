import type { GraphEdge, NodeId, PersonKey } from '../../model/graph.ts';
import { classify, type PersonClass, picks, representatives } from './classes.ts';
import { satisfies } from './guard.ts';

/** More people than this are not searched for: beyond it the answer is "more than". */
export const SEARCHED_UP_TO = 4;

/** The edges that can have a part in reaching `target`. */
export function slice(edges: readonly GraphEdge[], target: NodeId): readonly GraphEdge[] {
  const into = Map.groupBy(edges, (edge) => edge.to);
  const wanted = new Set<NodeId>([target]);
  const queue: NodeId[] = [target];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    for (const edge of into.get(node) ?? []) {
      for (const need of edge.needs) {
        if (wanted.has(need)) continue;
        wanted.add(need);
        queue.push(need);
      }
    }
  }
  return edges.filter((edge) => wanted.has(edge.to));
}

/** Do these people reach the target? The least fixpoint over the edges. */
export function reaches(
  edges: readonly GraphEdge[],
  target: NodeId,
  people: ReadonlySet<PersonKey>,
): boolean {
  const reached = new Set<NodeId>();
  let waiting = edges.filter((edge) => satisfies(edge.guard, people));
  for (let grew = true; grew && !reached.has(target); ) {
    const ready = waiting.filter((edge) => edge.needs.every((need) => reached.has(need)));
    waiting = waiting.filter((edge) => !ready.includes(edge));
    const before = reached.size;
    for (const edge of ready) reached.add(edge.to);
    grew = reached.size > before;
  }
  return reached.has(target);
}

/**
 * The size of the smallest set of people that reaches the target; `undefined` where no set of up to
 * `SEARCHED_UP_TO` does. Exact: every set is tried, up to interchangeability of people.
 */
export function smallest(edges: readonly GraphEdge[], target: NodeId): number | undefined {
  const relevant = slice(edges, target);
  const classes = classify(relevant.map((edge) => edge.guard));
  for (let size = 0; size <= SEARCHED_UP_TO; size += 1) {
    for (const pick of picks(undominated(classes, size), size)) {
      if (reaches(relevant, target, representatives(pick))) return size;
    }
  }
  return undefined;
}

/** Leaves out classes that can do nothing that a class with enough members cannot do too. */
function undominated(classes: readonly PersonClass[], size: number): readonly PersonClass[] {
  return classes.filter(
    (one, index) =>
      !classes.some(
        (other, at) =>
          at !== index &&
          other.members.length >= size &&
          one.powers.isSubsetOf(other.powers) &&
          (other.powers.size > one.powers.size || at < index),
      ),
  );
}
