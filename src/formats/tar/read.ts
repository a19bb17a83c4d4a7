import { err, ok, type Result } from '../../model/result.ts';
import { type ArchiveBudget, type Member, pathProblem } from './members.ts';

export interface ReadMember {
  readonly member: Member;
  readonly bytes: Uint8Array;
}

const BLOCK = 512;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The members of an archive such as this project writes: ustar with pax paths. Everything else, and whatever could lead
 * out of a folder, is refused whole.
 */
export function readTar(bytes: Uint8Array, budget: ArchiveBudget): Result<readonly ReadMember[], string> {
  const found: ReadMember[] = [];
  let longer: Pax = {};
  let total = 0;
  for (let at = 0; at + BLOCK <= bytes.length; ) {
    const header = bytes.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) return ok(found);
    const read = readHeader(header);
    if (!read.ok) return read;
    const { type, size } = read.value;
    const body = bytes.subarray(at + BLOCK, at + BLOCK + size);
    if (body.length < size) return err('it ends within a member');
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    if (type === 'x') {
      const records = readPax(body);
      if (!records.ok) return records;
      longer = records.value;
      continue;
    }
    const path = longer.path ?? read.value.path;
    const problem = pathProblem(path);
    if (problem !== undefined) return err(`${JSON.stringify(path.slice(0, 200))} ${problem}`);
    total += size;
    if (found.length >= budget.members || total > budget.bytes || size > budget.bytesEach)
      return err('it holds more than is looked at');
    const target = longer.linkpath ?? read.value.target;
    longer = {};
    if (type === '2') found.push({ member: { path, kind: 'symlink', size: 0, target }, bytes: body });
    else {
      const kind = (read.value.mode & 0o100) === 0 ? 'file' : 'executable';
      found.push({ member: { path, kind, size }, bytes: body });
    }
  }
  return err('its end is missing');
}

interface Header {
  readonly path: string;
  readonly mode: number;
  readonly size: number;
  readonly type: '0' | '2' | 'x';
  readonly target: string;
}

function readHeader(header: Uint8Array): Result<Header, string> {
  const text = (from: number, length: number): string => {
    const field = header.subarray(from, from + length);
    const end = field.indexOf(0);
    return String.fromCharCode(...field.subarray(0, end === -1 ? length : end));
  };
  const octal = (from: number, length: number): number => {
    const digits = text(from, length).trim();
    return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
  };
  let sum = 8 * 0x20;
  for (const [at, byte] of header.entries()) if (at < 148 || at >= 156) sum += byte;
  if (octal(148, 8) !== sum || text(257, 6) !== 'ustar') return err('it has a header that is none');
  const type = text(156, 1);
  if (type !== '0' && type !== '2' && type !== 'x')
    return err('it has a member that is neither file nor link');
  const [mode, size] = [octal(100, 8), octal(124, 12)];
  if (Number.isNaN(mode) || Number.isNaN(size)) return err('it has a header with a field that is no number');
  const prefix = text(345, 155);
  const name = text(0, 100);
  return ok({ path: prefix === '' ? name : `${prefix}/${name}`, mode, size, type, target: text(157, 100) });
}

interface Pax {
  readonly path?: string;
  readonly linkpath?: string;
}

function readPax(body: Uint8Array): Result<Pax, string> {
  const found: { path?: string; linkpath?: string } = {};
  for (let at = 0; at < body.length; ) {
    const space = body.indexOf(0x20, at);
    const length = Number(String.fromCharCode(...body.subarray(at, Math.min(space, at + 10))));
    const equals = body.indexOf(0x3d, space);
    const end = at + length;
    if (!Number.isSafeInteger(length) || space <= at || equals === -1 || equals >= end || end > body.length)
      return err('it has an extended header that is none');
    const key = String.fromCharCode(...body.subarray(space + 1, equals));
    try {
      const value = UTF8.decode(body.subarray(equals + 1, end - 1));
      if (key === 'path' || key === 'linkpath') found[key] = value;
      else return err(`it has an extended header of an unknown kind`);
    } catch {
      return err('it has a path that is no UTF-8');
    }
    at = end;
  }
  return ok(found);
}
