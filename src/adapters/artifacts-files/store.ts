import { constants, createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { MainwardError } from '../../model/errors.ts';
import type { Sha256 } from '../../model/ledger.ts';
import type { ArtifactReader, ArtifactWriter, KeptArtifact, ServedArtifact } from '../../ports/artifacts.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import { zipInto } from './zip.ts';

/** 256 bits. */
const TOKEN_BYTES = 32;
/** An agent may still be about to fetch what was current a moment ago. */
const KEPT_FOR = 60 * 60 * 1_000;
const NAME = /^([A-Za-z0-9_-]{43})\.([0-9a-f]{64})\.tar\.gz$/;

/** Archives as files of one folder; a file's name is its address and its digest, so that nothing else need be kept. */
export class FileArtifactStore implements ArtifactWriter, ArtifactReader {
  readonly #folder: string;
  readonly #random: Random;
  readonly #clock: Clock;
  readonly #known: Map<string, KeptArtifact> = new Map();
  #parts = 0;

  private constructor(folder: string, random: Random, clock: Clock) {
    this.#folder = folder;
    this.#random = random;
    this.#clock = clock;
  }

  /** Makes the folder where it is missing, and removes what was not finished. Rejects with STORE_UNAVAILABLE. */
  static async open(folder: string, random: Random, clock: Clock): Promise<FileArtifactStore> {
    const store = new FileArtifactStore(folder, random, clock);
    await available(async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      for (const name of await readdir(folder)) await store.#find(name);
    });
    return store;
  }

  async keep(content: AsyncIterable<Uint8Array>): Promise<KeptArtifact> {
    const part = join(this.#folder, `.part-${process.pid}-${this.#parts++}`);
    try {
      const zipped = await this.#write(part, content);
      const known = [...this.#known.values()].find(({ digest }) => digest === zipped.digest);
      if (known !== undefined) {
        await rm(part);
        await this.#touch(known);
        return known;
      }
      const token = Buffer.from(this.#random.bytes(TOKEN_BYTES)).toString('base64url');
      const kept: KeptArtifact = { ...zipped, token };
      await available(async () => {
        await rename(part, this.#path(kept));
        await syncFolder(this.#folder);
      });
      this.#known.set(token, kept);
      return kept;
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
  }

  async retain(current: readonly Sha256[]): Promise<void> {
    const now = this.#clock.now();
    for (const kept of this.#known.values()) {
      if (current.includes(kept.digest)) await this.#touch(kept);
      else if ((await stat(this.#path(kept))).mtimeMs + KEPT_FOR <= now) {
        this.#known.delete(kept.token);
        await rm(this.#path(kept), { force: true });
      }
    }
  }

  async open(token: string): Promise<ServedArtifact | undefined> {
    const kept = this.#known.get(token);
    if (kept === undefined) return undefined;
    return { digest: kept.digest, bytes: kept.bytes, content: contentOf(this.#path(kept)) };
  }

  async #find(name: string): Promise<void> {
    const [, token, digest] = NAME.exec(name) ?? [];
    const path = join(this.#folder, name);
    if (name.startsWith('.part-')) await rm(path, { force: true });
    else if (token !== undefined && digest !== undefined)
      this.#known.set(token, { token, digest, bytes: (await stat(path)).size });
  }

  async #write(part: string, content: AsyncIterable<Uint8Array>): Promise<Omit<KeptArtifact, 'token'>> {
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
    const file = await available(() => open(part, flags, 0o600));
    try {
      const zipped = await available(() => zipInto(file, content));
      await available(() => file.sync());
      return zipped;
    } finally {
      await file.close();
    }
  }

  #path({ token, digest }: KeptArtifact): string {
    return join(this.#folder, `${token}.${digest}.tar.gz`);
  }

  async #touch(kept: KeptArtifact): Promise<void> {
    const now = new Date(this.#clock.now());
    await available(() => utimes(this.#path(kept), now, now));
  }
}

/** Opens the file when somebody reads. */
async function* contentOf(path: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path);
}

/** What the disk says gets a code; what the content itself throws has its own. */
async function available<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause;
    throw new MainwardError(
      'STORE_UNAVAILABLE',
      'An archive for the agents cannot be written, so nothing new is handed to them.',
      { remedy: 'Make room on the disk, or correct the permissions of the data folder.', cause },
    );
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
