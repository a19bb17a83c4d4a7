import type { Recorded } from '../../model/ledger.ts';
import type { LedgerFollower } from '../../ports/ledger.ts';
import type { Streamed } from './route.ts';

/** Milliseconds between signs of life; within them a session that ended is noticed, too. */
export const HEARTBEAT = 15_000;

export interface Reader {
  sees(recorded: Recorded): boolean;
  stillIn(): boolean;
}

type Came = IteratorResult<Recorded> | 'silence' | 'over';

/**
 * Entries from an index on, for as long as the reader may read. Nothing is kept for a reader who is slow: the next entry
 * is asked for when the one before was taken.
 */
export async function* follow(
  ledger: LedgerFollower,
  from: number,
  signal: AbortSignal,
  reader: Reader,
  heartbeat: number = HEARTBEAT,
): AsyncGenerator<Streamed<Recorded>> {
  const left = new AbortController();
  const until = AbortSignal.any([signal, left.signal]);
  const entries = ledger.follow(from, until)[Symbol.asyncIterator]();
  try {
    let next = asked(entries);
    while (!until.aborted) {
      const came = await firstOf(next, heartbeat, until);
      if (came === 'over' || !reader.stillIn()) return;
      if (came === 'silence') {
        yield 'heartbeat';
        continue;
      }
      if (came.done === true) return;
      const { index, entry } = came.value;
      if (reader.sees(came.value)) yield { id: String(index), event: entry.type, data: came.value };
      next = asked(entries);
    }
  } finally {
    left.abort();
  }
}

/** Somebody may have left when it fails; then nobody is there to hear of it. */
function asked(entries: AsyncIterator<Recorded>): Promise<IteratorResult<Recorded>> {
  const next = entries.next();
  next.catch(() => undefined);
  return next;
}

async function firstOf(
  next: Promise<IteratorResult<Recorded>>,
  wait: number,
  signal: AbortSignal,
): Promise<Came> {
  const { promise, resolve } = Promise.withResolvers<Came>();
  const timer = setTimeout(() => resolve('silence'), wait);
  const leave = (): void => resolve('over');
  signal.addEventListener('abort', leave);
  try {
    return await Promise.race([next, promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', leave);
  }
}
