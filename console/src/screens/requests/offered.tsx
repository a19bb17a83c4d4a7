import { KeyRound, Siren } from 'lucide-react';
import type { ReactElement } from 'react';
import type { OfferedAccess } from '../../../../src/model/access-document.ts';
import { buttonClass } from '../../kit/button.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Link } from '../../kit/link.tsx';
import { Card } from '../../kit/page.tsx';
import { minutesWords } from '../../kit/time-words.ts';
import { groupsWords, offerWords } from './words.ts';

/** What may be asked for, by the policies in force. */
export function Offered({ policies }: { readonly policies: readonly OfferedAccess[] }): ReactElement {
  if (policies.length === 0)
    return (
      <Empty icon={KeyRound} title="Nothing can be asked for here">
        No AccessPolicy is in force in the repositories of this server.
      </Empty>
    );
  return (
    <ul className="grid gap-3 lg:grid-cols-2">
      {policies.map((one) => (
        <li key={`${one.repository} ${one.name}`}>
          <Policy of={one} />
        </li>
      ))}
    </ul>
  );
}

function Policy({ of }: { readonly of: OfferedAccess }): ReactElement {
  const { breakGlass } = of;
  const breaks = breakGlass?.eligible === true;
  return (
    <Card className="flex h-full flex-col gap-2.5 px-4 py-3.5">
      <div>
        <h3 className="font-semibold wrap-anywhere">{of.name}</h3>
        <p className="text-xs text-dim">
          cluster {of.cluster}, policy in {of.repository}
        </p>
      </div>
      <ul className="text-sm">
        {of.offers.map((one) => (
          <li key={offerWords(one)} className="wrap-anywhere">
            {offerWords(one)}
          </li>
        ))}
      </ul>
      <p className="text-sm text-dim">
        At most {minutesWords(of.longestMinutes)}, with the agreement of {groupsWords(of.approvals)}.
        {breakGlass === undefined
          ? ''
          : ` Break-glass: at most ${minutesWords(breakGlass.longestMinutes)}, and reviewed afterwards.`}
      </p>
      <div className="mt-auto flex flex-wrap items-center gap-2 pt-1">
        {of.eligible ? (
          <Link to="/requests" search={{ ask: of.name }} className={buttonClass('primary')}>
            Ask for it
          </Link>
        ) : null}
        {breaks ? (
          <Link to="/requests" search={{ break: of.name }} className={buttonClass('danger')}>
            <Siren aria-hidden size={15} /> Break-glass
          </Link>
        ) : null}
        {of.eligible || breaks ? null : (
          <p className="text-sm text-dim">You are in no group that may ask for this.</p>
        )}
      </div>
    </Card>
  );
}
