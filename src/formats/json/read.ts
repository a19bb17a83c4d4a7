import { fileLocation, type Origin } from '../../model/location.ts';
import type { RejectionCode, YamlFile } from '../yaml/document.ts';
import { Rejection } from '../yaml/rejection.ts';
import { SourceText } from '../yaml/source.ts';
import { JsonScanner } from './scanner.ts';

export interface JsonBudget {
  readonly bytes: number;
  readonly depth: number;
  readonly nodes: number;
}

export const DEFAULT_JSON_BUDGET: JsonBudget = { bytes: 16_000_000, depth: 64, nodes: 1_000_000 };

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a JSON file (RFC 8259, one value) into the node tree of YAML, numbers kept as written.
 * Refused as a value: duplicate keys, `__proto__`, invalid UTF-8, half surrogates, what exceeds the budget.
 */
export function readJson(bytes: Uint8Array, origin: Origin, budget: Partial<JsonBudget> = {}): YamlFile {
  const limits = { ...DEFAULT_JSON_BUDGET, ...budget };
  if (bytes.length > limits.bytes) {
    return unread(
      origin,
      'bytes',
      `the file has ${bytes.length} bytes, more than the ${limits.bytes} that are read`,
    );
  }
  let text: string;
  try {
    text = UTF8.decode(bytes);
  } catch {
    return unread(origin, 'utf8', 'the file is not valid UTF-8');
  }
  const source = new SourceText(text, origin);
  try {
    const root = new JsonScanner(source, limits.depth, limits.nodes).document();
    return { source, documents: [{ ok: true, index: 0, root }] };
  } catch (error) {
    const { code, message, start, end } =
      error instanceof Rejection ? error : new Rejection('syntax', 'it could not be read as JSON', 0);
    return {
      source,
      documents: [{ ok: false, index: 0, code, reason: message, at: source.locate(start, end) }],
    };
  }
}

function unread(origin: Origin, code: RejectionCode, reason: string): YamlFile {
  return {
    source: new SourceText('', origin),
    documents: [{ ok: false, index: 0, code, reason, at: fileLocation(origin) }],
  };
}
