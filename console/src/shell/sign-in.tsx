import { useRouterState } from '@tanstack/react-router';
import { type ReactElement, useEffect } from 'react';
import { searchText } from '../api/client.ts';
import { buttonClass } from '../kit/button.tsx';
import { Mark } from './mark.tsx';

/** For whoever is not signed in. They come back to where they wanted to go. */
export function SignIn(): ReactElement {
  const to = useRouterState({ select: ({ location }) => location.pathname + location.searchStr });
  useEffect(() => {
    document.title = 'Sign in · Mainward';
  }, []);
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center px-6 pb-16">
      <div className="w-full max-w-sm space-y-5">
        <Mark size={40} />
        <h1 className="text-2xl leading-tight font-semibold tracking-tight">
          Who can change production, who did, and the proof.
        </h1>
        <p className="text-dim">
          Mainward shows what your roles may see. Your identity provider says who you are.
        </p>
        <a
          href={`/sign-in${searchText({ to })}`}
          className={buttonClass('primary', 'min-h-10 w-full text-base')}
        >
          Sign in
        </a>
      </div>
    </main>
  );
}
