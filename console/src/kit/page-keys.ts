import { useEffect, useRef } from 'react';

/** What a key does on a page, and how that is said in the list of keys. */
export interface PageKey {
  /** As `KeyboardEvent.key` has them; each does the same. */
  readonly keys: readonly string[];
  readonly what: string;
  readonly press: () => void;
  /** It also works while a drawer is open. */
  readonly always?: boolean;
}

let current: readonly PageKey[] = [];

/** The keys of the page that is shown, while it is. */
export function usePageKeys(keys: readonly PageKey[]): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
    current = keys;
  });
  useEffect(() => () => void (current = current === latest.current ? [] : current), []);
}

export function pageKeys(): readonly PageKey[] {
  return current;
}

/** Does the key what the page wants of it? Then nobody else gets it. */
export function pressPageKey(event: KeyboardEvent): boolean {
  const inDialog = document.querySelector('[role=dialog]') !== null;
  // What has the focus is pressed by these itself.
  const isOwn = (event.key === 'Enter' || event.key === ' ') && isPressed(event.target);
  if (isOwn) return false;
  const found = current.find(({ keys, always = false }) => keys.includes(event.key) && (always || !inDialog));
  if (found === undefined) return false;
  event.preventDefault();
  found.press();
  return true;
}

function isPressed(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('button, a, summary, [role=menuitem]') !== null;
}

const NAMES: Readonly<Record<string, string>> = {
  ' ': 'Space',
  Escape: 'Esc',
  ArrowDown: '↓',
  ArrowUp: '↑',
};

/** What stands on the key. */
export function keyName(key: string): string {
  return NAMES[key] ?? key;
}
