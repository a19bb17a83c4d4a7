/** Names and addresses of the machine itself, where `http` is not read by others. */
const LOOPBACK: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Why a text cannot name an issuer; `undefined` where it can. Issuers are compared character by character, so one that
 * a reader of URLs would write differently (upper case, a default port, `..`, other alphabets) is refused.
 */
export function issuerProblem(issuer: string): string | undefined {
  if (!URL.canParse(issuer)) return 'it is no URL';
  const url = new URL(issuer);
  if (url.username !== '' || url.password !== '') return 'a URL with user info names no issuer';
  if (issuer.includes('?') || issuer.includes('#')) return 'an issuer has no query and no fragment';
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.includes(url.hostname)))
    return 'it must be https, or http on loopback';
  if (issuer !== url.href && `${issuer}/` !== url.href) return `it would be read as ${url.href}`;
  return undefined;
}
