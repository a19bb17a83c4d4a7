import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { readRef } from './refs.ts';

/** Nanoseconds after which a file that is changed again has another time, on every file system. */
const COARSEST_TIME = 2_000_000_000n;
const NANOSECONDS = 1_000_000n;

/** Where refs point, read again only where the file that says so is not the one that was read. */
export class KnownTips {
  readonly #known: Map<string, { readonly file: string; readonly oid: string | undefined }> = new Map();

  async read(commonDirectory: string, ref: string): Promise<string | undefined> {
    const key = join(commonDirectory, ref);
    const file = (await markOf(key)) ?? (await markOf(join(commonDirectory, 'packed-refs'))) ?? '';
    const known = this.#known.get(key);
    if (file !== '' && known?.file === file) return known.oid;
    const oid = await readRef(commonDirectory, ref);
    if (file === '') this.#known.delete(key);
    else this.#known.set(key, { file, oid });
    return oid;
  }
}

/**
 * Equal where a file is the same with the same content; '' where that cannot be told, because it changed a moment ago or is
 * no file; `undefined` where there is none.
 */
async function markOf(path: string): Promise<string | undefined> {
  try {
    const stats = await lstat(path, { bigint: true });
    const isSettled = BigInt(Date.now()) * NANOSECONDS - stats.ctimeNs > COARSEST_TIME;
    return stats.isFile() && isSettled ? `${path} ${stats.ino} ${stats.ctimeNs} ${stats.size}` : '';
  } catch {
    return undefined;
  }
}
