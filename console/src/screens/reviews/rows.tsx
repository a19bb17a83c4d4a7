import { defaultRangeExtractor, type Range, useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactElement, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { ReviewVerdict } from '../../../../src/model/review.ts';
import type { ListedItem } from '../../../../src/model/review-document.ts';
import type { Cursor } from './cursor.ts';
import type { DraftsById } from './drafts.ts';
import type { Line } from './filter.ts';
import { Row } from './row.tsx';

/** Pixels; rows are as high as these, whatever stands in them, so that none has to be measured. */
const HEIGHT = { group: 40, wide: 56, narrow: 128 };
/** Pixels at the window’s edges that something else covers. */
const COVERED = { above: 64, below: 120 };

interface RowsProps {
  readonly lines: readonly Line[];
  readonly cursor: Cursor;
  readonly wide: boolean;
  readonly lock: (one: ListedItem) => string | undefined;
  /** Say of each item who reviews it. */
  readonly reviewer: boolean;
  /** Something is beside the list. */
  readonly tight: boolean;
  readonly drafts: DraftsById;
  readonly selected: ReadonlySet<string>;
  /** These are stable. */
  readonly open: (id: string, at: number) => void;
  readonly decide: (verdict: ReviewVerdict, item: ListedItem) => void;
  readonly select: (id: string) => void;
}

/** The items; only those in the window are there, and the one that the keys are about. */
export function Rows({
  lines,
  cursor,
  wide,
  lock,
  reviewer,
  tight,
  drafts,
  selected,
  open,
  decide,
  select,
}: RowsProps): ReactElement | null {
  const list = useRef<HTMLDivElement>(null);
  const [offset, setOffset] = useState(0);
  const isEmpty = lines.length === 0;
  // What is above it takes more or fewer lines as the window, or what is beside it, is opened.
  useLayoutEffect(() => {
    const { current } = list;
    if (isEmpty || current === null) return undefined;
    const seen = new ResizeObserver(() => setOffset(current.offsetTop));
    seen.observe(current);
    return () => seen.disconnect();
  }, [isEmpty]);
  const { at, byKey } = cursor;
  const range = useCallback(
    (seen: Range): number[] => {
      const shown = defaultRangeExtractor(seen);
      return at < 0 || shown.includes(at) ? shown : [...shown, at].sort((one, other) => one - other);
    },
    [at],
  );
  const virtual = useWindowVirtualizer({
    count: lines.length,
    estimateSize: (index) =>
      lines[index]?.kind === 'group' ? HEIGHT.group : wide ? HEIGHT.wide : HEIGHT.narrow,
    getItemKey: (index) => lines[index]?.key ?? index,
    overscan: 8,
    scrollMargin: offset,
    scrollPaddingStart: COVERED.above,
    scrollPaddingEnd: COVERED.below,
    rangeExtractor: range,
  });
  // Sizes are known by kind, and change with the window only.
  useEffect(() => virtual.measure(), [virtual, lines, wide]);
  useEffect(() => {
    if (byKey && at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
  }, [virtual, at, byKey]);
  if (isEmpty) return null;
  return (
    <div
      ref={list}
      role="grid"
      aria-label="Items"
      aria-multiselectable
      aria-rowcount={lines.length}
      className="relative overflow-hidden rounded-lg border border-line bg-surface"
      style={{ height: virtual.getTotalSize() + 2 }}
    >
      {virtual.getVirtualItems().map(({ index, key, start, size }) => {
        const line = lines[index];
        if (line === undefined) return null;
        const place = { top: start - offset, height: size };
        return line.kind === 'group' ? (
          <Heading key={key} of={line} at={index} place={place} />
        ) : (
          <Row
            key={key}
            of={line.item}
            at={index}
            top={place.top}
            height={place.height}
            active={index === at}
            // Where no key was pressed yet, the first one is what Tab comes to.
            reachable={index === at || (at < 0 && index <= 1 && lines[index - 1]?.kind !== 'item')}
            focus={index === at && byKey}
            lock={lock(line.item)}
            reviewer={reviewer}
            tight={tight}
            point={cursor.set}
            draft={drafts.get(line.item.id)}
            selected={selected.has(line.item.id)}
            open={open}
            decide={decide}
            select={select}
          />
        );
      })}
    </div>
  );
}

function Heading({
  of,
  at,
  place,
}: {
  readonly of: Extract<Line, { readonly kind: 'group' }>;
  readonly at: number;
  readonly place: { readonly top: number; readonly height: number };
}): ReactElement {
  return (
    <div
      role="row"
      aria-rowindex={at + 1}
      className="absolute inset-x-0 top-0 flex items-center border-b border-line bg-sunken px-4"
      style={{ height: place.height, transform: `translateY(${place.top}px)` }}
    >
      <div role="gridcell" className="flex min-w-0 items-baseline gap-3">
        <span className="truncate text-sm font-semibold">{of.title}</span>
        <span className="text-xs text-dim tabular-nums">{of.items.toLocaleString('en-US')}</span>
      </div>
    </div>
  );
}
