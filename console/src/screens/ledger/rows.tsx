import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { createElement, type ReactElement, useLayoutEffect, useRef, useState } from 'react';
import type { Recorded } from '../../../../src/model/ledger.ts';
import { useAddress } from '../../kit/address.ts';
import { Link } from '../../kit/link.tsx';
import { Time } from '../../kit/time.tsx';
import { iconOf } from './looks.ts';
import { entryWords, typeWords } from './words.ts';

/** Pixels of a row before it was measured. */
const GUESS = 44;

/** Rows of the record; only those in the window are there. */
export function Rows({ rows }: { readonly rows: readonly Recorded[] }): ReactElement {
  const list = useRef<HTMLUListElement>(null);
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => setOffset(list.current?.offsetTop ?? 0), []);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => GUESS,
    getItemKey: (at) => rows[at]?.index ?? at,
    overscan: 12,
    scrollMargin: offset,
  });
  return (
    <ul
      ref={list}
      aria-label="Entries"
      className="relative overflow-hidden rounded-lg border border-line bg-surface"
      style={{ height: virtual.getTotalSize() + 2 }}
    >
      {virtual.getVirtualItems().map(({ index, key, start }) => {
        const row = rows[index];
        return row === undefined ? null : (
          <li
            key={key}
            ref={virtual.measureElement}
            data-index={index}
            aria-setsize={rows.length}
            aria-posinset={index + 1}
            className="absolute inset-x-0 top-0 border-b border-line"
            style={{ transform: `translateY(${start - offset}px)` }}
          >
            <Row of={row} />
          </li>
        );
      })}
    </ul>
  );
}

function Row({ of: { index, entry } }: { readonly of: Recorded }): ReactElement {
  const { search } = useAddress();
  return (
    <Link
      to="/ledger"
      search={{ ...search, entry: String(index) }}
      className="grid grid-cols-[2rem_minmax(0,1fr)_auto] items-center gap-x-3 px-3.5 py-2.5 text-sm text-text no-underline hover:bg-sunken/70 focus-visible:-outline-offset-2 md:grid-cols-[2.75rem_12.5rem_minmax(0,1fr)_auto]"
    >
      <span className="text-right text-xs text-dim tabular-nums">{index}</span>
      <span className="flex min-w-0 items-center gap-2 font-medium">
        {createElement(iconOf(entry.type), { 'aria-hidden': true, size: 15, className: 'shrink-0 text-dim' })}
        <span className="truncate">{typeWords(entry.type)}</span>
      </span>
      <span className="truncate text-dim max-md:col-span-2 max-md:col-start-2 max-md:row-start-2 max-md:text-xs">
        {entryWords(entry)}
      </span>
      <span className="text-xs text-dim max-md:col-start-3 max-md:row-start-1">
        <Time at={entry.at} />
      </span>
    </Link>
  );
}
