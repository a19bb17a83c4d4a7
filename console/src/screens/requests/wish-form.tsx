import { type ReactElement, type ReactNode, useState } from 'react';
import type { AccessWish } from '../../api/access.ts';
import { Field } from '../../kit/field.tsx';
import { minutesWords } from '../../kit/time-words.ts';
import { faultsOf, orWords } from './words.ts';

interface WishFormProps {
  readonly policy: string;
  readonly longest: number;
  readonly prefixes: readonly string[];
  readonly first: Omit<AccessWish, 'policy'>;
  /** What was wrong at the server; it stands above the buttons. */
  readonly failure: ReactNode;
  readonly send: (wish: AccessWish) => void;
  /** The button that sends it, of `type="submit"`. */
  readonly children: ReactNode;
}

/** For how long, and why: within what the policy allows. */
export function WishForm({
  policy,
  longest,
  prefixes,
  first,
  failure,
  send,
  children,
}: WishFormProps): ReactElement {
  const [minutes, setMinutes] = useState(String(first.minutes));
  const [reason, setReason] = useState(first.reason);
  const [tried, setTried] = useState(false);
  const wish = { policy, minutes: Number(minutes), reason: reason.trim() };
  const faults = faultsOf(wish, { longest, prefixes });
  return (
    <form
      noValidate
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (Object.keys(faults).length === 0) send(wish);
      }}
    >
      <Field
        label="For how many minutes"
        type="number"
        inputMode="numeric"
        min={1}
        max={longest}
        value={minutes}
        onChange={(event) => setMinutes(event.target.value)}
        hint={`At most ${minutesWords(longest)}. It ends by itself.`}
        wrong={tried ? faults.minutes : undefined}
        className="max-w-56"
      />
      <Field
        label="Why"
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        hint={
          prefixes.length === 0
            ? 'One line. It is recorded, and others read it.'
            : `One line that begins with ${orWords(prefixes)}. It is recorded, and others read it.`
        }
        wrong={tried ? faults.reason : undefined}
      />
      {failure}
      <div className="flex flex-wrap justify-end gap-2">{children}</div>
    </form>
  );
}
