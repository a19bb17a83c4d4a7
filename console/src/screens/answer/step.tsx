import { Scissors, X } from 'lucide-react';
import type { ReactElement } from 'react';
import type { AnswerStep, Cut } from '../../../../src/model/cut.ts';
import { Badge } from '../../kit/badge.tsx';
import { Button } from '../../kit/button.tsx';
import { placeOf, whereIs } from './place.ts';

interface ChosenProps {
  readonly step: AnswerStep;
  readonly cuts: readonly Cut[];
  readonly cut: ReadonlySet<string>;
  readonly toggle: (id: string) => void;
  readonly close: () => void;
}

/** One step: what it is, where it stands, and what of it can be cut. */
export function Chosen({ step, cuts, cut, toggle, close }: ChosenProps): ReactElement {
  const known = new Map(cuts.map((one) => [one.id, one]));
  const where = whereIs(step.location);
  return (
    <section
      aria-label="The chosen step"
      className="mt-3 rounded-lg border border-accent/60 bg-surface px-4 py-3"
    >
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <p className="text-xs font-semibold tracking-wide text-dim uppercase">{step.stage}</p>
          <p className="font-semibold wrap-anywhere">
            {step.from} <span aria-hidden>→</span> {step.to}
          </p>
          <p className="text-sm wrap-anywhere">{step.why}</p>
          {where === undefined ? null : <code className="text-xs text-dim wrap-anywhere">{where}</code>}
        </div>
        <Button look="quiet" aria-label="Close the step" onClick={close}>
          <X aria-hidden size={15} />
        </Button>
      </div>
      {step.assumed.length === 0 ? null : (
        <div className="mt-2 space-y-1 text-sm">
          <Badge tone="open">assumed</Badge>
          <ul className="list-disc pl-4 wrap-anywhere">
            {step.assumed.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </div>
      )}
      {step.cuts.length === 0 ? (
        <p className="mt-2 text-sm text-dim">
          {step.assumed.length > 0
            ? 'What is assumed cannot be cut: provide what was not seen, and it is known.'
            : 'No single fact that could be taken away makes this step.'}
        </p>
      ) : (
        <ul className="mt-3 space-y-2">
          {step.cuts.map((id) => (
            <Choice key={id} id={id} of={known.get(id)} isCut={cut.has(id)} toggle={toggle} />
          ))}
        </ul>
      )}
    </section>
  );
}

interface ChoiceProps {
  readonly id: string;
  readonly of: Cut | undefined;
  readonly isCut: boolean;
  readonly toggle: (id: string) => void;
}

function Choice({ id, of, isCut, toggle }: ChoiceProps): ReactElement {
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-1 sm:flex-nowrap">
      <Button
        look={isCut ? 'danger' : 'plain'}
        aria-pressed={isCut}
        onClick={() => toggle(id)}
        className="shrink-0"
      >
        <Scissors aria-hidden size={14} /> {isCut ? 'Cut' : 'Cut this'}
        <span className="sr-only">: {of?.what ?? id}</span>
      </Button>
      <div className="min-w-0 text-sm">
        <p className="font-medium wrap-anywhere">{of?.what ?? id}</p>
        {of === undefined ? null : (
          <p className="text-dim wrap-anywhere">
            {of.how} <code className="text-xs">{placeOf(of)}</code>
          </p>
        )}
      </div>
    </li>
  );
}
