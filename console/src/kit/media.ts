import { useSyncExternalStore } from 'react';

/** There is room for columns, and for something beside them. */
export const WIDE = '(min-width: 48rem)';

/** Does the window answer this media query now? */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    () => matchMedia(query).matches,
  );
}
