import { Composer, type CST, type Document, Lexer, Parser } from 'yaml';
import type { Allowance } from './document.ts';
import { Rejection } from './rejection.ts';

const OPTIONS = {
  schema: 'failsafe',
  uniqueKeys: false,
  prettyErrors: false,
  merge: false,
  resolveKnownTags: false,
  logLevel: 'silent',
} as const;

/**
 * The composed document of `text`, which holds exactly one. The first error or warning ends it;
 * tags are judged by the caller. Offsets in rejections are shifted by `offset`.
 */
export function composeDocument(
  text: string,
  offset: number,
  depth: number,
  allowance: Allowance,
): Document.Parsed {
  const tokens = tokenize(text, offset, allowance);
  for (const token of tokens) if (token.type === 'document') refuseDepth(token, offset, depth);
  const composer = new Composer(OPTIONS);
  // The composer would collect an error a byte; the first one is enough.
  Object.assign(composer, {
    onError: (source: ErrorSource, code: string, message: string, warning?: boolean): void => {
      if (warning === true && code === 'TAG_RESOLVE_FAILED') return;
      const at = offset + positionOf(source);
      throw new Rejection('syntax', plainMessage(message), at, at + 1);
    },
  });
  const documents = [...composer.compose(tokens, true, text.length)];
  const [document] = documents;
  if (document === undefined || documents.length > 1) {
    throw new Rejection('syntax', 'it holds more than one document where one was expected', offset);
  }
  const [problem] = [...document.errors, ...document.warnings].filter(
    (one) => one.code !== 'TAG_RESOLVE_FAILED',
  );
  if (problem !== undefined)
    throw new Rejection('syntax', plainMessage(problem.message), offset + problem.pos[0]);
  return document;
}

type ErrorSource = number | readonly [number, ...number[]] | { readonly offset: number };

function positionOf(source: ErrorSource): number {
  if (typeof source === 'number') return source;
  return 'offset' in source ? source.offset : source[0];
}

function plainMessage(message: string): string {
  const [line = ''] = message.split('\n');
  return line.replace(/\.$/, '');
}

function tokenize(text: string, offset: number, allowance: Allowance): readonly CST.Token[] {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    if (--allowance.tokens < 0)
      throw new Rejection('nodes', 'the file holds more than is read at once', offset);
    if (allowance.shared !== undefined && --allowance.shared.tokens < 0)
      throw new Rejection('nodes', 'the repository holds more unusual YAML than is read at once', offset);
    for (const token of parser.next(lexeme)) tokens.push(token);
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

/** The parser nests on a stack of its own, the composer by recursion: so the depth is known before it is needed. */
function refuseDepth(document: CST.Document, offset: number, limit: number): void {
  let level: CST.Token[] = document.value === undefined ? [] : [document.value];
  for (let depth = 1; level.length > 0; depth++) {
    const next: CST.Token[] = [];
    for (const token of level) {
      if (token.type !== 'block-map' && token.type !== 'block-seq' && token.type !== 'flow-collection')
        continue;
      if (depth > limit) {
        throw new Rejection('depth', `it is nested more than ${limit} levels deep`, offset + token.offset);
      }
      for (const item of token.items) {
        if (item.key) next.push(item.key);
        if (item.value) next.push(item.value);
      }
    }
    level = next;
  }
}
