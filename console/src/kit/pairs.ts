/** One line of two texts together: in both, only in the left one, or only in the right one. */
export interface Edit {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

export interface SideLine {
  /** From 1 on, in its own text. */
  readonly number: number;
  readonly text: string;
  readonly differs: boolean;
}

/** What stands beside each other; a side is absent where the other one has more lines there. */
export interface SideRow {
  readonly key: string;
  readonly left: SideLine | undefined;
  readonly right: SideLine | undefined;
}

/** Lines beside each other: what was removed stands beside what came in its place. */
export function pairs(edits: readonly Edit[]): readonly SideRow[] {
  const rows: SideRow[] = [];
  let [left, right] = [0, 0];
  for (let at = 0; at < edits.length; ) {
    const edit = edits[at];
    if (edit?.kind === 'same') {
      rows.push(row(line(++left, edit.text, false), line(++right, edit.text, false)));
      at += 1;
      continue;
    }
    const end = runEnd(edits, at);
    const run = edits.slice(at, end);
    const removed = run.filter(({ kind }) => kind === 'removed').map(({ text }) => line(++left, text, true));
    const added = run.filter(({ kind }) => kind === 'added').map(({ text }) => line(++right, text, true));
    for (let one = 0; one < Math.max(removed.length, added.length); one += 1)
      rows.push(row(removed[one], added[one]));
    at = end;
  }
  return rows;
}

function runEnd(edits: readonly Edit[], from: number): number {
  let end = from;
  while (end < edits.length && edits[end]?.kind !== 'same') end += 1;
  return end;
}

function line(number: number, text: string, differs: boolean): SideLine {
  return { number, text, differs };
}

function row(left: SideLine | undefined, right: SideLine | undefined): SideRow {
  return { key: `${left?.number ?? ''}:${right?.number ?? ''}`, left, right };
}
