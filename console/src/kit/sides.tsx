import type { ReactElement } from 'react';
import { pairs, type SideRow } from './pairs.ts';

interface SidesProps {
  readonly edits: Parameters<typeof pairs>[0];
  readonly left: string;
  readonly right: string;
}

/** Two texts beside each other; what only one of them has is marked by sign and colour. Above each other where it is narrow. */
export function Sides({ edits, left, right }: SidesProps): ReactElement {
  const rows = pairs(edits);
  return (
    <div className="overflow-hidden rounded-lg border border-line bg-surface md:grid md:grid-cols-2 md:divide-x md:divide-line">
      <Side title={left} rows={rows} side="left" />
      <Side title={right} rows={rows} side="right" />
    </div>
  );
}

function Side({
  title,
  rows,
  side,
}: {
  readonly title: string;
  readonly rows: readonly SideRow[];
  readonly side: 'left' | 'right';
}): ReactElement {
  const sign = side === 'left' ? '−' : '+';
  const tone = side === 'left' ? 'bg-bad-soft' : 'bg-good-soft';
  return (
    <div className="min-w-0">
      <h3 className="border-b border-line bg-sunken px-3 py-1.5 text-xs font-medium text-dim">{title}</h3>
      <div role="region" aria-label={title} tabIndex={0} className="max-h-[34rem] overflow-auto py-1.5">
        <table className="w-full border-collapse font-mono text-xs leading-5" role="presentation">
          <tbody>
            {rows.map((row) => {
              const line = row[side];
              return (
                <tr key={row.key} className={line === undefined ? 'max-md:hidden' : line.differs ? tone : ''}>
                  <td className="w-9 pr-2 text-right text-dim tabular-nums select-none">
                    {line?.number ?? ''}
                  </td>
                  <td className="w-4 text-center font-semibold select-none">
                    {line?.differs === true ? (
                      <>
                        <span aria-hidden>{sign}</span>
                        <span className="sr-only">only here: </span>
                      </>
                    ) : null}
                  </td>
                  <td className="pr-3 whitespace-pre">{line?.text ?? ' '}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </div>
  );
}
