/** The entries from `begin` on, before `end`. */
export interface Range {
  readonly begin: number;
  readonly end: number;
}

/** A complete subtree: the `2 ** height` entries from `index * 2 ** height` on. */
export interface Subtree {
  readonly height: number;
  readonly index: number;
}

/** The complete subtrees that a range of a tree is made of, from left to right. `begin` is one that such ranges have. */
export function subtreesOf({ begin, end }: Range): readonly Subtree[] {
  const subtrees: Subtree[] = [];
  for (let at = begin; at < end; ) {
    let height = 0;
    let width = 1;
    while (at % (width * 2) === 0 && at + width * 2 <= end) {
      width *= 2;
      height++;
    }
    subtrees.push({ height, index: at / width });
    at += width;
  }
  return subtrees;
}

/** RFC 6962, 2.1.1: the ranges whose roots prove that an entry is in a tree of `size`, the entry's neighbour first. */
export function inclusionRanges(index: number, size: number): readonly Range[] {
  const ranges: Range[] = [];
  let begin = 0;
  let end = size;
  while (end - begin > 1) {
    const middle = begin + largestPowerBelow(end - begin);
    if (index < middle) {
      ranges.unshift({ begin: middle, end });
      end = middle;
    } else {
      ranges.unshift({ begin, end: middle });
      begin = middle;
    }
  }
  return ranges;
}

/** RFC 6962, 2.1.2: the ranges whose roots prove that the tree of `size` goes on from the one of `from`. */
export function consistencyRanges(from: number, size: number): readonly Range[] {
  if (from === 0 || from === size) return [];
  const ranges: Range[] = [];
  let begin = 0;
  let end = size;
  // As long as the way leads along the left edge, the old root itself is what the verifier has already.
  let known = true;
  while (from !== end) {
    const middle = begin + largestPowerBelow(end - begin);
    if (from <= middle) {
      ranges.unshift({ begin: middle, end });
      end = middle;
    } else {
      ranges.unshift({ begin, end: middle });
      begin = middle;
      known = false;
    }
  }
  return known ? ranges : [{ begin, end }, ...ranges];
}

/** The largest power of two below `n`, which is at least 2. */
function largestPowerBelow(n: number): number {
  let power = 1;
  while (power * 2 < n) power *= 2;
  return power;
}
