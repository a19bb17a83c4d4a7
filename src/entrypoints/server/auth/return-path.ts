const MOST_CHARACTERS = 512;

/** Where a browser goes after sign-in: a path of this server, or `/` for whatever is none. */
export function returnPath(wanted: string | undefined): string {
  if (wanted === undefined || wanted.length > MOST_CHARACTERS) return '/';
  // Browsers read `//host` and `/\host` as another host, and drop tabs and line ends before they read.
  if (!/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(wanted)) return '/';
  const base = 'https://mainward.invalid';
  return URL.parse(wanted, base)?.origin === base ? wanted : '/';
}
