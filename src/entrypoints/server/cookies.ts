import type { CookieChange } from './route.ts';

const MOST_CHARACTERS = 4_096;

/**
 * The name as browsers see it. `__Host-` makes them refuse the cookie from anything but this host over https, so that no
 * neighbour domain can plant one.
 */
function fullName(name: CookieChange['name'], secure: boolean): string {
  return secure ? `__Host-mainward-${name}` : `mainward-${name}`;
}

export function serializeCookie(change: CookieChange, secure: boolean): string {
  return `${fullName(change.name, secure)}=${change.value}; Path=/; Max-Age=${change.maxAge}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
}

/** The value of a cookie; `undefined` where it is absent or, as no browser of ours would send it, there twice. */
export function readCookie(
  header: string | undefined,
  name: CookieChange['name'],
  secure: boolean,
): string | undefined {
  if (header === undefined || header.length > MOST_CHARACTERS) return undefined;
  const prefix = `${fullName(name, secure)}=`;
  const values = header
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(prefix))
    .map((part) => part.slice(prefix.length));
  return values.length === 1 && values[0] !== '' ? values[0] : undefined;
}
