/** A token of the expression language; offsets are those of the text that was scanned. */
export interface Token {
  readonly kind: 'name' | 'string' | 'number' | 'sign' | 'end';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const SIGNS = ['==', '!=', '<=', '>=', '&&', '||', '(', ')', '[', ']', '.', ',', '!', '<', '>', '*'];
const SPACE = /\s/;
const NAME_START = /[A-Za-z_]/;
const NAME = /[A-Za-z0-9_-]/;
const NUMBER_START = /[0-9+-]/;
const NUMBER = /[0-9A-Za-z.+-]/;

/** Splits `[start, end)` of `text` into tokens; `undefined` where something in it is no token. */
export function tokenize(text: string, start: number, end: number): readonly Token[] | undefined {
  const tokens: Token[] = [];
  let at = start;
  while (at < end) {
    const character = text.charAt(at);
    if (SPACE.test(character)) {
      at++;
      continue;
    }
    const token =
      character === "'" ? stringAt(text, at, end) : (wordAt(text, at, end) ?? signAt(text, at, end));
    if (token === undefined) return undefined;
    tokens.push(token);
    at = token.end;
  }
  tokens.push({ kind: 'end', text: '', start: end, end });
  return tokens;
}

function stringAt(text: string, start: number, end: number): Token | undefined {
  let value = '';
  for (let at = start + 1; at < end; at++) {
    if (text[at] !== "'") value += text.charAt(at);
    else if (text[at + 1] === "'" && at + 1 < end) value += text.charAt(at++);
    else return { kind: 'string', text: value, start, end: at + 1 };
  }
  return undefined;
}

function wordAt(text: string, start: number, end: number): Token | undefined {
  const first = text.charAt(start);
  const kind = NAME_START.test(first) ? 'name' : NUMBER_START.test(first) ? 'number' : undefined;
  if (kind === undefined) return undefined;
  const rest = kind === 'name' ? NAME : NUMBER;
  let at = start + 1;
  while (at < end && rest.test(text.charAt(at))) at++;
  return { kind, text: text.slice(start, at), start, end: at };
}

function signAt(text: string, start: number, end: number): Token | undefined {
  const sign = SIGNS.find((one) => text.startsWith(one, start) && start + one.length <= end);
  return sign === undefined ? undefined : { kind: 'sign', text: sign, start, end: start + sign.length };
}
