/** One line of both texts together: `same`, only in the first, or only in the second. */
export interface LineEdit {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** Cells of the table that finds what stayed. What is larger is told as all removed and all added, which is true, too. */
const MOST_CELLS = 4_000_000;

/** The fewest lines that turn `before` into `after`, in order; among lines that both changed, removals come first. */
export function lineEdits(before: readonly string[], after: readonly string[]): readonly LineEdit[] {
  const start = sharedStart(before, after);
  const end = sharedEnd(before.slice(start), after.slice(start));
  const [old, fresh] = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
  return [
    ...before.slice(0, start).map(same),
    ...(old.length * fresh.length > MOST_CELLS
      ? [...old.map(removed), ...fresh.map(added)]
      : middle(old, fresh)),
    ...before.slice(before.length - end).map(same),
  ];
}

function middle(old: readonly string[], fresh: readonly string[]): readonly LineEdit[] {
  // common[i][j] = lines that old from i on and fresh from j on have in common, in order.
  const width = fresh.length + 1;
  const common = new Uint32Array((old.length + 1) * width);
  const at = (i: number, j: number): number => common[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = fresh.length - 1; j >= 0; j -= 1)
      common[i * width + j] =
        old[i] === fresh[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const edits: LineEdit[] = [];
  for (let i = 0, j = 0; i < old.length || j < fresh.length; ) {
    const [here, there] = [old[i], fresh[j]];
    if (here !== undefined && here === there) {
      edits.push(same(here));
      i += 1;
      j += 1;
    } else if (here !== undefined && (there === undefined || at(i + 1, j) >= at(i, j + 1))) {
      edits.push(removed(here));
      i += 1;
    } else if (there !== undefined) {
      edits.push(added(there));
      j += 1;
    }
  }
  return edits;
}

function sharedStart(one: readonly string[], other: readonly string[]): number {
  const most = Math.min(one.length, other.length);
  for (let index = 0; index < most; index += 1) if (one[index] !== other[index]) return index;
  return most;
}

function sharedEnd(one: readonly string[], other: readonly string[]): number {
  return sharedStart(one.toReversed(), other.toReversed());
}

const same = (text: string): LineEdit => ({ kind: 'same', text });
const removed = (text: string): LineEdit => ({ kind: 'removed', text });
const added = (text: string): LineEdit => ({ kind: 'added', text });
