import { Rejection } from './rejection.ts';

/** Brackets or indentations that no document of people reaches, even counting those in its block scalars. */
const BRACKETS = 512;
const INDENTS = 256;
const INDICATORS = 96;

// oxlint-disable-next-line no-control-regex -- these are what is looked for
const FORBIDDEN = /[\0-\x08\v\f\x0E-\x1F\x7F-\x9F\u2028\u2029\uFEFF\uFFFE\uFFFF]|\r(?!\n)/;
const DIRECTIVE = /^%(?!YAML[ \t]+1\.[12][ \t]*(?:#|\r?$))[^\n]*/m;

/**
 * What is refused before the parser sees it: characters that parsers take differently (control
 * characters, a lone CR, the line breaks of YAML 1.1), directives that change what tags mean,
 * and nesting that would only cost time. `offset` is where `text` begins in its file.
 */
export function scanDocument(text: string, offset: number): void {
  const forbidden = text.search(FORBIDDEN);
  if (forbidden !== -1) {
    const code = text.charCodeAt(forbidden).toString(16).toUpperCase().padStart(4, '0');
    throw new Rejection(
      'control-character',
      `the character U+${code} is read differently by different parsers`,
      offset + forbidden,
      offset + forbidden + 1,
    );
  }
  refuseDirectives(text, offset);
  refuseNesting(text, offset);
}

/** Directives stand before the marker; a `%` further down is content. */
function refuseDirectives(text: string, offset: number): void {
  if (!text.includes('%')) return;
  const marker = text.startsWith('---') ? 0 : text.indexOf('\n---');
  const prelude = marker === -1 ? '' : text.slice(0, marker);
  const found = DIRECTIVE.exec(prelude);
  if (found === null) return;
  const at = offset + found.index;
  throw new Rejection(
    'unknown-tag',
    'a directive other than %YAML 1.1 or 1.2 is not supported',
    at,
    at + found[0].length,
  );
}

function refuseNesting(text: string, offset: number): void {
  let brackets = 0;
  const indents: number[] = [];
  let column = 0;
  let leading = true;
  let indicators = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10) {
      column = 0;
      leading = true;
      indicators = 0;
      continue;
    }
    column++;
    if (code === 91 || code === 123) {
      if (++brackets > BRACKETS) throw tooDeep(offset + at);
    } else if ((code === 93 || code === 125) && brackets > 0) {
      brackets--;
    }
    if (!leading || code === 32 || code === 13) continue;
    if (indicators === 0) {
      while ((indents.at(-1) ?? 0) >= column && indents.length > 0) indents.pop();
      indents.push(column);
      if (indents.length > INDENTS) throw tooDeep(offset + at);
    }
    leading = (code === 45 || code === 63 || code === 58) && isSpace(text.charCodeAt(at + 1));
    if (leading && ++indicators > INDICATORS) throw tooDeep(offset + at);
  }
}

function isSpace(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13;
}

function tooDeep(at: number): Rejection {
  return new Rejection('depth', 'it is nested too deeply to be read safely', at, at + 1);
}
