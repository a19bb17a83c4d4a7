import { Scissors } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import type { AnswerStep } from '../../../../src/model/cut.ts';
import { Badge } from '../../kit/badge.tsx';
import { Button } from '../../kit/button.tsx';
import { type DrawnPath, sizeOf } from './picture.ts';
import { counted, nameOf } from './words.ts';

const PAGE = 12;

interface ListProps {
  readonly paths: readonly DrawnPath[];
  readonly cut: ReadonlySet<string>;
  readonly selected: string | undefined;
  readonly pick: (step: AnswerStep) => void;
}

/** The same as the lanes, path by path. */
export function List({ paths, cut, selected, pick }: ListProps): ReactElement {
  const [most, setMost] = useState(PAGE);
  return (
    <>
      <ol aria-label="Paths" className="space-y-2.5">
        {paths.slice(0, most).map((drawn) => (
          <li
            key={drawn.path.steps.join('\n')}
            className={`rounded-lg border bg-surface px-3.5 py-2.5 ${drawn.fallen ? 'border-bad/40' : 'border-line'}`}
          >
            <Head of={drawn} />
            <ol className="mt-1.5 space-y-1">
              {drawn.steps.map((step) => (
                <li key={step.id} className="flex gap-2 text-sm">
                  <span className="w-16 shrink-0 pt-1 text-xs text-dim">{step.stage}</span>
                  <Row
                    step={step}
                    fallen={drawn.fallen}
                    isCut={step.cuts.some((id) => cut.has(id))}
                    isSelected={selected === step.id}
                    pick={pick}
                  />
                </li>
              ))}
            </ol>
          </li>
        ))}
      </ol>
      {paths.length > most ? (
        <Button className="mt-3" onClick={() => setMost(most + 4 * PAGE)}>
          Show more of {paths.length}
        </Button>
      ) : null}
    </>
  );
}

function Head({ of: { path, fallen } }: { readonly of: DrawnPath }): ReactElement {
  const size = sizeOf(path);
  const [first, ...others] = path.people;
  const names = (first ?? []).map(nameOf).join(' and ');
  const more = (path.alternatives ?? others.length + 1) - 1;
  return (
    <p className="flex flex-wrap items-center gap-2 text-sm">
      {fallen ? <Badge tone="good">gone</Badge> : null}
      {!fallen && path.assumed.length > 0 ? <Badge tone="open">assumed</Badge> : null}
      <span className={`font-semibold ${fallen ? 'line-through' : ''}`}>
        {size === 0 ? 'nobody with rights' : counted(size, 'person', 'people')}
      </span>
      <span className="min-w-0 text-dim wrap-anywhere">
        {names}
        {more > 0 ? `, or ${more} others` : ''}
        {path.robots.length > 0 ? `; through ${path.robots.join(', ')}` : ''}
      </span>
    </p>
  );
}

interface RowProps {
  readonly step: AnswerStep;
  readonly fallen: boolean;
  readonly isCut: boolean;
  readonly isSelected: boolean;
  readonly pick: (step: AnswerStep) => void;
}

function Row({ step, fallen, isCut, isSelected, pick }: RowProps): ReactElement {
  const dashed = step.assumed.length > 0 ? 'border-dashed border-line-strong' : 'border-line';
  return (
    <button
      type="button"
      aria-pressed={isSelected}
      onClick={() => pick(step)}
      className={`flex min-w-0 flex-1 items-start gap-2 rounded-md border px-2.5 py-1 text-left hover:border-accent ${dashed} ${isSelected ? 'ring-2 ring-accent' : ''}`}
    >
      <span className={`min-w-0 flex-1 wrap-anywhere ${fallen ? 'line-through' : ''}`}>
        <span className="font-medium">{step.from}</span> <span className="text-dim">{step.why}</span>
        {step.assumed.length > 0 ? <span className="sr-only"> (assumed)</span> : null}
      </span>
      {step.cuts.length > 0 ? (
        <Scissors
          role="img"
          aria-label={isCut ? 'cut' : 'can be cut'}
          size={14}
          className={`mt-0.5 shrink-0 ${isCut ? 'text-bad' : 'text-dim'}`}
        />
      ) : null}
    </button>
  );
}
