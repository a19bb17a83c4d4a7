import type { Language, State } from './state.ts';

const FORBIDDEN = /[\u0000-\u0020\u007f~^:?*[\\]/;
const LOCK = '.lock';

/**
 * Names that git takes for a branch or tag (git check-ref-format, without `refs/heads/`): no `..`, `@{`, `//`,
 * no part that begins with a dot or ends in `.lock`, no dot or slash at the end, no leading `-`.
 */
export function refName(): Language {
  return { start: new Name('', false), letters: new Set(['.', '/', '@', '{', '-', 'l', 'o', 'c', 'k']) };
}

class Name implements State {
  readonly key: string;
  readonly accepts: boolean;
  readonly dead: boolean;
  /** As much of the current part's end as the rules look at; '' at the beginning of a part. */
  readonly #tail: string;

  constructor(tail: string, dead: boolean) {
    this.#tail = tail;
    this.dead = dead;
    this.key = dead ? 'x' : tail;
    this.accepts =
      !dead && tail !== '' && tail !== '/' && !tail.endsWith('.') && !tail.endsWith(LOCK) && tail !== '@';
  }

  next(character: string): State {
    const tail = this.#tail;
    const first = tail === '' || tail === '/';
    const refused =
      this.dead ||
      FORBIDDEN.test(character) ||
      (character === '/' && (first || tail.endsWith(LOCK))) ||
      (character === '.' && (first || tail.endsWith('.'))) ||
      (character === '-' && tail === '') ||
      (character === '{' && tail.endsWith('@'));
    if (refused) return new Name('x', true);
    if (character === '/') return new Name('/', false);
    return new Name(remember(tail === '/' ? `/${character}` : `${tail}${character}`), false);
  }
}

/** Keeps what later rules can still ask about, so that the states stay few. */
function remember(tail: string): string {
  const part = tail.startsWith('/') ? tail.slice(1) : tail;
  for (let length = Math.min(LOCK.length, part.length); length > 0; length--) {
    const end = part.slice(-length);
    if (LOCK.startsWith(end) && part.length > length) return `a${end}`;
  }
  if (part.endsWith('@')) return tail === '@' ? '@' : 'a@';
  return 'a';
}
