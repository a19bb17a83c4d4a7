import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, rmdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Contents that have been written, and the names that they get. */
export interface DiskDraft {
  /** Gives each its name, in place of what had it, and syncs each folder once. */
  keep(): Promise<void>;
  discard(): Promise<void>;
}

interface Name {
  readonly draft: string;
  readonly path: string;
}

/** Every system call that a ledger's durability rests on, each in its order. Throws what the system says. */
export class Disk {
  /** Files are written here first, on the same file system, so that one appears whole or not at all. */
  readonly #drafts: string;
  readonly #folders: Map<string, Promise<void>> = new Map();

  constructor(root: string) {
    this.#drafts = join(root, 'drafts');
  }

  /** Writes the contents of files; they are on the disk, under no name that anybody knows. */
  async draft(files: readonly { readonly path: string; readonly bytes: Uint8Array }[]): Promise<DiskDraft> {
    const folders = [...new Set(files.map(({ path }) => dirname(path)))];
    const work = await Promise.allSettled([
      ...folders.map((folder) => this.#makeFolder(folder)),
      ...files.map(async ({ path, bytes }): Promise<Name> => ({ path, draft: await this.#draft(bytes) })),
    ]);
    const names = work.flatMap((one) => (one.status === 'fulfilled' ? (one.value ?? []) : []));
    const failed = work.find((one) => one.status === 'rejected');
    if (failed === undefined) return this.#draftOf(names, folders);
    this.#folders.clear();
    await removeAll(names);
    throw failed.reason;
  }

  #draftOf(names: readonly Name[], folders: readonly string[]): DiskDraft {
    let left = names;
    return {
      keep: async () => {
        try {
          await Promise.all(names.map(({ draft, path }) => rename(draft, path)));
          await Promise.all(folders.map(syncFolder));
        } catch (error) {
          this.#folders.clear();
          throw error;
        }
        left = [];
      },
      discard: () => removeAll(left),
    };
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
    await this.#makeFolder(this.#drafts);
    const draft = join(this.#drafts, randomBytes(12).toString('hex'));
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } catch (error) {
      // A full disk stays full of drafts otherwise.
      await removeFile(draft).catch(() => undefined);
      throw error;
    } finally {
      await file.close();
    }
    return draft;
  }
}

async function removeAll(names: readonly Name[]): Promise<void> {
  await Promise.all(names.map(({ draft }) => removeFile(draft)));
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
