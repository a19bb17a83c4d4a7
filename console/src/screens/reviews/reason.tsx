import { type ReactElement, useId, useState } from 'react';
import { count } from '../../chain/words.ts';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { Field } from '../../kit/field.tsx';
import { activeRow } from './row.tsx';
import type { Wanted } from './use-deciding.ts';
import { principalWords, roleWords } from './words.ts';

interface ReasonProps {
  readonly of: Wanted | undefined;
  /** Offered, and easily overwritten. */
  readonly last: string;
  readonly say: (reason: string) => void;
  readonly leave: () => void;
}

/** Asks why. */
export function Reason({ of, last, say, leave }: ReasonProps): ReactElement {
  const form = useId();
  const verb = of?.verdict === 'revoke' ? 'Revoke' : 'Keep';
  return (
    <Dialog
      open={of !== undefined}
      back={activeRow}
      setOpen={leave}
      title={of === undefined ? '' : `${verb} ${whatWords(of)}: why?`}
      actions={
        <>
          <Button onClick={leave}>Not now</Button>
          <Button type="submit" form={form} look="primary">
            {verb}
          </Button>
        </>
      }
    >
      {of === undefined ? null : <Form id={form} hint={of.why} last={last} say={say} />}
    </Dialog>
  );
}

function whatWords({ items }: Wanted): string {
  const [one] = items;
  return items.length === 1 && one !== undefined
    ? `${roleWords(one)} of ${principalWords(one.principal)}`
    : count(items.length, 'item');
}

const MOST = 500;

function Form({
  id,
  hint,
  last,
  say,
}: Pick<ReasonProps, 'last' | 'say'> & { readonly id: string; readonly hint: string }): ReactElement {
  const [reason, setReason] = useState(last);
  const [tried, setTried] = useState(false);
  return (
    <form
      id={id}
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (reason.trim() !== '') say(reason.trim());
      }}
    >
      <Field
        label="Reason"
        autoFocus
        maxLength={MOST}
        value={reason}
        onFocus={(event) => event.target.select()}
        onChange={(event) => setReason(event.target.value)}
        hint={hint}
        wrong={tried && reason.trim() === '' ? 'Say why, in one line.' : undefined}
      />
    </form>
  );
}
