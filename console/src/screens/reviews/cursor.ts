import { useCallback, useState } from 'react';
import { type Line, stepFrom } from './filter.ts';

/** Which item the keys are about. */
export interface Cursor {
  /** Index of its line; -1 where there is none. */
  readonly at: number;
  readonly id: string | undefined;
  /** It was moved by a key, so its row wants the focus, and has to be in view. */
  readonly byKey: boolean;
  readonly step: (step: 1 | -1) => void;
  /** Stable; `at` is where its line is, if that is known. */
  readonly set: (id: string | undefined, byKey?: boolean, at?: number) => void;
}

/** Stays with its item when lines come and go; where the item went, with its place. */
export function useCursor(lines: readonly Line[], first: string | undefined): Cursor {
  const [state, setState] = useState({ id: first, at: -1, byKey: false });
  const found = state.id === undefined ? -1 : placeOf(lines, state.id, state.at);
  const at = found === -1 && state.at >= 0 ? nearest(lines, state.at) : found;
  const line = lines[at];
  const set = useCallback<Cursor['set']>(
    (id, byKey = false, where = -1) => setState({ id, at: where, byKey }),
    [],
  );
  return {
    at,
    id: line?.kind === 'item' ? line.key : undefined,
    byKey: state.byKey,
    step: (step) => {
      const to = stepFrom(lines, at, step);
      const next = lines[to];
      if (next !== undefined) setState({ id: next.key, at: to, byKey: true });
    },
    set,
  };
}

/** Where it was a moment ago it mostly still is. */
function placeOf(lines: readonly Line[], id: string, before: number): number {
  return lines[before]?.key === id ? before : lines.findIndex(({ key }) => key === id);
}

function nearest(lines: readonly Line[], at: number): number {
  const from = Math.min(at, lines.length) - 1;
  const next = stepFrom(lines, from, 1);
  return next === from ? stepFrom(lines, from + 1, -1) : next;
}
