import { err, ok, type Result } from '../model/result.ts';
import { decodeUtf8, encodeUtf8, joinBytes, sameBytes } from './bytes.ts';
import type { Sha256Function } from './crypto.ts';
import type { TileFile } from './edge.ts';
import { HASH_BYTES } from './hash.ts';

/** What a log is about to become: laid down whole before anything of it happens, so that it can be finished later. */
export interface Stage {
  /** The signed checkpoint that it becomes. */
  readonly next: Uint8Array;
  readonly files: readonly TileFile[];
}

const SCHEMA = 'mainward.dev/ledger-stage/v1';
const LINE_FEED = 10;

/** One line of JSON that says what follows, byte after byte; at the end the digest of all of it. */
export function writeStage({ next, files }: Stage, sha256: Sha256Function): Uint8Array {
  const lengths = files.map(({ path, bytes }) => [path, bytes.length]);
  const header = encodeUtf8(`${JSON.stringify({ schema: SCHEMA, next: next.length, files: lengths })}\n`);
  const content = joinBytes([header, next, ...files.map(({ bytes }) => bytes)]);
  return joinBytes([content, sha256(content)]);
}

/** The error says what is wrong: it was damaged since it was laid down. */
export function readStage(bytes: Uint8Array, sha256: Sha256Function): Result<Stage, string> {
  const content = bytes.slice(0, Math.max(0, bytes.length - HASH_BYTES));
  if (!sameBytes(sha256(content), bytes.slice(content.length))) {
    return err('its content does not have the digest it should have');
  }
  const start = content.indexOf(LINE_FEED) + 1;
  const header = readHeader(content.subarray(0, start));
  if (header === undefined) return err('its first line is malformed');
  let at = start + header.next;
  const files = header.files.map(([path, length]) => {
    at += length;
    return { path, bytes: content.slice(at - length, at) };
  });
  if (at !== content.length) return err('its lengths do not add up');
  return ok({ next: content.slice(start, start + header.next), files });
}

interface Header {
  readonly next: number;
  readonly files: readonly (readonly [path: string, length: number])[];
}

function readHeader(line: Uint8Array): Header | undefined {
  let value: unknown;
  try {
    value = JSON.parse(decodeUtf8(line) ?? '');
  } catch {
    return undefined;
  }
  const { schema, next, files } = { ...(value instanceof Object ? value : {}) } as Readonly<
    Record<string, unknown>
  >;
  if (schema !== SCHEMA || !isLength(next) || !Array.isArray(files) || !files.every(isFile)) return undefined;
  return { next, files };
}

function isFile(value: unknown): value is readonly [string, number] {
  return Array.isArray(value) && typeof value[0] === 'string' && isLength(value[1]);
}

function isLength(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
