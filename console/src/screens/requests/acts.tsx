import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ClipboardCheck, OctagonX } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import type { ListedGrant } from '../../../../src/model/access-document.ts';
import { endGrant, type GrantReview, reviewGrant } from '../../api/access.ts';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { Failure } from '../../kit/failure.tsx';
import { TextField } from '../../kit/field.tsx';

/** What the reader may do with a grant; the server says what that is. */
export function Acts({ of }: { readonly of: ListedGrant }): ReactElement | null {
  if (!of.may.includes('end') && !of.may.includes('review')) return null;
  return (
    <>
      {of.may.includes('review') ? <ReviewIt of={of} /> : null}
      {of.may.includes('end') ? <EndIt of={of} /> : null}
    </>
  );
}

function EndIt({ of }: { readonly of: ListedGrant }): ReactElement {
  const [open, setOpen] = useState(false);
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: () => endGrant(of.id),
    onSuccess: () => setOpen(false),
    onSettled: () => queries.invalidateQueries({ queryKey: ['access'] }),
  });
  const waits = of.state === 'pending';
  const who = of.person ?? 'whoever has it';
  return (
    <>
      <Button look="danger" onClick={() => setOpen(true)}>
        <OctagonX aria-hidden size={15} /> {waits ? 'Withdraw' : 'End it now'}
      </Button>
      <Dialog
        open={open}
        setOpen={setOpen}
        title={waits ? 'Withdraw this request?' : 'End this access now?'}
        actions={
          <>
            <Button onClick={() => setOpen(false)}>{waits ? 'Let it wait' : 'Let it last'}</Button>
            <Button look="alarm" disabled={end.isPending} onClick={() => end.mutate()}>
              {waits ? 'Withdraw it' : 'End it'}
            </Button>
          </>
        }
      >
        <div className="space-y-3">
          <p>
            {waits
              ? `The branch of the request by ${who} goes, and nobody can agree to it any more.`
              : `A commit takes ${of.policy} of ${who} out of Git at once; the cluster follows when its agent has applied it. It cannot be taken back: whoever needs it asks again.`}
          </p>
          {end.error === null ? null : <Failure error={end.error} />}
        </div>
      </Dialog>
    </>
  );
}

const VERDICTS: readonly (readonly [verdict: GrantReview['verdict'], word: string, means: string])[] = [
  ['justified', 'Justified', 'It was needed, and used for that.'],
  ['not-justified', 'Not justified', 'The ordinary way would have done.'],
  ['misuse', 'Misuse', 'It was used for something else.'],
];

function ReviewIt({ of }: { readonly of: ListedGrant }): ReactElement {
  const [open, setOpen] = useState(false);
  const [verdict, setVerdict] = useState<GrantReview['verdict']>();
  const [say, setSay] = useState('');
  const [tried, setTried] = useState(false);
  const queries = useQueryClient();
  const review = useMutation({
    mutationFn: (one: GrantReview) => reviewGrant(of.id, one),
    onSuccess: () => setOpen(false),
    onSettled: () => queries.invalidateQueries({ queryKey: ['access'] }),
  });
  const send = (): void => {
    setTried(true);
    if (verdict !== undefined && say.trim() !== '') review.mutate({ verdict, say: say.trim() });
  };
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        <ClipboardCheck aria-hidden size={15} /> Review it
      </Button>
      <Dialog
        open={open}
        setOpen={setOpen}
        title={`What was this use by ${of.person ?? 'somebody'}?`}
        actions={
          <>
            <Button onClick={() => setOpen(false)}>Not now</Button>
            <Button look="primary" disabled={review.isPending} onClick={send}>
              Record it
            </Button>
          </>
        }
      >
        <div className="space-y-4">
          <p className="text-dim">It is recorded in the ledger, with your name, and cannot be changed.</p>
          <fieldset className="space-y-1.5">
            <legend className="mb-1 text-xs font-medium text-dim">Verdict</legend>
            {VERDICTS.map(([value, word, means]) => (
              <label key={value} className="flex items-start gap-2.5 rounded-md px-1 py-1 hover:bg-sunken">
                <input
                  type="radio"
                  name="verdict"
                  value={value}
                  checked={verdict === value}
                  onChange={() => setVerdict(value)}
                  className="mt-0.5 size-4 accent-accent"
                />
                <span>
                  <span className="block font-medium">{word}</span>
                  <span className="block text-xs text-dim">{means}</span>
                </span>
              </label>
            ))}
            {tried && verdict === undefined ? (
              <p className="text-xs font-medium text-bad">Choose one.</p>
            ) : null}
          </fieldset>
          <TextField
            label="What you found"
            maxLength={4_000}
            value={say}
            onChange={(event) => setSay(event.target.value)}
            wrong={tried && say.trim() === '' ? 'Say what you found.' : undefined}
          />
          {review.error === null ? null : <Failure error={review.error} />}
        </div>
      </Dialog>
    </>
  );
}
