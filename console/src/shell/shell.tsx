import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { SessionDocument } from '../../../src/model/session.ts';
import { ApiProblem } from '../api/client.ts';
import { LiveContext, useEvents } from '../api/live.ts';
import { SessionContext, sessionQuery } from '../api/session.ts';
import { Failure } from '../kit/failure.tsx';
import { Alarm } from './alarm.tsx';
import { Frame } from './frame.tsx';
import { NoRole } from './no-role.tsx';
import { SignIn } from './sign-in.tsx';

/** Around every page: who is signed in decides whether there is one. */
export function Shell(): ReactElement | null {
  const { data: session, error, refetch, isPending } = useQuery(sessionQuery);
  if (error instanceof ApiProblem && error.status === 401) return <SignIn />;
  if (session !== undefined) return <SignedIn session={session} />;
  if (isPending) return null;
  return (
    <main className="p-6">
      <Failure error={error} retry={() => void refetch()} />
    </main>
  );
}

function SignedIn({ session }: { readonly session: SessionDocument }): ReactElement {
  if (session.roles.length === 0)
    return (
      <SessionContext value={session}>
        <NoRole />
      </SessionContext>
    );
  return (
    <SessionContext value={session}>
      <Following />
    </SessionContext>
  );
}

function Following(): ReactElement {
  const live = useEvents();
  return (
    <LiveContext value={live}>
      <Frame>
        <Outlet />
      </Frame>
      <Alarm />
    </LiveContext>
  );
}
