import { combined, type Element, type Language, lettersOf, not, sequence } from './state.ts';

/**
 * The names that a list of branch or tag filters lets pass, in the platform's grammar: `*` without `/`, `**` with,
 * `?` and `+` for the preceding character, `[]` classes, `\` before a special character, `!` takes away what came
 * before it. The last pattern that matches counts (docs.github.com, workflow syntax, filter pattern cheat sheet).
 * `undefined` where a pattern is not one.
 */
export function refFilter(patterns: readonly string[], ignore: boolean): Language | undefined {
  const compiled: { readonly language: Language; readonly negative: boolean }[] = [];
  for (const pattern of patterns) {
    const negative = pattern.startsWith('!');
    const language = refPattern(negative ? pattern.slice(1) : pattern);
    if (language === undefined) return undefined;
    compiled.push({ language, negative });
  }
  const passes = (accepts: readonly boolean[]): boolean => {
    const last = accepts.lastIndexOf(true);
    return last !== -1 && compiled[last]?.negative === false;
  };
  const languages = compiled.map((one) => one.language);
  const language = {
    start: combined(
      languages.map((one) => one.start),
      passes,
      (dead) => dead.every(Boolean),
    ),
    letters: lettersOf(languages),
  };
  return ignore ? not(language) : language;
}

/** One pattern without its `!`. */
export function refPattern(pattern: string): Language | undefined {
  const characters = [...pattern];
  const elements: Element[] = [];
  const letters = new Set<string>();
  const one = (accepts: Element['accepts']): Element => ({ accepts, optional: false, repeats: false });
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? '';
    const last = elements.at(-1);
    if (character === '*') {
      const across = characters[at + 1] === '*';
      if (across) while (characters[at + 1] === '*') at++;
      else letters.add('/');
      elements.push({ accepts: (other) => across || other !== '/', optional: true, repeats: true });
    } else if (character === '?' || character === '+') {
      if (last === undefined) return undefined;
      elements[elements.length - 1] =
        character === '?' ? { ...last, optional: true } : { ...last, repeats: true };
    } else if (character === '[') {
      const close = characters.indexOf(']', at + 1);
      const listed = close === -1 ? undefined : classOf(characters.slice(at + 1, close), letters);
      if (listed === undefined) return undefined;
      elements.push(one(listed));
      at = close;
    } else {
      const literal = character === '\\' ? characters[++at] : character;
      if (literal === undefined) return undefined;
      letters.add(literal);
      elements.push(one((other) => other === literal));
    }
  }
  return sequence(elements, letters);
}

function classOf(
  members: readonly string[],
  letters: Set<string>,
): ((character: string) => boolean) | undefined {
  const ranges: (readonly [string, string])[] = [];
  for (let at = 0; at < members.length; at++) {
    const low = members[at] ?? '';
    const ranged = members[at + 1] === '-' && at + 2 < members.length;
    const high = ranged ? (members[at + 2] ?? low) : low;
    if (ranged) at += 2;
    ranges.push([low, high]);
    for (const edge of [low, high, beside(low, -1), beside(high, 1)]) letters.add(edge);
  }
  if (ranges.length === 0) return undefined;
  return (character) => ranges.some(([low, high]) => character >= low && character <= high);
}

function beside(character: string, by: number): string {
  return String.fromCodePoint(Math.max(33, (character.codePointAt(0) ?? 0) + by));
}
