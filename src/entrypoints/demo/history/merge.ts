import type { Files } from './change.ts';

/**
 * `main` with what `head` changed since `base`: what `git merge-tree --write-tree` makes of them. Throws `RangeError`
 * where both sides changed one file, which the demo's changes never do.
 */
export function merged(base: Files, main: Files, head: Files): Files {
  const result = new Map(main);
  for (const [path, text] of head) {
    if (base.get(path) === text) continue;
    if (main.get(path) !== base.get(path)) throw new RangeError(`Two changes of ${path} meet.`);
    result.set(path, text);
  }
  return result;
}
