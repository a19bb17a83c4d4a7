/**
 * OpenSSH's pattern lists (`ssh_config(5)`, PATTERNS; `match.c`): separated by commas, `*` and `?` as wildcards, a
 * leading `!` negates, and a negated match wins over every other. Case-sensitive; linear in pattern times text.
 */
export function matchesPatternList(text: string, list: string | readonly string[]): boolean {
  let matched = false;
  for (const pattern of typeof list === 'string' ? list.split(',') : list) {
    const negated = pattern.startsWith('!');
    if (!matchesPattern(text, negated ? pattern.slice(1) : pattern)) continue;
    if (negated) return false;
    matched = true;
  }
  return matched;
}

function matchesPattern(text: string, pattern: string): boolean {
  let at = 0;
  let from = 0;
  let star = -1;
  let resume = 0;
  while (from < text.length) {
    const char = pattern.charAt(at);
    if (char === '*') {
      star = at;
      resume = from;
      at += 1;
    } else if (at < pattern.length && (char === '?' || char === text.charAt(from))) {
      at += 1;
      from += 1;
    } else if (star !== -1) {
      at = star + 1;
      resume += 1;
      from = resume;
    } else return false;
  }
  while (pattern.charAt(at) === '*') at += 1;
  return at === pattern.length;
}
