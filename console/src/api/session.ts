import { queryOptions } from '@tanstack/react-query';
import { createContext, use } from 'react';
import type { Role, SessionDocument } from '../../../src/model/session.ts';
import { ask } from './client.ts';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => ask('mainward.dev/session/v1', '/api/v1/session', { signal }),
  staleTime: 60_000,
});

export const SessionContext = createContext<SessionDocument | undefined>(undefined);

/** Who is signed in. Throws outside of the frame, which shows nothing else to whoever is not. */
export function useSession(): SessionDocument {
  const session = use(SessionContext);
  if (session === undefined) throw new TypeError('Nobody is signed in.');
  return session;
}

/** Whoever reads the whole record. */
export const READS_LOG: readonly Role[] = ['security', 'manager', 'auditor', 'administrator'];

/** Does whoever is signed in have one of these roles? */
export function useHasRole(roles: readonly Role[]): boolean {
  const { roles: has } = useSession();
  return roles.some((role) => has.includes(role));
}
