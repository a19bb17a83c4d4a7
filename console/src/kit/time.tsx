import { type ReactElement, useSyncExternalStore } from 'react';
import { countdownWords, leftWords, relativeWords } from './time-words.ts';

/** One clock for the whole page, so that everything that is relative moves together. */
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  // Nobody looked at the clock meanwhile.
  if (timer === undefined) now = Date.now();
  timer ??= setInterval(() => {
    now = Date.now();
    for (const one of listeners) one();
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === undefined) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Milliseconds since 1970, a second old at most. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

const ABSOLUTE = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'long',
});
const SHORT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** A moment, in the reader's zone: relative, with the whole of it as its title. */
export function Time({ at }: { readonly at: string }): ReactElement {
  const from = useNow();
  const moment = Date.parse(at);
  if (Number.isNaN(moment)) return <span>{at}</span>;
  return (
    <time
      dateTime={at}
      title={`${ABSOLUTE.format(moment)} (${at})`}
      className="whitespace-nowrap tabular-nums"
    >
      {relativeWords(moment, from)}
    </time>
  );
}

/** A moment, whole, in the reader's zone. */
export function ExactTime({ at }: { readonly at: string }): ReactElement {
  const moment = Date.parse(at);
  if (Number.isNaN(moment)) return <span>{at}</span>;
  return (
    <time dateTime={at} title={at} className="whitespace-nowrap tabular-nums">
      {SHORT.format(moment)}
    </time>
  );
}

/** Until a moment; `now` from then on. */
export function Countdown({ until }: { readonly until: string }): ReactElement {
  const from = useNow();
  return (
    <time dateTime={until} title={until} className="font-semibold tabular-nums">
      {countdownWords(Date.parse(until) - from)}
    </time>
  );
}

/**
 * How long something still lasts, by the server's clock: `skew` is how many milliseconds that is ahead of this one. No
 * screen reader is told each second; the moment itself stands beside it.
 */
export function Left({ until, skew }: { readonly until: string; readonly skew: number }): ReactElement {
  const left = Date.parse(until) - (useNow() + skew);
  return (
    <time
      role="timer"
      aria-live="off"
      dateTime={until}
      title={until}
      className="whitespace-nowrap tabular-nums"
    >
      {leftWords(left)}
    </time>
  );
}
