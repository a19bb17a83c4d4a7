/** What `*` never crosses in claims of identity tokens: the separators of their subjects, repositories and refs. */
const SEPARATORS: ReadonlySet<string | undefined> = new Set([':', '/']);
/** Wildcards of other matchers; a pattern with one of them means something else to its author. */
const FOREIGN = /\*\*|[?[\]{}\\]/;

/** Why a pattern cannot be used; `undefined` where it can. */
export function segmentGlobProblem(pattern: string): string | undefined {
  const [foreign] = FOREIGN.exec(pattern) ?? [];
  if (foreign !== undefined) return `\`${foreign}\` has no meaning here: only \`*\` does`;
  return pattern.includes('*') ? undefined : 'it has no `*`: write it without `glob`';
}

/**
 * Whether the whole of `text` matches a pattern in which `*` is one or more characters, none of them `:` or `/`.
 * Nothing else is special, nothing is decoded or folded. Time is at most pattern length times text length.
 */
export function matchSegments(pattern: string, text: string): boolean {
  let [p, t, star, resume] = [0, 0, -1, 0];
  while (t < text.length) {
    if (pattern[p] === '*' && !SEPARATORS.has(text[t])) {
      star = p++;
      resume = ++t;
    } else if (pattern[p] === text[t] && pattern[p] !== '*') {
      p++;
      t++;
    } else if (star !== -1 && !SEPARATORS.has(text[resume])) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  return p === pattern.length;
}

/** How many separators a text has before its first `*`. */
export function fixedSegments(pattern: string): number {
  const [fixed = ''] = pattern.split('*', 1);
  return fixed.split(/[:/]/).length - 1;
}
