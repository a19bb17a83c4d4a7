import { RotateCcw, Scissors, X } from 'lucide-react';
import type { ReactElement } from 'react';
import type { AnswerCutDocument, AnswerDocument } from '../../../../src/model/answer-view.ts';
import type { Cut } from '../../../../src/model/cut.ts';
import { ApiProblem } from '../../api/client.ts';
import { Button } from '../../kit/button.tsx';
import { CopyButton } from '../../kit/copy.tsx';
import { Failure } from '../../kit/failure.tsx';
import { placeOf } from './place.ts';

interface CutsProps {
  readonly ids: readonly string[];
  readonly of: AnswerDocument;
  readonly after: AnswerCutDocument | undefined;
  readonly error: unknown;
  /** Takes one back. */
  readonly take: (id: string) => void;
  readonly reset: () => void;
}

/** What is taken away in thought, and how it would really be done. */
export function Cuts({ ids, of, after, error, take, reset }: CutsProps): ReactElement {
  const known = new Map([...of.cuts, ...(after?.cuts ?? [])].map((cut) => [cut.id, cut]));
  const impossible = error instanceof ApiProblem && error.status === 409;
  return (
    <div className="space-y-2.5">
      {impossible ? (
        <p role="alert" className="rounded-lg border border-open/50 bg-open-soft px-4 py-2.5 text-sm">
          Not all of these can be taken away together, or one of them is no longer there. Take one back.
        </p>
      ) : error === null ? null : (
        <Failure error={error} />
      )}
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
        {ids.map((id) => (
          <li key={id} className="flex items-start gap-3 px-4 py-2.5">
            <Scissors aria-hidden size={15} className="mt-1 shrink-0 text-bad" />
            <div className="min-w-0 flex-1">
              <How of={known.get(id)} id={id} />
            </div>
            <Button
              look="quiet"
              aria-label={`Take back: ${known.get(id)?.what ?? id}`}
              onClick={() => take(id)}
            >
              <X aria-hidden size={15} />
            </Button>
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap items-center gap-2">
        <Button onClick={reset}>
          <RotateCcw aria-hidden size={14} /> Take all back
        </Button>
        <span className="inline-flex items-center gap-1 text-xs text-dim">
          Nothing was changed. This address holds the cuts
          <CopyButton text={location.href} label="Copy the address" />
        </span>
      </div>
    </div>
  );
}

function How({ of, id }: { readonly of: Cut | undefined; readonly id: string }): ReactElement {
  if (of === undefined) return <code className="text-xs wrap-anywhere">{id}</code>;
  return (
    <>
      <p className="font-medium wrap-anywhere">{of.what}</p>
      <p className="text-sm text-dim wrap-anywhere">{of.how}</p>
      <p className="mt-0.5 text-xs text-dim wrap-anywhere">
        <code>{placeOf(of)}</code>
      </p>
    </>
  );
}
