import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { createContext, use, useCallback, useEffect, useMemo, useState } from 'react';
import { ENTRY_FIELDS } from '../../../src/ledger/entry-fields.ts';
import type { LedgerEntryType, Recorded } from '../../../src/model/ledger.ts';
import { concernedBy } from './concerned.ts';
import { readJson } from './harmless.ts';

/** Is the page as it is now? `lost`: the connection is being made again; `refused`: the server opens no stream. */
export type Liveness = 'connecting' | 'live' | 'lost' | 'refused';

const TYPES = Object.keys(ENTRY_FIELDS) as readonly LedgerEntryType[];

/** Milliseconds in which entries that come together are one reason to ask. */
const TOGETHER = 150;
const AGAIN = 5_000;

type Listener = (recorded: Recorded) => void;

export interface Live {
  readonly state: Liveness;
  /** Calls for each entry that the reader may see, as it is recorded; answers how to end it. */
  readonly listen: (listener: Listener) => () => void;
}

export const LiveContext = createContext<Live>({ state: 'connecting', listen: () => () => undefined });

export function useLive(): Live {
  return use(LiveContext);
}

/** Follows the ledger by server-sent events, from where the connection was lost; makes old what an entry concerns. */
export function useEvents(): Live {
  const queries = useQueryClient();
  const [state, setState] = useState<Liveness>('connecting');
  const [listeners] = useState(() => new Set<Listener>());
  useEffect(() => follow(queries, listeners, setState), [queries, listeners]);
  const listen = useCallback(
    (listener: Listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    [listeners],
  );
  return useMemo(() => ({ state, listen }), [state, listen]);
}

function follow(
  queries: QueryClient,
  listeners: ReadonlySet<Listener>,
  say: (state: Liveness) => void,
): () => void {
  const old = new Set<string>();
  let last: string | undefined;
  let source: EventSource | undefined;
  let asking: ReturnType<typeof setTimeout> | undefined;
  let opening: ReturnType<typeof setTimeout> | undefined;

  const refresh = (): void => {
    asking = undefined;
    const keys = [...old];
    old.clear();
    for (const key of keys) void queries.invalidateQueries({ queryKey: [key] });
  };
  const hear = ({ data, lastEventId }: MessageEvent<string>): void => {
    last = lastEventId;
    const recorded = readJson(data) as Recorded;
    for (const key of concernedBy(recorded.entry.type)) old.add(key);
    asking ??= setTimeout(refresh, TOGETHER);
    for (const listener of listeners) listener(recorded);
  };
  const open = (): void => {
    // A browser comes back with Last-Event-ID by itself, but only while it holds the same source.
    const from = last === undefined ? '' : `?from=${Number(last) + 1}`;
    const opened = new EventSource(`/api/v1/events${from}`);
    source = opened;
    let wasOpen = false;
    opened.addEventListener('open', () => {
      say('live');
      // What was recorded while nobody listened, and before the first event, is asked for.
      if (wasOpen || last === undefined) void queries.invalidateQueries({ predicate: isOfTheRecord });
      wasOpen = true;
    });
    opened.addEventListener('error', () => {
      const closed = opened.readyState === EventSource.CLOSED;
      say(closed && !wasOpen ? 'refused' : 'lost');
      if (!closed) return;
      void queries.invalidateQueries({ queryKey: ['session'] });
      opening = setTimeout(open, AGAIN);
    });
    for (const type of TYPES) opened.addEventListener(type, hear);
  };

  // A browser has few connections to one server, and the server few streams for one person: windows that nobody looks
  // at give theirs back, and hear afterwards what they missed.
  const look = (): void => {
    clearTimeout(opening);
    source?.close();
    if (!document.hidden) open();
  };

  look();
  document.addEventListener('visibilitychange', look);
  return () => {
    document.removeEventListener('visibilitychange', look);
    clearTimeout(asking);
    clearTimeout(opening);
    source?.close();
  };
}

function isOfTheRecord({ queryKey: [noun] }: { readonly queryKey: readonly unknown[] }): boolean {
  return noun !== 'session';
}
