import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Siren } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import type { OfferedAccess } from '../../../../src/model/access-document.ts';
import { type AccessWish, askForAccess } from '../../api/access.ts';
import { ApiProblem, searchText } from '../../api/client.ts';
import { Button, buttonClass } from '../../kit/button.tsx';
import { Failure } from '../../kit/failure.tsx';
import { Facts } from '../../kit/page.tsx';
import { minutesWords } from '../../kit/time-words.ts';
import { keepDraft, takeDraft } from './draft.ts';
import { WishForm } from './wish-form.tsx';
import { groupsWords, offerWords, orWords } from './words.ts';

/** Asking in the ordinary way: others agree before there is anything. */
export function Ask({ of }: { readonly of: OfferedAccess }): ReactElement {
  const ask = useAsking('requests');
  return (
    <div className="space-y-5">
      <Offer of={of} />
      <p className="text-sm text-dim">
        A commit that gives it is offered. With the agreement of {groupsWords(of.approvals)} it lands by
        itself; without it, it comes to nothing after {minutesWords(of.pendingMinutes)}.
      </p>
      <WishForm
        policy={of.name}
        longest={of.longestMinutes}
        prefixes={of.reasonPrefixes}
        first={{ minutes: of.usualMinutes, reason: onlyOne(of.reasonPrefixes) }}
        failure={ask.error === null ? null : <Failure error={ask.error} />}
        send={ask.mutate}
      >
        <Button type="submit" look="primary" disabled={ask.isPending}>
          Ask for it
        </Button>
      </WishForm>
    </div>
  );
}

/** Taking access at once. Says loudly what happens, before it does. */
export function BreakGlass({
  of,
  rule,
}: {
  readonly of: OfferedAccess;
  readonly rule: NonNullable<OfferedAccess['breakGlass']>;
}): ReactElement {
  const [kept] = useState(() => takeDraft(sessionStorage, of.name));
  const broke = useAsking('break-glass');
  return (
    <div className="space-y-5">
      <div className="rounded-lg border border-bad bg-bad-soft p-4">
        <p className="flex items-center gap-2 font-semibold text-bad">
          <Siren aria-hidden size={18} /> Nobody agrees to this. You get it at once.
        </p>
        <ul className="mt-2 list-disc space-y-1 pl-5 text-sm marker:text-bad">
          <li>It is on the protected branch within seconds; the agent of {of.cluster} applies it.</li>
          <li>It is recorded in the ledger, with your name, as an alarm that everybody here sees.</li>
          <li>
            A reviewer ({orWords(rule.reviewers)}) says within {minutesWords(rule.reviewWithinMinutes)}{' '}
            whether it was justified. Until then you get no other.
          </li>
          <li>You have to have signed in within the last quarter of an hour.</li>
        </ul>
      </div>
      <Offer of={of} />
      {kept === undefined ? null : (
        <p role="status" className="text-sm font-medium">
          You are back from signing in, and nothing was done yet.
        </p>
      )}
      <WishForm
        policy={of.name}
        longest={rule.longestMinutes}
        prefixes={of.reasonPrefixes}
        first={kept ?? { minutes: rule.longestMinutes, reason: onlyOne(of.reasonPrefixes) }}
        failure={broke.error === null ? null : <Refused error={broke.error} wish={broke.variables} />}
        send={broke.mutate}
      >
        <Button type="submit" look="alarm" disabled={broke.isPending}>
          <Siren aria-hidden size={15} /> Break the glass
        </Button>
      </WishForm>
    </div>
  );
}

/** Where a fresh sign-in is all that is missing, it leads there, and back to what was written. */
function Refused({
  error,
  wish,
}: {
  readonly error: Error;
  readonly wish: AccessWish | undefined;
}): ReactElement {
  if (!(error instanceof ApiProblem) || error.code !== 'sign-in-again' || wish === undefined)
    return <Failure error={error} />;
  const to = `/requests${searchText({ break: wish.policy })}`;
  return (
    <Failure error={error}>
      <a
        href={`/sign-in${searchText({ to })}`}
        onClick={() => keepDraft(sessionStorage, wish)}
        className={buttonClass('primary', 'mt-1')}
      >
        Sign in again
      </a>
    </Failure>
  );
}

function Offer({ of }: { readonly of: OfferedAccess }): ReactElement {
  return (
    <Facts
      rows={[
        ['cluster', of.cluster],
        [
          'gives',
          <ul key="gives">
            {of.offers.map((one) => (
              <li key={offerWords(one)}>{offerWords(one)}</li>
            ))}
          </ul>,
        ],
      ]}
    />
  );
}

function useAsking(kind: 'requests' | 'break-glass') {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (wish: AccessWish) => askForAccess(kind, wish),
    onSuccess: ({ id }) => navigate({ to: `/requests/${id}` }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['access'] }),
  });
}

/** A reason can only begin in one way: then it does already. */
function onlyOne(prefixes: readonly string[]): string {
  return prefixes.length === 1 ? (prefixes[0] ?? '') : '';
}
