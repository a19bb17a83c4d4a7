import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MainwardError } from '../../model/errors.ts';
import type { SecretText } from '../../ports/certificates.ts';

const MOST_BYTES = 1 << 20;

/** A text in a file that only its owner may read. Rejects with STORE_UNAVAILABLE where it cannot be read or written. */
export class SecretFile implements SecretText {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async read(): Promise<string | undefined> {
    try {
      const handle = await open(this.#path, constants.O_RDONLY | constants.O_NOFOLLOW);
      try {
        const stat = await handle.stat();
        if (!stat.isFile() || stat.size > MOST_BYTES) throw new Error('it is no such file');
        if ((stat.mode & 0o077) !== 0) throw new Error('others may read it');
        return await handle.readFile('utf8');
      } finally {
        await handle.close();
      }
    } catch (cause) {
      if (isMissing(cause)) return undefined;
      throw unavailable(this.#path, 'read', cause);
    }
  }

  async write(text: string): Promise<void> {
    const folder = dirname(this.#path);
    const draft = join(folder, `${randomUUID()}.new`);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await chmod(folder, 0o700);
      const handle = await open(draft, 'wx', 0o600);
      try {
        await handle.writeFile(text);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(draft, this.#path);
      const own = await open(folder, 'r');
      try {
        await own.sync();
      } finally {
        await own.close();
      }
    } catch (cause) {
      await rm(draft, { force: true }).catch(() => undefined);
      throw unavailable(this.#path, 'written', cause);
    }
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function unavailable(path: string, what: 'read' | 'written', cause: unknown): MainwardError {
  const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  return new MainwardError('STORE_UNAVAILABLE', `${path} cannot be ${what} (${why}).`, {
    remedy: 'Let nobody but the user of the server read and write it, and look whether the disk is full.',
    cause,
  });
}
