import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Memory } from '../../ports/memory.ts';

const MOST_FILES = 200;
const MOST_BYTES = 32 << 20;
const KEY = /^[0-9a-f]{64}$/;

/** Keeps texts in files of a folder that only we write. Whatever fails is forgotten. */
export class FileMemory implements Memory {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async recall(key: string): Promise<string | undefined> {
    if (!KEY.test(key)) return undefined;
    try {
      return await readFile(this.#path(key), 'utf8');
    } catch {
      return undefined;
    }
  }

  async remember(key: string, text: string): Promise<void> {
    if (!KEY.test(key) || text.length > MOST_BYTES) return;
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await this.#forgetOldest();
      const file = join(this.#folder, `${randomUUID()}.new`);
      await writeFile(file, text, { mode: 0o600 });
      await rename(file, this.#path(key));
    } catch {
      // It is computed again next time.
    }
  }

  #path(key: string): string {
    return join(this.#folder, `${key}.json`);
  }

  async #forgetOldest(): Promise<void> {
    const names = await readdir(this.#folder);
    if (names.length < MOST_FILES) return;
    const files = await Promise.all(
      names.map(async (name) => {
        const path = join(this.#folder, name);
        return { path, at: (await stat(path)).mtimeMs };
      }),
    );
    files.sort((one, other) => one.at - other.at);
    for (const { path } of files.slice(0, names.length - MOST_FILES / 2)) await rm(path, { force: true });
  }
}
