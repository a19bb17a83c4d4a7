import { matchWildcard } from '../../formats/glob/wildcard.ts';

/** Does a pattern own the file with these path segments? */
export type OwnerPattern = (segments: readonly string[]) => boolean;

/**
 * A CODEOWNERS pattern of GitHub: gitignore's rules (`gitignore(5)`) without `!`, `[ ]` and escaped `#`; case
 * matters. A pattern with a slash before its end is anchored; one that ends in a slash names a folder; a folder
 * owns everything below it, except that a final single `*` segment names files of that folder only.
 * `undefined` for a pattern that GitHub does not understand.
 */
export function compileOwnerPattern(text: string): OwnerPattern | undefined {
  const pattern = unescape(text);
  if (pattern === undefined || pattern === '' || pattern === '/') return undefined;
  const folderOnly = pattern.endsWith('/');
  const body = folderOnly ? pattern.slice(0, -1) : pattern;
  const anchored = body.includes('/');
  const segments = (body.startsWith('/') ? body.slice(1) : body).split('/');
  if (segments.some((segment) => segment === '')) return undefined;
  const last = segments.at(-1) === '**' ? [...segments.slice(0, -1), '*'] : segments;
  const full = anchored ? last : ['**', ...last];
  const single = anchored && segments.at(-1) === '*' && segments.length > 1;
  return (path) => matchSegments(full, path, folderOnly, single);
}

/** Follows all readings of `**` at once; time is pattern segments times path segments. */
function matchSegments(
  pattern: readonly string[],
  path: readonly string[],
  folderOnly: boolean,
  single: boolean,
): boolean {
  let states = closure(new Set([0]), pattern);
  for (const [index, segment] of path.entries()) {
    if (states.has(pattern.length) && (!single || index === path.length)) return true;
    const next = new Set<number>();
    for (const state of states) {
      const wanted = pattern[state];
      if (wanted === undefined) continue;
      if (wanted === '**') next.add(state);
      else if (matchWildcard(wanted, segment)) next.add(state + 1);
    }
    states = closure(next, pattern);
    if (states.size === 0) return false;
  }
  return states.has(pattern.length) && !folderOnly;
}

/** `**` also stands for no segment. */
function closure(states: ReadonlySet<number>, pattern: readonly string[]): Set<number> {
  const all = new Set(states);
  for (const state of all) if (pattern[state] === '**') all.add(state + 1);
  return all;
}

/** `\` takes the next character as it is; `!` at the start and brackets are not supported. */
function unescape(text: string): string | undefined {
  if (text.startsWith('!')) return undefined;
  let result = '';
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charAt(index);
    if (char === '[' || char === ']') return undefined;
    if (char !== '\\') {
      result += char;
      continue;
    }
    index += 1;
    const next = text.charAt(index);
    if (next === '' || next === '#') return undefined;
    result += next;
  }
  return result;
}
