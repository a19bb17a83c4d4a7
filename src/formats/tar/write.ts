import type { Member } from './members.ts';

const BLOCK = 512;
const MODE = { file: 0o644, executable: 0o755, symlink: 0o777 } as const;
const TYPE = { file: '0', executable: '0', symlink: '2' } as const;
const ENCODER = new TextEncoder();

/** What ends an archive: two blocks of zeros (POSIX.1-2017 pax, ustar Interchange Format). */
export const END_OF_ARCHIVE: Uint8Array = new Uint8Array(2 * BLOCK);

/**
 * The header that stands before a member's bytes. Nothing of the machine, the user or the time is in it: the same
 * member gives the same bytes. ustar, with a pax header before it where a path does not fit or is not ASCII.
 */
export function memberHeader(member: Member): Uint8Array {
  const { path, kind, size, target = '' } = member;
  const name = split(path);
  const records = [
    ...(name === undefined ? [record('path', path)] : []),
    ...(isPlain(target, 100) ? [] : [record('linkpath', target)]),
  ];
  const own = block({
    ...(name ?? { name: cut(path), prefix: '' }),
    mode: MODE[kind],
    size: kind === 'symlink' ? 0 : size,
    type: TYPE[kind],
    link: cut(target),
  });
  if (records.length === 0) return own;
  const body = ENCODER.encode(records.join(''));
  const extended = block({
    name: 'pax',
    prefix: '',
    mode: MODE.file,
    size: body.length,
    type: 'x',
    link: '',
  });
  return joined([extended, body, padding(body.length), own]);
}

/** Zeros up to the next block. */
export function padding(size: number): Uint8Array {
  return new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

interface Fields {
  readonly name: string;
  readonly prefix: string;
  readonly mode: number;
  readonly size: number;
  readonly type: '0' | '2' | 'x';
  readonly link: string;
}

function block({ name, prefix, mode, size, type, link }: Fields): Uint8Array {
  const bytes = new Uint8Array(BLOCK);
  const put = (at: number, text: string): void => bytes.set(ENCODER.encode(text), at);
  put(0, name);
  put(100, octal(mode, 8));
  put(108, octal(0, 8));
  put(116, octal(0, 8));
  put(124, octal(size, 12));
  put(136, octal(0, 12));
  put(148, ' '.repeat(8));
  put(156, type);
  put(157, link);
  put(257, 'ustar\u000000');
  put(345, prefix);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, '0')}\u0000 `);
  return bytes;
}

function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, '0')}\u0000`;
}

function isPlain(text: string, most: number): boolean {
  return text.length <= most && /^[\x20-\x7e]*$/.test(text);
}

/** The path in the two fields of ustar; `undefined` where it does not fit. */
function split(path: string): { readonly name: string; readonly prefix: string } | undefined {
  if (isPlain(path, 100)) return { name: path, prefix: '' };
  if (!isPlain(path, 256)) return undefined;
  const at = path.lastIndexOf('/', 155);
  const name = path.slice(at + 1);
  return at > 0 && name.length <= 100 ? { name, prefix: path.slice(0, at) } : undefined;
}

/** What readers see that know no pax: enough to tell members apart is not needed of it. */
function cut(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '_').slice(0, 100);
}

/** `LENGTH KEY=VALUE\n`, where LENGTH counts itself. */
function record(key: string, value: string): string {
  const rest = ENCODER.encode(` ${key}=${value}\n`).length;
  let length = rest + 1;
  while (String(length).length + rest !== length) length = String(length).length + rest;
  return `${length} ${key}=${value}\n`;
}
