import type { Language, State } from './state.ts';

const MOST_STATES = 20_000;
const FRESH = [...'xyzwvutsrqpnmjihgfedba0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZéüñçø'];

export type Found = { readonly text: string } | 'none' | 'too-large';

/** A shortest text of the language, `none` where there is none, `too-large` where the search was given up. */
export function shortest(language: Language): Found {
  const alphabet = alphabetOf(language);
  const seen = new Set([language.start.key]);
  let open: { readonly state: State; readonly text: string }[] = [{ state: language.start, text: '' }];
  while (open.length > 0) {
    const following: typeof open = [];
    for (const { state, text } of open) {
      if (state.accepts) return { text };
      if (state.dead) continue;
      for (const character of alphabet) {
        const next = state.next(character);
        if (next.dead || seen.has(next.key)) continue;
        if (seen.size >= MOST_STATES) return 'too-large';
        seen.add(next.key);
        following.push({ state: next, text: text + character });
      }
    }
    open = following;
  }
  return 'none';
}

/** A character that nothing mentions stands for all of those; it comes first so that witnesses are plain. */
function alphabetOf(language: Language): readonly string[] {
  const { letters } = language;
  const fresh = FRESH.find((one) => !letters.has(one));
  return [...(fresh === undefined ? [] : [fresh]), ...[...letters].sort()];
}
