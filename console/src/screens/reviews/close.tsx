import { useMutation, useQueryClient } from '@tanstack/react-query';
import { CheckCheck, OctagonX } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import type { ReviewDocument, ReviewRemediationDocument } from '../../../../src/model/review-document.ts';
import { type Closing, closeReview } from '../../api/reviews.ts';
import { count } from '../../chain/words.ts';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { Failure } from '../../kit/failure.tsx';
import { Field } from '../../kit/field.tsx';

interface CloseProps {
  readonly of: ReviewDocument;
  readonly remediation: ReviewRemediationDocument;
  readonly outcome: Closing['outcome'];
}

const WORDS = {
  closed: [
    'Close it',
    'Close this review?',
    'It is over, and on record as done. Nothing of it can be changed then.',
  ],
  cancelled: [
    'Cancel it',
    'Cancel this review?',
    'It is over without being done, and on record as that. What was decided stays on record, and nothing more comes of it.',
  ],
} as const;

/** Ends a campaign, after it was confirmed. */
export function Close({ of, remediation, outcome }: CloseProps): ReactElement {
  const [open, setOpen] = useState(false);
  const [why, setWhy] = useState('');
  const [takesOn, setTakesOn] = useState(false);
  const [tried, setTried] = useState(false);
  const queries = useQueryClient();
  const close = useMutation({
    mutationFn: (closing: Closing) => closeReview(of.campaign, closing),
    onSuccess: () => setOpen(false),
    onSettled: () => queries.invalidateQueries({ queryKey: ['reviews'] }),
  });
  const [verb, title, says] = WORDS[outcome];
  const unknowable = remediation.unverified.filter(({ acknowledgeable }) => acknowledgeable);
  const asks = outcome === 'closed' && unknowable.length > 0;
  const send = (): void => {
    setTried(true);
    if (why.trim() === '') return;
    close.mutate({
      outcome,
      why: why.trim(),
      acknowledge: asks && takesOn ? unknowable.map(({ item }) => item) : [],
    });
  };
  const stands = remediation.obstacles.length > 0;
  return (
    <>
      <Button
        look={outcome === 'closed' ? 'plain' : 'danger'}
        disabled={outcome === 'closed' && stands}
        title={
          outcome === 'closed' && stands ? 'Something stands against it, which is listed above.' : undefined
        }
        onClick={() => setOpen(true)}
      >
        {outcome === 'closed' ? <CheckCheck aria-hidden size={15} /> : <OctagonX aria-hidden size={15} />}
        {verb}…
      </Button>
      <Dialog
        open={open}
        setOpen={setOpen}
        title={title}
        actions={
          <>
            <Button onClick={() => setOpen(false)}>Not now</Button>
            <Button
              look={outcome === 'closed' ? 'primary' : 'alarm'}
              disabled={close.isPending}
              onClick={send}
            >
              {verb}
            </Button>
          </>
        }
      >
        <div className="space-y-4">
          <p>{says}</p>
          {asks ? (
            <label className="flex items-start gap-2.5">
              <input
                type="checkbox"
                checked={takesOn}
                onChange={(event) => setTakesOn(event.target.checked)}
                className="mt-0.5 size-4 accent-accent"
              />
              <span>
                {count(unknowable.length, 'item')} nobody can verify; nothing more is to be done about{' '}
                {unknowable.length === 1 ? 'it' : 'them'}.
              </span>
            </label>
          ) : null}
          <Field
            label="Why"
            maxLength={500}
            value={why}
            onChange={(event) => setWhy(event.target.value)}
            hint="One line. It is recorded, with your name."
            wrong={tried && why.trim() === '' ? 'Say why.' : undefined}
          />
          {close.error === null ? null : <Failure error={close.error} />}
        </div>
      </Dialog>
    </>
  );
}
