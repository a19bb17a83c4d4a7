import type { GitIdentity, GitStamp, Trailer } from '../../model/git.ts';

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const MOST_TRAILERS = 256;
const ENCODINGS: Readonly<Record<string, string>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'iso-8859-1': 'latin1',
  'iso8859-1': 'latin1',
  latin1: 'latin1',
  'iso-8859-15': 'iso-8859-15',
  'windows-1252': 'windows-1252',
  cp1252: 'windows-1252',
};

/** Text of a commit; `label` is its `encoding` header. Where bytes do not fit, they are shown as Latin-1 and said to be odd. */
export function decodeText(
  bytes: Uint8Array,
  label: string | undefined,
): { readonly text: string; readonly oddity?: string } {
  const encoding = label === undefined ? 'utf-8' : ENCODINGS[label.trim().toLowerCase()];
  const nul = bytes.includes(0) ? { oddity: 'a NUL byte, at which other readers stop' } : {};
  if (encoding === undefined) return { text: latin(bytes), oddity: 'an encoding that is not read' };
  if (encoding === 'latin1') return { text: latin(bytes), ...nul };
  try {
    const decoder = encoding === 'utf-8' ? UTF8 : new TextDecoder(encoding, { fatal: true });
    return { text: decoder.decode(bytes), ...nul };
  } catch {
    return { text: latin(bytes), oddity: `bytes that are no ${encoding}` };
  }
}

/** `Name <email> seconds zone`, from the right as Git reads it (`ident.c`, split_ident_line). */
export function readStamp(
  bytes: Uint8Array,
  label: string | undefined,
): { readonly stamp: GitStamp; readonly oddity?: string } {
  const { text, oddity } = decodeText(bytes, label);
  const close = text.lastIndexOf('>');
  const open = text.indexOf('<');
  const when = /^ (\d{1,15}) ([+-]\d{4})$/.exec(close === -1 ? '' : text.slice(close + 1));
  const stamp: GitStamp = {
    ...identity(text, open, close),
    when: Number(when?.[1] ?? 0),
    zone: when?.[2] ?? '+0000',
  };
  if (oddity !== undefined) return { stamp, oddity };
  if (open === -1 || close < open || /[<>]/.test(text.slice(open + 1, close)))
    return { stamp, oddity: 'no single <email>' };
  if (when === null) return { stamp, oddity: 'no readable date' };
  return { stamp };
}

/** `Key: value` lines of the last paragraph, if that paragraph holds only such lines and their continuations. */
export function trailersOf(message: string): readonly Trailer[] {
  const paragraphs = message.trimEnd().split(/\n[ \t]*\n/);
  if (paragraphs.length < 2) return [];
  const trailers: { key: string; value: string }[] = [];
  for (const line of (paragraphs.at(-1) ?? '').split('\n').slice(0, MOST_TRAILERS)) {
    const last = trailers.at(-1);
    if (/^[ \t]/.test(line) && last !== undefined) last.value += ` ${line.trim()}`;
    else {
      const match = /^([A-Za-z0-9-]+)[ \t]*:(.*)$/.exec(line);
      if (match === null) return [];
      trailers.push({ key: match[1] ?? '', value: (match[2] ?? '').trim() });
    }
  }
  return trailers;
}

export function coAuthorsOf(message: string): readonly GitIdentity[] {
  const found = new Map<string, GitIdentity>();
  for (const line of message.split('\n')) {
    const start = line.length - line.trimStart().length;
    const head = line.slice(start, start + 'co-authored-by'.length);
    if (head.toLowerCase() !== 'co-authored-by' || found.size >= MOST_TRAILERS) continue;
    const rest = line.slice(start + head.length).trimStart();
    if (!rest.startsWith(':')) continue;
    const value = rest.slice(1).trim();
    const one = identity(value, value.indexOf('<'), value.lastIndexOf('>'));
    found.set(`${one.name}\0${one.email}`, one);
  }
  return [...found.values()];
}

function identity(text: string, open: number, close: number): GitIdentity {
  if (open === -1 || close < open) return { name: text.trim(), email: '' };
  return { name: text.slice(0, open).trim(), email: text.slice(open + 1, close).trim() };
}

function latin(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
