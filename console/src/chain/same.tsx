import type { ReactElement } from 'react';
import type { PassportDocument } from '../../../src/model/passport.ts';
import { Verdict } from '../kit/badge.tsx';
import { Card } from '../kit/page.tsx';
import { EntryLinks } from './entry-links.tsx';

/** Is it the same all along? What the entries say of each link, computed anew by the server. */
export function SameAllAlong({ links }: Pick<PassportDocument, 'links'>): ReactElement | null {
  if (links === null) return null;
  const rows = [
    ['What landed is what was approved', links.approved],
    ['What landed is what was checked', links.checked],
    ['What was applied is what landed', links.applied],
  ] as const;
  return (
    <Card className="divide-y divide-line">
      {rows.map(([title, { verdict, why, entries }]) => (
        <div key={title} className="px-4 py-3">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h3 className="text-sm font-semibold">{title}</h3>
            <Verdict of={verdict} />
          </div>
          <p className="mt-0.5 text-sm text-dim wrap-anywhere">{why}</p>
          <EntryLinks entries={entries} />
        </div>
      ))}
    </Card>
  );
}
