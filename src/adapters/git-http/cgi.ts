/** The head of a CGI answer (RFC 3875, section 6). */
export interface CgiHead {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** What came after the head. */
  readonly rest: Buffer;
}

const MOST_BYTES = 16 << 10;

/** Reads the head once it is there; `undefined` while it is not, an error's text where it never will be. */
export function readCgiHead(bytes: Buffer): CgiHead | string | undefined {
  const end = endOf(bytes);
  if (end === undefined) return bytes.length > MOST_BYTES ? 'its head is too long' : undefined;
  const headers: (readonly [string, string])[] = [];
  let status = 200;
  for (const line of bytes.toString('latin1', 0, end.at).split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon === -1) return 'a line of its head is no header';
    const [name, value] = [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
    if (!/^[A-Za-z0-9-]+$/.test(name)) return 'a line of its head is no header';
    if (name.toLowerCase() === 'status') status = Number(value.slice(0, 3));
    else headers.push([name, value]);
  }
  if (!Number.isInteger(status) || status < 200 || status > 599) return 'its status is none';
  return { status, headers, rest: bytes.subarray(end.next) };
}

function endOf(bytes: Buffer): { readonly at: number; readonly next: number } | undefined {
  const [crlf, lf] = [bytes.indexOf('\r\n\r\n'), bytes.indexOf('\n\n')];
  if (crlf !== -1 && (lf === -1 || crlf < lf)) return { at: crlf, next: crlf + 4 };
  return lf === -1 ? undefined : { at: lf, next: lf + 2 };
}
