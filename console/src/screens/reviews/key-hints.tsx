import type { ReactElement } from 'react';

const HINTS: readonly (readonly [keys: string, what: string])[] = [
  ['j k', 'move'],
  ['a', 'keep'],
  ['r', 'revoke'],
  ['x', 'select'],
  ['Enter', 'what is known'],
  ['s', 'sign'],
  ['/', 'search'],
  ['?', 'all keys'],
];

/** The keys of this page, where there is a keyboard to press them on. */
export function KeyHints(): ReactElement {
  return (
    <p className="mb-3 hidden flex-wrap items-center gap-x-4 gap-y-1 text-xs text-dim md:flex">
      {HINTS.map(([keys, what]) => (
        <span key={keys} className="inline-flex items-center gap-1.5">
          {keys.split(' ').map((key) => (
            <kbd
              key={key}
              className="min-w-5 rounded border border-line-strong/60 bg-sunken px-1 py-px text-center font-mono text-2xs"
            >
              {key}
            </kbd>
          ))}
          {what}
        </span>
      ))}
    </p>
  );
}
