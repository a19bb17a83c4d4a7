import type { GraphEdge, NodeId } from '../../model/graph.ts';

/** How many ways are enumerated at most for one target. */
const MOST_DERIVATIONS = 3_000;

export interface Derivations {
  /** Each a set of edges in the order in which they become possible. */
  readonly ways: readonly (readonly GraphEdge[])[];
  /** False where there were more than were enumerated. */
  readonly complete: boolean;
}

/** The ways to reach a target: minimal trees of edges, without cycles. */
export function derivations(edges: readonly GraphEdge[], target: NodeId): Derivations {
  const into = Map.groupBy(edges, (edge) => edge.to);
  let budget = MOST_DERIVATIONS;
  function* reach(node: NodeId, above: ReadonlySet<NodeId>): Generator<readonly GraphEdge[]> {
    if (above.has(node)) return;
    const within = new Set(above).add(node);
    for (const edge of into.get(node) ?? []) {
      for (const before of all(edge.needs, within)) {
        if (budget <= 0) return;
        yield [...before, edge];
      }
    }
  }
  function* all(needs: readonly NodeId[], above: ReadonlySet<NodeId>): Generator<readonly GraphEdge[]> {
    const [first, ...rest] = needs;
    if (first === undefined) {
      yield [];
      return;
    }
    for (const one of reach(first, above)) {
      for (const others of all(rest, above)) yield merge(one, others);
    }
  }
  const ways = new Map<string, readonly GraphEdge[]>();
  let complete = true;
  for (const way of reach(target, new Set())) {
    ways.set(
      way
        .map((edge) => edge.id)
        .sort()
        .join('\n'),
      way,
    );
    budget -= 1;
    if (budget <= 0) {
      complete = false;
      break;
    }
  }
  return { ways: [...ways.values()], complete };
}

function merge(one: readonly GraphEdge[], others: readonly GraphEdge[]): readonly GraphEdge[] {
  const seen = new Set(one.map((edge) => edge.id));
  return [...one, ...others.filter((edge) => !seen.has(edge.id))];
}
