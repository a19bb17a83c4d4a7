/** Names longer than this are compared for equality only. */
const LONGEST = 64;
const MOST_APART = 2;
const SHORTEST_START = 3;

/** The known name that was probably meant: equal but for case, the only one that begins so, or at most two slips away. */
export function nearest(wanted: string, known: readonly string[]): string | undefined {
  const name = wanted.toLowerCase();
  const same = known.find((one) => one.toLowerCase() === name);
  if (same !== undefined) return same;
  const most = Math.min(MOST_APART, Math.floor(name.length / 3));
  let best: { readonly name: string; readonly apart: number } | undefined;
  for (const one of known) {
    if (Math.abs(one.length - name.length) > most || one.length > LONGEST) continue;
    const apart = slipsBetween(name, one.toLowerCase());
    if (apart <= most && (best === undefined || apart < best.apart)) best = { name: one, apart };
  }
  if (best !== undefined || name.length < SHORTEST_START) return best?.name;
  const beginning = known.filter((one) => one.toLowerCase().startsWith(name));
  return beginning.length === 1 ? beginning[0] : undefined;
}

/** Letters to insert, delete, replace or swap with their neighbour (optimal string alignment). */
function slipsBetween(one: string, other: string): number {
  let before: readonly number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 1; at <= one.length; at += 1) {
    const next = [at];
    for (let to = 1; to <= other.length; to += 1) {
      const swapped =
        at > 1 && to > 1 && one[at - 1] === other[to - 2] && one[at - 2] === other[to - 1]
          ? (before[to - 2] ?? 0) + 1
          : Number.POSITIVE_INFINITY;
      const replaced = (row[to - 1] ?? 0) + (one[at - 1] === other[to - 1] ? 0 : 1);
      next.push(Math.min((row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1, replaced, swapped));
    }
    before = row;
    row = next;
  }
  return row[other.length] ?? 0;
}
