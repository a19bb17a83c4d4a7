/**
 * Whether `text` matches a pattern in which `*` is any text and `?` any one character; nothing else
 * is special. With a separator neither crosses it. Time is at most pattern length times text length.
 */
export function matchWildcard(
  pattern: string,
  text: string,
  options: { readonly separator?: string } = {},
): boolean {
  const { separator } = options;
  let [p, t, star, resume] = [0, 0, -1, 0];
  while (t < text.length) {
    const wanted = pattern[p];
    if (wanted === '*') {
      star = p++;
      resume = t;
    } else if (wanted !== undefined && (wanted === text[t] || (wanted === '?' && text[t] !== separator))) {
      p++;
      t++;
    } else if (star !== -1 && text[resume] !== separator) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
