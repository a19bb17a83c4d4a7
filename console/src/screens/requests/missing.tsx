import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { AccessGrantDocument } from '../../../../src/model/access-document.ts';
import { accessPoliciesQuery, oneGrantQuery } from '../../api/access.ts';
import { listWords, refWords } from '../../chain/words.ts';
import { Command } from '../../kit/copy.tsx';
import { Failure } from '../../kit/failure.tsx';
import { Loading } from '../../kit/loading.tsx';
import { ExactTime, Time } from '../../kit/time.tsx';
import { groupsWords } from './words.ts';

/** What a request still waits for, by its id. */
export function MissingOf({ id }: { readonly id: string }): ReactElement {
  const { data, error, refetch } = useQuery(oneGrantQuery(id));
  if (data !== undefined) return <Missing of={data} />;
  return error === null ? <Loading lines={2} /> : <Failure error={error} retry={() => void refetch()} />;
}

/** What a request still waits for, who may agree to it, and how. */
export function Missing({ of }: { readonly of: AccessGrantDocument }): ReactElement {
  const { missing, approvers, offered, id, repository } = of;
  return (
    <div className="space-y-2 text-sm">
      <p>
        {missing.length === 0 ? (
          'Everybody who is needed has agreed. It lands when its check has passed.'
        ) : (
          <>
            <strong>Missing: {groupsWords(missing)}.</strong> Never whoever gets it, or asked for it.
          </>
        )}
        {approvers.length === 0 ? null : ` Agreed: ${listWords(approvers)}.`} <WaitsUntil of={of} />
      </p>
      {missing.length === 0 ? null : (
        <>
          <p className="text-dim">
            {of.may.includes('agree')
              ? 'You may agree to it. Agreement is signed with your key, so it is given on the command line, in a clone:'
              : 'Whoever may agree does so with their key, on the command line, in a clone:'}
          </p>
          <Command text={`mainward access approve ${id} --push --server ${location.origin}`} />
          {offered === undefined ? null : (
            <p className="text-xs text-dim">
              or as to any change: it is offered in {repository} as{' '}
              <code className="wrap-anywhere">{refWords(offered.ref)}</code>.
            </p>
          )}
        </>
      )}
    </div>
  );
}

/** Until when a request waits; nothing where its policy is not in force any more. */
function WaitsUntil({ of }: { readonly of: AccessGrantDocument }): ReactElement | null {
  const { data } = useQuery(accessPoliciesQuery);
  const policy = data?.policies.find(
    ({ name, repository }) => name === of.policy && repository === of.repository,
  );
  if (policy === undefined || of.requestedAt === undefined) return null;
  const until = new Date(Date.parse(of.requestedAt) + policy.pendingMinutes * 60_000).toISOString();
  return (
    <span className="text-dim">
      It waits until <ExactTime at={until} /> (<Time at={until} />
      ), then it comes to nothing.
    </span>
  );
}
