import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** A file of the console as it is sent. */
export interface ConsoleFile {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  /** Absent where it is sent as it is. */
  readonly encoding?: 'br';
}

const PAGE = 'index.html';
const COMPRESSED = '.br';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};

/** The console as it was built. Its files are known when the server starts; nothing else of the folder is ever read. */
export class ConsoleFiles {
  readonly #folder: string;
  /** Paths below the folder, with `/`. */
  readonly #names: ReadonlySet<string>;

  /** A folder that is not there is a console that was not built. */
  constructor(folder: string) {
    this.#folder = folder;
    this.#names = new Set(namesIn(folder));
  }

  /** The one page; `undefined` where no console was built. */
  async page(): Promise<string | undefined> {
    return this.#names.has(PAGE) ? readFile(join(this.#folder, PAGE), 'utf8') : undefined;
  }

  /** A file by its path below the folder; `undefined` for whatever is none. `accepts` is what the reader can unpack. */
  async file(name: string, accepts: string | undefined): Promise<ConsoleFile | undefined> {
    const mediaType = MEDIA_TYPES[extname(name)];
    if (mediaType === undefined || !this.#names.has(name)) return undefined;
    const packed = /(^|[\s,])br\s*(,|$)/.test(accepts ?? '') && this.#names.has(`${name}${COMPRESSED}`);
    const bytes = await readFile(join(this.#folder, `${name}${packed ? COMPRESSED : ''}`));
    return { bytes, mediaType, ...(packed ? { encoding: 'br' } : {}) };
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, '/').length));
  } catch {
    return [];
  }
}
