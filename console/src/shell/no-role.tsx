import { UserRoundX } from 'lucide-react';
import { type ReactElement, useEffect } from 'react';
import { useSession } from '../api/session.ts';
import { Button } from '../kit/button.tsx';
import { Empty } from '../kit/empty.tsx';

/** Somebody whom the identity provider knows, and this server gives nothing to see. */
export function NoRole(): ReactElement {
  const { name } = useSession();
  useEffect(() => {
    document.title = 'No role · Mainward';
  }, []);
  return (
    <main className="mx-auto flex min-h-dvh max-w-lg flex-col justify-center px-6">
      <h1 className="sr-only">No role</h1>
      <Empty icon={UserRoundX} title="None of your groups has a role here">
        <p>
          You are signed in as {name}. The administrators of this server can give one of your groups a role.
        </p>
        <form method="post" action="/sign-out" className="mt-4">
          <Button type="submit">Sign out</Button>
        </form>
      </Empty>
    </main>
  );
}
