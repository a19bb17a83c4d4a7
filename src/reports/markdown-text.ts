import { harmless } from './harmless.ts';

/** Text from judged material is no markup, names nobody to be notified, and refers to no issue. */
export function escape(text: string): string {
  return harmless(text)
    .replace(/[\\`*_{}[\]<>()+!|~&$@#]/g, (char) => CUT[char] ?? `\\${char}`)
    .replace(/^([-=]|\d+\.)/, '&#8203;$1');
}

/** A character of no width behind it keeps a forge from reading a mention or a reference. */
const CUT: Readonly<Record<string, string>> = { '@': '@&#8203;', '#': '\\#&#8203;' };

const LONGEST = 400;

/** Text of which no more is shown than a line of a comment takes. Half of a pair of surrogates becomes U+FFFD later. */
export function clipped(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}

/** A name in code type. Where a character would end the code or the cell, entities stand for it. */
export function code(text: string): string {
  const shown = harmless(text);
  if (shown === '') return '';
  if (!/[`|\\]|^ | $/.test(shown)) return `\`${shown}\``;
  const inside = shown.replace(/[^A-Za-z0-9 .,/-]/gu, (char) => `&#${char.codePointAt(0)};`);
  return `<code>${inside}</code>`;
}

/** A sentence: what stands between backticks is set as code, the rest is no markup. */
export function prose(text: string): string {
  const parts = text.split('`');
  if (parts.length % 2 === 0) return escape(text);
  return parts.map((part, index) => (index % 2 === 0 ? escape(part) : code(part))).join('');
}
