import * as z from 'zod';
import type { Recorded } from '../../../model/ledger.ts';
import { ANY_ROLE, seesEntry } from '../access.ts';
import { follow } from '../follow.ts';
import { Problem } from '../problem.ts';
import { type Route, route } from '../route.ts';
import { recordedEntry } from './entry.ts';
import { wholeNumber } from './fields.ts';

const index = wholeNumber(0, Number.MAX_SAFE_INTEGER);

/** Live updates: the ledger's entries, as they are recorded. */
export const EVENTS: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/events',
    summary: 'Entries as they are recorded, as server-sent events.',
    access: ANY_ROLE,
    query: z.strictObject({ from: index.optional().describe('first index; without it, only what comes') }),
    replies: {
      200: {
        kind: 'events',
        schema: recordedEntry,
        description:
          'The id of an event is the index of its entry, and its name the type. A client that comes back with Last-Event-ID misses nothing.',
      },
    },
    handle(request, { ledger, streams }) {
      const last = request.header('last-event-id');
      const seen = last === undefined ? undefined : index.safeParse(last);
      if (seen?.success === false)
        throw new Problem('REQUEST_INVALID', {
          errors: [{ pointer: '/headers/last-event-id', detail: 'it is no index' }],
        });
      const from = Math.min(
        seen === undefined ? (request.query.from ?? ledger.size()) : seen.data + 1,
        ledger.size(),
      );
      const ended = streams.begin(request.who, request.signal);
      return {
        status: 200,
        events: follow(ledger, from, ended, {
          sees: ({ entry }: Recorded) => seesEntry(request.who, entry.type),
          stillIn: () => request.stillIn(),
        }),
      };
    },
  }),
];
