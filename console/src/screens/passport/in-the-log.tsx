import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { logQuery } from '../../api/log.ts';
import { type PassportQuestion, passportProofQuery } from '../../api/passport.ts';
import { count } from '../../chain/words.ts';
import { Badge } from '../../kit/badge.tsx';
import { Failure } from '../../kit/failure.tsx';
import { Loading } from '../../kit/loading.tsx';
import { checkProof } from '../../proof/inclusion.ts';

/** Whether the entries behind a passport are in the log, verified here and not by the server. */
export function InTheLog({ question }: { readonly question: PassportQuestion }): ReactElement {
  const { data: proof, error: noProof } = useQuery(passportProofQuery(question));
  const { data: log, error: noLog } = useQuery(logQuery);
  const verifierKey = log?.verifierKey;
  const { data, error } = useQuery({
    queryKey: ['checked', 'passport', question, proof?.checkpoint, verifierKey],
    queryFn: () => (proof === undefined || verifierKey === undefined ? null : checkProof(proof, verifierKey)),
    enabled: proof !== undefined && verifierKey !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const failed = noProof ?? noLog ?? error;
  if (failed !== null) return <Failure error={failed} />;
  if (data === undefined || data === null) return <Loading lines={1} label="Verifying" />;
  if (!data.ok)
    return (
      <div className="space-y-1 text-sm">
        <Badge tone="bad">not proven</Badge>
        <p>{data.error.join('; ')}</p>
      </div>
    );
  return (
    <p className="text-sm">
      <Badge tone="good">proven here</Badge>{' '}
      <span className="text-dim">
        {count(data.value.entries.length, 'entry', 'entries')} in the signed tree of{' '}
        {data.value.checkpoint.size.toString()}, verified in this browser.
      </span>
    </p>
  );
}
