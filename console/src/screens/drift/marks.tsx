import type { ReactElement } from 'react';
import type { ListedDrift } from '../../../../src/model/drift-view.ts';
import { Badge } from '../../kit/badge.tsx';
import { Countdown } from '../../kit/time.tsx';

/** Where a difference stands. */
export function State({ of: { said } }: { readonly of: ListedDrift }): ReactElement {
  return <Badge tone={said.state.kind}>{said.state.words}</Badge>;
}

export function isOver({ ended, replacedBy }: ListedDrift): boolean {
  return ended !== undefined || replacedBy !== undefined;
}

/** When it is deleted, unless it is given back before; nothing where it is not. */
export function Timer({ of }: { readonly of: ListedDrift }): ReactElement | null {
  if (of.dueAt === undefined || isOver(of)) return null;
  return (
    <span className="text-sm text-bad">
      deleted <Countdown until={of.dueAt} />, unless it is given back
    </span>
  );
}

/** Who did it, on one line. */
export function Who({ of }: { readonly of: ListedDrift }): ReactElement {
  const [first, ...more] = of.said.who;
  if (!of.whole) return <span className="text-dim">not shown to your role</span>;
  if (first === undefined)
    return <span className="text-dim">{isOver(of) ? 'not known' : 'not known yet'}</span>;
  return (
    <>
      <span className="font-medium">{first.name}</span>
      {more.length === 0 ? null : <span className="text-dim"> or {more.length} more</span>}
    </>
  );
}
