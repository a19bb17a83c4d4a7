import { err, ok, type Result } from '../model/result.ts';
import { decodeUtf8, encodeUtf8, joinBytes, sameBytes, toHex } from './bytes.ts';
import type { Sha256Function } from './crypto.ts';
import type { TileFile } from './edge.ts';

/** What a log is about to become: laid down whole before anything of it happens, so that it can be finished later. */
export interface Stage {
  /** The signed checkpoint that it becomes. */
  readonly next: Uint8Array;
  readonly files: readonly TileFile[];
}

const SCHEMA = 'mainward.dev/ledger-stage/v1';
const LINE_FEED = 10;

/** One line of JSON that names what follows it, byte after byte, and its digest. */
export function writeStage({ next, files }: Stage, sha256: Sha256Function): Uint8Array {
  const body = joinBytes([next, ...files.map(({ bytes }) => bytes)]);
  const header = JSON.stringify({
    schema: SCHEMA,
    sha256: toHex(sha256(body)),
    next: next.length,
    files: files.map(({ path, bytes }) => [path, bytes.length]),
  });
  return joinBytes([encodeUtf8(`${header}\n`), body]);
}

/** The error says what is wrong: it was damaged since it was laid down. */
export function readStage(bytes: Uint8Array, sha256: Sha256Function): Result<Stage, string> {
  const end = bytes.indexOf(LINE_FEED);
  const header = readHeader(bytes.subarray(0, Math.max(end, 0)));
  if (header === undefined) return err('its first line is malformed');
  const body = bytes.slice(end + 1);
  if (toHex(sha256(body)) !== header.sha256)
    return err('its content does not have the digest it should have');
  let at = header.next;
  const files = header.files.map(([path, length]) => {
    at += length;
    return { path, bytes: body.slice(at - length, at) };
  });
  const stage: Stage = { next: body.slice(0, header.next), files };
  // Nothing but what would be written is read, so no bit of it can have changed.
  return at === body.length && sameBytes(writeStage(stage, sha256), bytes)
    ? ok(stage)
    : err('its lengths do not add up');
}

interface Header {
  readonly sha256: string;
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
  const { sha256, next, files } = { ...(value instanceof Object ? value : {}) } as Readonly<
    Record<string, unknown>
  >;
  if (typeof sha256 !== 'string' || !isLength(next) || !Array.isArray(files) || !files.every(isFile))
    return undefined;
  return { sha256, next, files };
}

function isFile(value: unknown): value is readonly [string, number] {
  return Array.isArray(value) && typeof value[0] === 'string' && isLength(value[1]);
}

function isLength(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
