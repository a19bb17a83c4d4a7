import type { ReactElement } from 'react';
import { CHANGE_STATES, type ChangeState } from '../../../../src/model/change-record.ts';

/** How many links of the chain are there; the word beside it says which is the last. */
export function Progress({ state }: { readonly state: ChangeState }): ReactElement {
  const reached = CHANGE_STATES.indexOf(state);
  return (
    <span aria-hidden className="inline-flex gap-0.5">
      {CHANGE_STATES.map((one, at) => (
        <span key={one} className={`h-3 w-1.5 rounded-sm ${at <= reached ? 'bg-good' : 'bg-line'}`} />
      ))}
    </span>
  );
}
