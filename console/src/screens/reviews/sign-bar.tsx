import { PenLine } from 'lucide-react';
import type { ReactElement } from 'react';
import type { ReviewVerdict } from '../../../../src/model/review.ts';
import { count } from '../../chain/words.ts';
import { Button } from '../../kit/button.tsx';
import type { DraftsById } from './drafts.ts';

interface SignBarProps {
  readonly drafts: DraftsById;
  /** How many of the items are selected. */
  readonly selected: number;
  readonly decide: (verdict: ReviewVerdict) => void;
  readonly clear: () => void;
  readonly forget: () => void;
  readonly sign: () => void;
  /** To the first decision that will not be taken. */
  readonly mend: (id: string) => void;
  readonly beside: boolean;
}

/** What was decided and is not signed, and what is selected; above everything else, so that neither is forgotten. */
export function SignBar({
  drafts,
  selected,
  decide,
  clear,
  forget,
  sign,
  mend,
  beside,
}: SignBarProps): ReactElement | null {
  if (drafts.size === 0 && selected === 0) return null;
  const faults = [...drafts.values()].filter(({ problem }) => problem !== undefined);
  const [fault] = faults;
  return (
    <section
      aria-label="Decisions"
      className={`fixed inset-x-2 bottom-18 z-10 space-y-2 rounded-xl border border-line-strong/60 bg-raised px-4 py-2.5 shadow-lg md:bottom-4 md:left-[15rem] ${beside ? 'md:right-[28rem]' : 'md:right-6'}`}
    >
      {selected === 0 ? null : (
        <div className="flex flex-wrap items-center gap-2 text-sm">
          <strong className="mr-auto">{count(selected, 'item')} selected</strong>
          <Button onClick={() => decide('keep')}>Keep…</Button>
          <Button onClick={() => decide('revoke')}>Revoke…</Button>
          <Button look="quiet" onClick={clear}>
            Clear
          </Button>
        </div>
      )}
      {drafts.size === 0 ? null : (
        <div className="flex flex-wrap items-center gap-2 text-sm">
          <p role="status" className="mr-auto">
            <strong>{count(drafts.size, 'decision')}</strong> not signed yet
            {faults.length === 0 ? '' : `, ${faults.length} cannot be taken so`}
          </p>
          {fault === undefined ? null : (
            <Button look="danger" onClick={() => mend(fault.item)}>
              Show it
            </Button>
          )}
          <Button look="quiet" onClick={forget}>
            Forget
          </Button>
          <Button look="primary" onClick={sign}>
            <PenLine aria-hidden size={15} /> Sign {count(drafts.size, 'decision')}
          </Button>
        </div>
      )}
    </section>
  );
}
