import type { ReactElement } from 'react';
import { count } from '../../chain/words.ts';
import { Button } from '../../kit/button.tsx';

interface CountedProps {
  readonly shown: number;
  readonly all: number;
  /** There are more, which are on their way. */
  readonly more: boolean;
  /** How many of those that are shown the reader may decide about. */
  readonly selectable: number;
  readonly select: () => void;
}

/** How many items there are, and all of them at once. */
export function Counted({ shown, all, more, selectable, select }: CountedProps): ReactElement {
  return (
    <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
      <p role="status" className="text-sm text-dim">
        {shown === all ? count(all, 'item') : `${shown.toLocaleString('en-US')} of ${count(all, 'item')}`}
        {more ? ', more are on their way' : ''}
      </p>
      {selectable === 0 ? null : (
        <Button look="quiet" onClick={select}>
          Select all {selectable.toLocaleString('en-US')}
        </Button>
      )}
    </div>
  );
}
