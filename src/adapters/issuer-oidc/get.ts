import { type LookupAddress, lookup } from 'node:dns';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { mayReach, type Reach } from './reach.ts';

export interface Got {
  readonly bytes: Uint8Array;
  /** Seconds that the answer may be kept, as it says itself. */
  readonly maxAge?: number;
}

export type Get = (
  url: URL,
  limits: { readonly bytes: number; readonly milliseconds: number },
) => Promise<Got>;
/** Finds all addresses of a name, and says them to `done`. */
export type Resolve = (
  host: string,
  done: (error: Error | null, addresses?: readonly LookupAddress[]) => void,
) => void;

/**
 * Gets one document: https (http on loopback only), at an address that may be reached, no redirect, no compression, 200
 * with no more bytes than allowed in no more time than allowed. The address that is checked is the one connected to.
 */
export function bounded(
  reach: Reach,
  resolve: Resolve = (host, done) => lookup(host, { all: true }, done),
): Get {
  return async (url, limits) => {
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && reach === 'loopback'))
      throw new Error('it is not https');
    if (url.username !== '' || url.password !== '') throw new Error('its address has user info');
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) !== 0 && !mayReach(host, reach)) throw new Error('its address may not be reached');
    return fetchOnce(url, limits, guarded(reach, resolve));
  };
}

function fetchOnce(
  url: URL,
  { bytes, milliseconds }: { readonly bytes: number; readonly milliseconds: number },
  lookingUp: LookupFunction,
): Promise<Got> {
  return new Promise((resolve, reject) => {
    const options = {
      agent: false,
      lookup: lookingUp,
      signal: AbortSignal.timeout(milliseconds),
      maxHeaderSize: 16_384,
      headers: { accept: 'application/json', 'accept-encoding': 'identity', 'user-agent': 'mainward' },
    } as const;
    // The promise first: what was read so far may come to its end all the same.
    const stop = (why: string): void => {
      reject(new Error(why));
      asking.destroy();
    };
    const asking = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options, (answer) => {
      const encoding = answer.headers['content-encoding'] ?? 'identity';
      if (answer.statusCode !== 200 || encoding !== 'identity') {
        stop(`it answers with ${answer.statusCode}`);
        return;
      }
      const chunks: Buffer[] = [];
      let size = 0;
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > bytes) stop(`it answers with more than ${bytes} bytes`);
        else chunks.push(chunk);
      });
      answer.on('error', reject);
      answer.on('end', () => {
        const age = /(?:^|[\s,])max-age=(\d{1,9})(?:$|[\s,;])/.exec(
          answer.headers['cache-control'] ?? '',
        )?.[1];
        resolve({ bytes: Buffer.concat(chunks), ...(age === undefined ? {} : { maxAge: Number(age) }) });
      });
    });
    asking.on('error', reject);
    asking.end();
  });
}

/** Refuses a name one of whose addresses may not be reached: whoever mixes them means to be chosen by accident. */
function guarded(reach: Reach, resolve: Resolve): LookupFunction {
  return (host, options, done) =>
    resolve(host, (error, addresses = []) => {
      const [first] = addresses;
      if (error !== null) done(error, '');
      else if (first === undefined || !addresses.every(({ address }) => mayReach(address, reach)))
        done(new Error('its address may not be reached'), '');
      else if (options.all === true) done(null, [...addresses]);
      else done(null, first.address, first.family);
    });
}
