import { RotateCw, ShieldAlert } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { ApiProblem } from '../api/client.ts';
import { Button } from './button.tsx';

/** What helps, by the code of the problem; codes that nothing is said of here say it themselves. */
const ADVICE: Readonly<Record<string, string>> = {
  UNREACHABLE:
    'The server may be restarting, or the network may be down. Nothing on this page is newer than before.',
  ROLE_NEEDED: 'Whoever administers this server gives roles to groups of your identity provider.',
  NOT_FOUND: 'It may never have been here, or your roles may not show it.',
  TOO_MANY_REQUESTS: 'Close other windows of this console, or wait a moment.',
  RECORD_UNAVAILABLE: 'The ledger cannot be written, often because a disk is full. Reading goes on.',
  ANSWER_UNREADABLE: 'The server and this console may be of different versions; reload the page.',
};

interface FailureProps {
  readonly error: unknown;
  readonly retry?: () => void;
  /** What to press instead of trying again. */
  readonly children?: ReactNode;
}

/** Why something is not shown, what to do about it, and a way to try again. */
export function Failure({ error, retry, children }: FailureProps): ReactElement {
  const problem = error instanceof ApiProblem ? error : undefined;
  const code = problem?.code ?? 'CONSOLE_DEFECT';
  const detail = problem?.message ?? 'The console failed at showing this.';
  const advice = problem?.remedy ?? ADVICE[code];
  return (
    <div role="alert" className="flex max-w-2xl gap-3 rounded-lg border border-bad/40 bg-bad-soft p-4">
      <ShieldAlert aria-hidden size={18} className="mt-0.5 shrink-0 text-bad" />
      <div className="min-w-0 space-y-1.5">
        <p className="font-semibold">{detail}</p>
        {advice === undefined ? null : <p className="text-sm">{advice}</p>}
        <p className="text-xs">
          <code>{code}</code>
          {problem?.requestId === undefined ? null : (
            <>
              {' · request '}
              <code>{problem.requestId}</code>
            </>
          )}
        </p>
        {retry === undefined ? null : (
          <Button onClick={retry} className="mt-1">
            <RotateCw aria-hidden size={14} /> Try again
          </Button>
        )}
        {children}
      </div>
    </div>
  );
}
