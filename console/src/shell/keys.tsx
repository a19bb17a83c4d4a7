import { useNavigate } from '@tanstack/react-router';
import { type ReactElement, useEffect, useState } from 'react';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { keyName, pageKeys, pressPageKey } from '../kit/page-keys.ts';
import { SCREENS } from '../screens.ts';

/** Milliseconds in which the second key of two has to come. */
const PATIENCE = 1_000;

/** `g` and the first letter of a screen that no screen before it has. */
export const GO_KEYS: ReadonlyMap<string, string> = goKeys(
  SCREENS.map(({ label, pages: [{ path }] }) => [label, path]),
);

function goKeys(screens: readonly (readonly [label: string, path: string])[]): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  for (const [label, path] of screens) {
    const key = [...label.toLowerCase()].find((letter) => !keys.has(letter));
    if (key !== undefined) keys.set(key, path);
  }
  return keys;
}

/** Keys that work everywhere, and the list of them. */
export function Keys(): ReactElement {
  const [open, setOpen] = useState(false);
  const navigate = useNavigate();
  useEffect(() => {
    let went = Number.NEGATIVE_INFINITY;
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      // The second of two keys is never one of the page.
      if (event.timeStamp - went < PATIENCE) {
        went = Number.NEGATIVE_INFINITY;
        const to = GO_KEYS.get(event.key);
        if (to !== undefined) void navigate({ to });
      } else if (event.key === '?') setOpen(true);
      else if (event.key === 'g') went = event.timeStamp;
      else pressPageKey(event);
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [navigate]);
  const rows: readonly (readonly [keys: readonly string[], what: string])[] = [
    ...(open ? pageKeys() : []).map(({ keys, what }): [readonly string[], string] => [keys, what]),
    [['?'], 'This list'],
    ...[...GO_KEYS].map(([key, path]): [string[], string] => [
      ['g', key],
      SCREENS.find(({ pages: [page] }) => page.path === path)?.label ?? path,
    ]),
    [['Esc'], 'Close what is open'],
  ];
  return (
    <Dialog
      open={open}
      setOpen={setOpen}
      title="Keys"
      actions={<Button onClick={() => setOpen(false)}>Close</Button>}
    >
      <dl className="space-y-2">
        {rows.map(([keys, what]) => (
          <div key={what} className="flex items-center justify-between gap-4">
            <dt className="text-dim">{what}</dt>
            <dd className="flex gap-1">
              {keys.map((key) => (
                <kbd
                  key={key}
                  className="min-w-6 rounded border border-line-strong/60 bg-sunken px-1.5 py-0.5 text-center font-mono text-xs"
                >
                  {keyName(key)}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
      (target instanceof HTMLInputElement && target.type !== 'checkbox'))
  );
}
