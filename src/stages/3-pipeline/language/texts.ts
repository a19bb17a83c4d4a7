import { type Element, type Language, sequence } from './state.ts';

const ANY: Element = { accepts: () => true, optional: true, repeats: true };
const ONE: Element = { accepts: () => true, optional: false, repeats: false };

function exactly(character: string): Element {
  return { accepts: (other) => other === character, optional: false, repeats: false };
}

function ignoringCase(character: string): Element {
  const wanted = character.toLowerCase();
  return { accepts: (other) => other.toLowerCase() === wanted, optional: false, repeats: false };
}

/** One text. */
export function text(value: string, ignoreCase = false): Language {
  const characters = [...value];
  const letters = ignoreCase
    ? characters.flatMap((one) => [one.toLowerCase(), one.toUpperCase()])
    : characters;
  return sequence(characters.map(ignoreCase ? ignoringCase : exactly), letters);
}

/** `*` is any text, `?` any one character; nothing else is special (IAM's StringLike, Azure's `matches`, Vault's glob). */
export function glob(pattern: string): Language {
  const characters = [...pattern];
  return sequence(
    characters.map((one) => (one === '*' ? ANY : one === '?' ? ONE : exactly(one))),
    characters.filter((one) => one !== '*' && one !== '?'),
  );
}

/** Only `*` is special (Vault's globs). */
export function stars(pattern: string): Language {
  const characters = [...pattern];
  return sequence(
    characters.map((one) => (one === '*' ? ANY : exactly(one))),
    characters.filter((one) => one !== '*'),
  );
}

export function beginning(value: string): Language {
  const characters = [...value];
  return sequence([...characters.map(exactly), ANY], characters);
}

export function ending(value: string): Language {
  const characters = [...value];
  return sequence([ANY, ...characters.map(exactly)], characters);
}

export function containing(value: string): Language {
  const characters = [...value];
  return sequence([ANY, ...characters.map(exactly), ANY], characters);
}

export function anything(): Language {
  return sequence([ANY], []);
}

export function nothing(): Language {
  return sequence([{ accepts: () => false, optional: false, repeats: false }], []);
}

/** One digit or more. */
export function number(): Language {
  const digit = { accepts: (one: string) => one >= '0' && one <= '9', optional: false, repeats: true };
  return sequence([digit], ['0', '9']);
}

/** Any text of printable characters that is not empty. */
export function name(): Language {
  const printable = {
    accepts: (one: string) => one > ' ' && one !== '\u007f',
    optional: false,
    repeats: true,
  };
  return sequence([printable], ['-']);
}

/** Letters, digits and dashes: the name of an account on the forge. */
export function account(): Language {
  const allowed = { accepts: (one: string) => /[A-Za-z0-9-]/.test(one), optional: false, repeats: true };
  return sequence([allowed], ['-']);
}
