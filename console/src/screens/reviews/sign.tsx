import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useRef } from 'react';
import type { ReviewDocument } from '../../../../src/model/review-document.ts';
import { inStatements } from '../../../../src/model/review-statement.ts';
import { ApiProblem } from '../../api/client.ts';
import { signDecisions } from '../../api/decisions.ts';
import { count, listWords } from '../../chain/words.ts';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { Failure } from '../../kit/failure.tsx';
import { makeSessionSigner, type SessionSigner } from '../../sign/session-key.ts';
import type { Drafts, DraftsById } from './drafts.ts';
import { activeRow } from './row.tsx';

interface SignProps {
  readonly open: boolean;
  readonly of: ReviewDocument;
  readonly drafts: DraftsById;
  readonly store: Drafts;
  readonly close: () => void;
  /** To the item of a decision that was refused. */
  readonly mend: (id: string) => void;
}

/** One key a page: made when it is needed, gone with it. */
let signer: Promise<SessionSigner> | undefined;

/** Signs everything that was decided, at once. */
export function Sign({ open, of, drafts, store, close, mend }: SignProps): ReactElement {
  const queries = useQueryClient();
  const main = useRef<HTMLButtonElement>(null);
  const sign = useMutation({
    mutationFn: async (_total: number) => {
      signer ??= makeSessionSigner(crypto.subtle);
      const { campaign, population } = of;
      const decisions = [...store.all().values()];
      await signDecisions({ campaign, population, decisions }, await signer, (items) => store.forget(items));
    },
    onSuccess: () => leave(),
    onError: (error) => {
      if (error instanceof ApiProblem && error.item !== undefined) store.fault(error.item, error.message);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['reviews'] }),
  });
  const leave = (): void => {
    close();
    sign.reset();
  };
  const decisions = [...drafts.values()];
  const total = sign.variables ?? 0;
  const number = (verdict: 'keep' | 'revoke'): number =>
    decisions.filter((one) => one.verdict === verdict).length;
  const parts = [
    ...(number('keep') === 0 ? [] : [`keep ${count(number('keep'), 'item')}`]),
    ...(number('revoke') === 0 ? [] : [`revoke ${count(number('revoke'), 'item')}`]),
  ];
  const refused = sign.error instanceof ApiProblem ? sign.error.item : undefined;
  return (
    <Dialog
      open={open}
      start={main}
      back={activeRow}
      setOpen={(isOpen) => (isOpen || sign.isPending ? undefined : leave())}
      title={`Sign ${count(drafts.size, 'decision')}`}
      actions={
        <>
          <Button disabled={sign.isPending} onClick={leave}>
            Not now
          </Button>
          <Button
            ref={main}
            look="primary"
            disabled={sign.isPending || drafts.size === 0}
            onClick={() => sign.mutate(drafts.size)}
          >
            {sign.isPending ? `Signing, ${total - drafts.size} of ${total}…` : 'Sign and record'}
          </Button>
        </>
      }
    >
      <div className="space-y-3">
        <p>
          You {listWords(parts)}. What you revoke is proposed to be taken out of Git; that takes whom any
          change takes.
        </p>
        <p className="text-dim">
          Signed with a key that this page makes and nothing can take out of it, as you are signed in;
          recorded in the ledger as {count(inStatements(decisions).length, 'statement')}. You may decide anew
          until a removal is proposed; both stay on record.
        </p>
        {sign.error === null ? null : (
          <Failure error={sign.error}>
            {refused === undefined ? null : (
              <Button
                className="mt-1"
                onClick={() => {
                  leave();
                  mend(refused);
                }}
              >
                Show it
              </Button>
            )}
          </Failure>
        )}
      </div>
    </Dialog>
  );
}
