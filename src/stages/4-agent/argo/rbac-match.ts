import { globMatches } from './glob.ts';

/**
 * Does a policy's pattern take a value? Glob mode: wildcards cross `/`. Regex mode: the expression may match anywhere in the value,
 * and only plain text, `.`, `.*`, `.+`, `^`, `$` and escaped characters are evaluated; anything else is not known.
 */
export function policyMatches(mode: 'glob' | 'regex', pattern: string, value: string): boolean | 'unknown' {
  return mode === 'glob' ? globMatches(pattern, value) : plainExpressionMatches(pattern, value);
}

const LONGEST_EXPRESSION = 512;

function plainExpressionMatches(pattern: string, value: string): boolean | 'unknown' {
  let body = pattern;
  let anchoredStart = false;
  let anchoredEnd = false;
  if (body.length > LONGEST_EXPRESSION) return 'unknown';
  if (body.startsWith('^')) {
    anchoredStart = true;
    body = body.slice(1);
  }
  if (body.endsWith('$') && !body.endsWith('\\$')) {
    anchoredEnd = true;
    body = body.slice(0, -1);
  }
  let glob = anchoredStart ? '' : '*';
  for (let at = 0; at < body.length; at += 1) {
    const char = body[at] ?? '';
    const next = body[at + 1];
    if (char === '.' && next === '*') {
      glob += '*';
      at += 1;
    } else if (char === '.' && next === '+') {
      glob += '?*';
      at += 1;
    } else if (next === '*' || next === '+' || next === '?' || next === '{') return 'unknown';
    else if (char === '.') glob += '?';
    else if (char === '\\') {
      if (next === undefined || /[0-9A-Za-z]/u.test(next)) return 'unknown';
      const after = body[at + 2];
      if (after === '*' || after === '+' || after === '?' || after === '{') return 'unknown';
      glob += `\\${next}`;
      at += 1;
    } else if ('*+?()[]{}|^$'.includes(char)) return 'unknown';
    else glob += `\\${char}`;
  }
  return globMatches(anchoredEnd ? glob : `${glob}*`, value);
}
