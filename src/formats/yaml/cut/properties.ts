import { Lexer } from 'yaml';

export type Property = 'anchor' | 'tag' | 'merge';

/** What precedes a plain text among the parser's lexemes. */
const SCALAR = '\u001f';

/** The first of what makes one node mean another, or something else than it says; of a text that can be read. */
export function propertyIn(text: string): Property | undefined {
  if (!/[&*!]|<</.test(text)) return undefined;
  let before = '';
  for (const lexeme of new Lexer().lex(text)) {
    if (before === SCALAR) {
      if (lexeme === '<<') return 'merge';
    } else if (lexeme.startsWith('&') || lexeme.startsWith('*')) return 'anchor';
    else if (lexeme.startsWith('!')) return 'tag';
    before = lexeme;
  }
  return undefined;
}
