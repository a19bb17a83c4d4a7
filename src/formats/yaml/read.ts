import { fileLocation, type Origin } from '../../model/location.ts';
import { TreeBuilder } from './build.ts';
import { composeDocument } from './compose.ts';
import type { Allowance, RejectionCode, YamlBudget, YamlDocument, YamlFile } from './document.ts';
import { readPlain } from './plain.ts';
import { Rejection } from './rejection.ts';
import { scanDocument } from './scan.ts';
import { SourceText } from './source.ts';
import { type Chunk, splitDocuments } from './split.ts';

export const DEFAULT_BUDGET: YamlBudget = {
  bytes: 1_000_000,
  depth: 64,
  documents: 1_000,
  aliases: 100,
  expandedNodes: 100_000,
  tokens: 400_000,
  tags: [],
};

/** An allowance for all files of one repository: some ten of the costliest files, thousands of unusual ones. */
export function repositoryAllowance(): Allowance {
  return { tokens: 4_000_000 };
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a YAML file by YAML 1.2, and refuses each document that parsers in use read differently
 * (duplicate keys, control characters, unknown tags, unclear merges) or that exceeds the budget.
 * Never throws: a refused document is a value, and the others of the file are still read.
 */
export function readYaml(bytes: Uint8Array, origin: Origin, budget: Partial<YamlBudget> = {}): YamlFile {
  const limits = { ...DEFAULT_BUDGET, ...budget };
  if (bytes.length > limits.bytes) {
    return unread(
      origin,
      'bytes',
      `the file has ${bytes.length} bytes, more than the ${limits.bytes} that are read`,
    );
  }
  const text = decode(bytes);
  if (text === undefined) return unread(origin, 'utf8', 'the file is not valid UTF-8');
  return readYamlText(new SourceText(text, origin), budget);
}

/** Reads text that is already decoded; otherwise like `readYaml`, except that its bytes are not counted. */
export function readYamlText(source: SourceText, budget: Partial<YamlBudget> = {}): YamlFile {
  const limits = { ...DEFAULT_BUDGET, ...budget };
  const chunks = splitDocuments(source.text, limits.documents);
  if (chunks === undefined) {
    return unread(source.origin, 'documents', `the file has more than ${limits.documents} documents`);
  }
  const allowance: Allowance = {
    tokens: limits.tokens,
    ...(limits.shared === undefined ? {} : { shared: limits.shared }),
  };
  return {
    source,
    documents: chunks.map((chunk, index) => readChunk(chunk, index, source, limits, allowance)),
  };
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}

function unread(origin: Origin, code: RejectionCode, reason: string): YamlFile {
  return {
    source: new SourceText('', origin),
    documents: [{ ok: false, index: 0, code, reason, at: fileLocation(origin) }],
  };
}

function readChunk(
  chunk: Chunk,
  index: number,
  source: SourceText,
  budget: YamlBudget,
  allowance: Allowance,
): YamlDocument {
  const text = source.text.slice(chunk.start, chunk.end);
  try {
    if (chunk.ambiguous !== undefined) throw new Rejection('ambiguous', chunk.ambiguous, chunk.start);
    scanDocument(text, chunk.start);
    // No text has more tokens than characters, so what is let through here stays within the allowance.
    const plain =
      text.length > allowance.tokens ? undefined : readPlain(text, source, chunk.start, budget.depth);
    if (plain !== undefined) return { ok: true, index, root: plain };
    const document = composeDocument(text, chunk.start, budget.depth, allowance);
    if (document.contents === null) return { ok: true, index, root: undefined };
    const root = new TreeBuilder(source, chunk.start, budget).build(document.contents, 1);
    const nothing = root.kind === 'scalar' && root.value === null && root.source === '';
    return { ok: true, index, root: nothing ? undefined : root };
  } catch (error) {
    const rejection = asRejection(error, text, chunk.start);
    const at = source.locate(rejection.start, rejection.end);
    return { ok: false, index, code: rejection.code, reason: rejection.message, at };
  }
}

function asRejection(error: unknown, text: string, start: number): Rejection {
  if (!(error instanceof Rejection)) {
    // The parser's own recursion ran out of stack, which only nesting makes it do.
    if (error instanceof RangeError)
      return new Rejection('depth', 'it is nested too deeply to be read safely', start);
    return new Rejection('syntax', 'it could not be read as YAML', start);
  }
  if (!(error.code === 'syntax' || error.code === 'ambiguous') || !text.includes('{{')) return error;
  return new Rejection('template', 'it is a template that has to be rendered first', error.start, error.end);
}
