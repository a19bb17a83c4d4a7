import type { ChildProcess } from 'node:child_process';
import { failed, type GitRoom, startGit } from './process.ts';

export type ObjectReply =
  | { readonly type: string; readonly bytes: Uint8Array }
  | { readonly type: string; readonly tooLarge: number }
  | 'missing';

interface Waiting {
  readonly limit: number;
  readonly resolve: (reply: ObjectReply) => void;
  readonly reject: (error: unknown) => void;
}

/** One `git cat-file --batch-command` for the whole life of a repository; requests are pipelined and answered in order. */
export class ObjectReader {
  readonly #child: ChildProcess;
  readonly #waiting: Waiting[] = [];
  readonly #chunks: Buffer[] = [];
  #buffered = 0;
  #body: { readonly type: string; readonly size: number; readonly keep: boolean } | undefined;
  #skip = 0;
  #dead: Error | undefined;

  constructor(room: GitRoom) {
    this.#child = startGit(room, ['cat-file', '--batch-command', '--buffer']);
    this.#child.stdout?.on('data', (chunk: Buffer) => this.#receive(chunk));
    this.#child.stdin?.on('error', () => undefined);
    this.#child.stderr?.resume();
    const end = (): void => this.#fail(failed(['cat-file'], 'ended unexpectedly'));
    this.#child.once('error', end);
    this.#child.once('close', end);
  }

  /** Reads objects; one larger than `limit` bytes is skipped while it streams by. Ids must be valid object ids. */
  async read(oids: readonly string[], limit: number): Promise<readonly ObjectReply[]> {
    if (this.#dead !== undefined) throw this.#dead;
    const replies = oids.map(
      () => new Promise<ObjectReply>((resolve, reject) => this.#waiting.push({ limit, resolve, reject })),
    );
    const settled = Promise.all(replies);
    settled.catch(() => undefined);
    if (oids.length > 0)
      this.#child.stdin?.write(`${oids.map((oid) => `contents ${oid}\n`).join('')}flush\n`);
    return settled;
  }

  close(): void {
    this.#dead ??= failed(['cat-file'], 'was closed');
    this.#child.stdin?.end();
    this.#child.kill('SIGKILL');
  }

  #fail(error: Error): void {
    this.#dead ??= error;
    for (const waiting of this.#waiting.splice(0)) waiting.reject(this.#dead);
  }

  #receive(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    while (this.#step());
  }

  #step(): boolean {
    if (this.#skip > 0) {
      const taken = this.#take(Math.min(this.#skip, this.#buffered));
      this.#skip -= taken.length;
      return this.#skip === 0 && taken.length > 0;
    }
    if (this.#body === undefined) return this.#header();
    const { type, size, keep } = this.#body;
    if (!keep) {
      this.#body = undefined;
      this.#skip = size + 1;
      this.#answer({ type, tooLarge: size });
      return true;
    }
    if (this.#buffered < size + 1) return false;
    const bytes = this.#take(size + 1).subarray(0, size);
    this.#body = undefined;
    this.#answer({ type, bytes });
    return true;
  }

  #header(): boolean {
    const line = this.#takeLine();
    if (line === undefined) return false;
    const [, type = '', size] = line.split(' ');
    if (size === undefined) {
      this.#answer('missing');
      return true;
    }
    const bytes = Number(size);
    this.#body = { type, size: bytes, keep: bytes <= (this.#waiting[0]?.limit ?? 0) };
    return true;
  }

  #answer(reply: ObjectReply): void {
    this.#waiting.shift()?.resolve(reply);
  }

  #takeLine(): string | undefined {
    let length = 0;
    for (const chunk of this.#chunks) {
      const end = chunk.indexOf(10);
      if (end !== -1) {
        const line = this.#take(length + end + 1);
        return line.subarray(0, line.length - 1).toString('latin1');
      }
      length += chunk.length;
    }
    return undefined;
  }

  #take(length: number): Buffer {
    const parts: Buffer[] = [];
    let missing = length;
    while (missing > 0) {
      const chunk = this.#chunks[0];
      if (chunk === undefined) break;
      if (chunk.length <= missing) {
        parts.push(chunk);
        this.#chunks.shift();
        missing -= chunk.length;
      } else {
        parts.push(chunk.subarray(0, missing));
        this.#chunks[0] = chunk.subarray(missing);
        missing = 0;
      }
    }
    this.#buffered -= length - missing;
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts, length - missing);
  }
}
