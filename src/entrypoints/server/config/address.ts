import type { ListenAddress } from './config.ts';

const LOOPBACK: readonly string[] = ['127.0.0.1', '[::1]', 'localhost'];

/** `HOST:PORT`, `[IPV6]:PORT` or `:PORT` (every address); `undefined` for anything else. */
export function parseListen(text: string): ListenAddress | undefined {
  const match = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]*):(\d{1,5})$/.exec(text);
  if (match === null) return undefined;
  const [, host = '', port = ''] = match;
  if (Number(port) > 65_535) return undefined;
  return { host: host === '' ? '::' : host.replace(/^\[|\]$/g, ''), port: Number(port) };
}

/** An origin that nobody on the way can read or change: https, or http that never leaves this machine. */
export function isSafeOrigin(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '') return false;
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') return false;
  return isSafeUrl(text);
}

/** The same for an address below an origin. */
export function isSafeUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
}

/** What is sent there never leaves this machine. */
export function isLoopback({ hostname }: URL): boolean {
  return LOOPBACK.includes(hostname);
}
