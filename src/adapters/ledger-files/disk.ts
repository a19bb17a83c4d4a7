import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, rmdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Every system call that a ledger's durability rests on, each in its order. Throws what the system says. */
export class Disk {
  /** Files are written here first, on the same file system, so that one appears whole or not at all. */
  readonly #drafts: string;
  readonly #folders: Map<string, Promise<void>> = new Map();

  constructor(root: string) {
    this.#drafts = join(root, 'drafts');
  }

  /** Writes files whole, in place of those that are there: contents first, then names, then each folder once; all of it is on the disk then. */
  async place(files: readonly { readonly path: string; readonly bytes: Uint8Array }[]): Promise<void> {
    const folders = [...new Set(files.map(({ path }) => dirname(path)))];
    try {
      await Promise.all([this.#drafts, ...folders].map((folder) => this.#makeFolder(folder)));
      const drafts = await Promise.all(files.map(({ bytes }) => this.#draft(bytes)));
      await Promise.all(drafts.map((draft, at) => rename(draft, files[at]?.path ?? draft)));
      await Promise.all(folders.map(syncFolder));
    } catch (error) {
      this.#folders.clear();
      throw error;
    }
  }

  /** Removes a file, and its folder with the last one. Not on the disk before something else is. */
  async drop(path: string): Promise<void> {
    await removeFile(path);
    const folder = dirname(path);
    this.#folders.delete(folder);
    await rmdir(folder).catch(() => undefined);
  }

  /** Makes a folder and those above it; each is on the disk before anything is put into it. */
  #makeFolder(folder: string): Promise<void> {
    const known = this.#folders.get(folder);
    if (known !== undefined) return known;
    const made = this.#make(folder);
    this.#folders.set(folder, made);
    made.catch(() => this.#folders.delete(folder));
    return made;
  }

  /** Removes what a process that ended in the middle has left. */
  async sweep(): Promise<void> {
    const left = await readdir(this.#drafts).catch(() => []);
    await Promise.all(left.map((name) => rm(join(this.#drafts, name), { force: true })));
  }

  async #make(folder: string): Promise<void> {
    try {
      await mkdir(folder, { mode: 0o700 });
    } catch (error) {
      if (isCode(error, 'ENOENT') && dirname(folder) !== folder) {
        await this.#makeFolder(dirname(folder));
        await mkdir(folder, { mode: 0o700 });
      } else if (!isCode(error, 'EEXIST')) throw error;
    }
    // Also of one that is there: a process may have ended before its name was on the disk.
    await syncFolder(dirname(folder));
  }

  async #draft(bytes: Uint8Array): Promise<string> {
    const draft = join(this.#drafts, randomBytes(12).toString('hex'));
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } catch (error) {
      // A full disk stays full of drafts otherwise.
      await rm(draft, { force: true }).catch(() => undefined);
      throw error;
    } finally {
      await file.close();
    }
    return draft;
  }
}

/** The names in a folder are on the disk. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Nothing is said where it is not there. */
export async function removeFile(path: string): Promise<void> {
  await unlink(path).catch((error: unknown) => {
    if (!isCode(error, 'ENOENT') && !isCode(error, 'ENOTDIR')) throw error;
  });
}

export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
