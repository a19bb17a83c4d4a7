import { Check, Lock, X } from 'lucide-react';
import { memo, type ReactElement, useEffect, useRef } from 'react';
import type { ReviewVerdict } from '../../../../src/model/review.ts';
import type { ListedItem } from '../../../../src/model/review-document.ts';
import { listWords } from '../../chain/words.ts';
import { Badge, Danger } from '../../kit/badge.tsx';
import { Button } from '../../kit/button.tsx';
import type { Draft } from './drafts.ts';
import { DraftMark, ItemMark, KindMark } from './marks.tsx';
import { placeWords, principalWords, roleWords } from './words.ts';

interface RowProps {
  readonly of: ListedItem;
  /** Index of its line. */
  readonly at: number;
  /** Pixels. */
  readonly top: number;
  readonly height: number;
  readonly active: boolean;
  readonly reachable: boolean;
  /** It wants the focus. */
  readonly focus: boolean;
  /** Why the reader does not decide about it. */
  readonly lock: string | undefined;
  /** Decided, and not signed. */
  readonly draft: Draft | undefined;
  readonly selected: boolean;
  readonly reviewer: boolean;
  /** There is little room, and what it says is said beside the list. */
  readonly tight: boolean;
  readonly point: (id: string, byKey: boolean, at: number) => void;
  readonly open: (id: string, at: number) => void;
  readonly decide: (verdict: ReviewVerdict, item: ListedItem) => void;
  readonly select: (id: string) => void;
}

/** The row that the keys are about. */
export function activeRow(): HTMLElement | null {
  return document.querySelector<HTMLElement>('[role=row][data-active]');
}

/** One item, on one line; on three where it is narrow. */
export const Row = memo(function Row({
  of,
  at,
  top,
  height,
  active,
  reachable,
  focus,
  lock,
  draft,
  selected,
  reviewer,
  tight,
  point,
  open,
  decide,
  select,
}: RowProps): ReactElement {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (focus) row.current?.focus({ preventScroll: true });
  }, [focus]);
  const { id, principal, danger, rights, state, via } = of;
  return (
    <div
      ref={row}
      role="row"
      aria-rowindex={at + 1}
      aria-selected={selected}
      data-active={active || undefined}
      tabIndex={reachable ? 0 : -1}
      data-item={id}
      onFocus={active ? undefined : () => point(id, false, at)}
      onClick={() => open(id, at)}
      className={`${tight ? 'md:grid-cols-[minmax(0,9.5rem)_minmax(0,1fr)_auto]' : 'md:grid-cols-[minmax(0,14rem)_minmax(0,1fr)_auto]'} absolute inset-x-0 top-0 grid cursor-default items-center gap-x-4 border-b border-line px-4 text-sm hover:bg-sunken/60 focus-visible:-outline-offset-2 data-active:bg-accent-soft`}
      style={{ height, transform: `translateY(${top}px)` }}
    >
      <div role="gridcell" className="min-w-0">
        <span className="flex items-center gap-2">
          {lock === undefined ? (
            <input
              type="checkbox"
              aria-label={`Select ${principalWords(principal)}`}
              tabIndex={-1}
              checked={selected}
              onChange={() => select(id)}
              onClick={(event) => event.stopPropagation()}
              className="size-4 shrink-0 accent-accent"
            />
          ) : (
            <Lock aria-hidden size={14} className="mx-px shrink-0 text-dim" />
          )}
          <KindMark of={principal.kind} />
          <span className="truncate font-medium" title={principal.subject.name}>
            {principalWords(principal)}
          </span>
          {principal.left === undefined ? null : <Badge tone="bad">left</Badge>}
        </span>
        <span className="block truncate text-xs text-dim">
          {via.length === 0 ? 'by name' : `by ${listWords(via)}`}
          {of.expires === undefined ? '' : `, until ${of.expires.slice(0, 10)}`}
        </span>
      </div>
      <div role="gridcell" className="min-w-0">
        <span className="block truncate">
          {roleWords(of)} <span className="text-dim">{of.namespace === null ? '' : 'in '}</span>
          {placeWords(of.namespace)}
        </span>
        <span className="block truncate text-xs text-dim" title={rights.join('\n')}>
          {rights.join('; ')}
        </span>
      </div>
      <div role="gridcell" className="flex items-center gap-2 md:justify-end">
        {lock === undefined || tight ? null : (
          <span className="hidden max-w-52 truncate text-xs text-dim lg:inline" title={lock}>
            {lock}
          </span>
        )}
        {reviewer && !tight && of.reviewer !== undefined && lock?.startsWith('asked of') !== true ? (
          <span className="hidden truncate text-xs text-dim lg:inline">{of.reviewer}</span>
        ) : null}
        <Danger of={danger} />
        {draft === undefined ? <ItemMark of={state} /> : <DraftMark of={draft} />}
        {lock === undefined && !tight ? (
          <span className="inline-flex gap-1 max-md:ml-auto">
            <Button
              tabIndex={-1}
              aria-label="Keep"
              title="Keep (a)"
              className="!px-1.5"
              onClick={(event) => {
                event.stopPropagation();
                decide('keep', of);
              }}
            >
              <Check aria-hidden size={15} />
            </Button>
            <Button
              tabIndex={-1}
              look="danger"
              aria-label="Revoke"
              title="Revoke (r)"
              className="!px-1.5"
              onClick={(event) => {
                event.stopPropagation();
                decide('revoke', of);
              }}
            >
              <X aria-hidden size={15} />
            </Button>
          </span>
        ) : null}
      </div>
    </div>
  );
});
