import type { ReactElement } from 'react';
import { type Liveness, useLive } from '../api/live.ts';

const WORDS: Readonly<Record<Liveness, readonly [word: string, title: string, dot: string]>> = {
  connecting: ['Connecting', 'The stream of entries is being opened.', 'border-2 border-dim'],
  live: ['Live', 'What is recorded appears here at once.', 'bg-good'],
  lost: ['Reconnecting', 'The connection was lost, and is being made again.', 'border-2 border-open'],
  refused: [
    'Not live',
    'The server opens no stream; pages are as old as their last reload.',
    'border-2 border-bad',
  ],
};

/** Whether what is shown keeps itself as it is. */
export function LiveMark(): ReactElement {
  const [word, title, dot] = WORDS[useLive().state];
  return (
    <p role="status" title={title} className="flex items-center gap-2 px-2.5 text-xs text-dim">
      <span aria-hidden className={`size-2 rounded-full ${dot}`} />
      {word}
    </p>
  );
}
