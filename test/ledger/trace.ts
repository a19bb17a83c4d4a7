import { dirname, relative } from 'node:path';

export interface SystemCall {
  readonly name: string;
  readonly text: string;
  /** Lines of the trace. */
  readonly begins: number;
  readonly ends: number;
  readonly failed: boolean;
}

/** Reads what `strace -f -y` wrote; calls of other threads lie between the two lines of an unfinished one. */
export function readTrace(trace: string): readonly SystemCall[] {
  const calls: SystemCall[] = [];
  const unfinished = new Map<
    string,
    { readonly name: string; readonly text: string; readonly begins: number }
  >();
  for (const [line, text] of trace.split('\n').entries()) {
    const [, thread = '', rest = ''] = /^(\d+) +(.*)$/.exec(text) ?? [];
    const resumed = /^<\.\.\. (\w+) resumed>(.*)$/.exec(rest);
    const begun =
      resumed === null
        ? { name: /^\w+/.exec(rest)?.[0] ?? '', text: rest, begins: line }
        : unfinished.get(thread);
    if (begun === undefined) continue;
    if (rest.endsWith('<unfinished ...>')) {
      unfinished.set(thread, begun);
      continue;
    }
    unfinished.delete(thread);
    const whole = resumed === null ? rest : `${begun.text}${resumed[2]}`;
    calls.push({ ...begun, text: whole, ends: line, failed: / = -1 /.test(rest) });
  }
  return calls;
}

/**
 * What a process did too early: an entry acknowledged, or a step of the write order taken, while something that it
 * rests on was not on the disk. No faults where every sync came before what it is for.
 */
export function tooEarly(
  calls: readonly SystemCall[],
  folder: string,
): { readonly faults: readonly string[]; readonly acknowledged: number } {
  const moments = calls
    .flatMap((call) => [
      { at: call.begins, call, isEnd: false },
      { at: call.ends + 0.5, call, isEnd: true },
    ])
    .toSorted((one, other) => one.at - other.at);
  const disk = new UnsyncedDisk(folder);
  for (const { call, isEnd } of moments) {
    if (isEnd) disk.ends(call);
    else disk.begins(call);
  }
  return disk;
}

/** What was written and is not known to be on the disk: contents of files, and names in folders. */
class UnsyncedDisk {
  readonly faults: string[] = [];
  acknowledged = 0;
  readonly #folder: string;
  readonly #contents: Map<string, number> = new Map();
  readonly #names: Map<string, number> = new Map();
  #renamed: Set<string> = new Set();

  constructor(folder: string) {
    this.#folder = folder;
  }

  begins(call: SystemCall): void {
    const index = acknowledgement(call);
    if (index !== undefined) this.#acknowledge(index);
    else if (call.name === 'write' || call.name === 'pwrite64')
      this.#mark(this.#contents, pathOfHandle(call), call.begins);
    else if (call.name.startsWith('rename')) this.#step(this.#inside(renamed(call)[1]));
  }

  ends(call: SystemCall): void {
    if (call.failed) return;
    if (call.name === 'openat' && call.text.includes('O_CREAT')) {
      this.#mark(this.#names, dirname(quoted(call)[0] ?? ''), call.ends);
    } else if (call.name === 'mkdir') {
      this.#mark(this.#names, dirname(quoted(call)[0] ?? ''), call.ends);
    } else if (call.name.startsWith('rename')) {
      const [from, to] = renamed(call);
      const written = this.#contents.get(this.#inside(from) ?? '');
      this.#contents.delete(this.#inside(from) ?? '');
      if (written !== undefined) this.#mark(this.#contents, to, written);
      this.#mark(this.#names, dirname(to), call.ends);
      this.#renamed.add(this.#inside(to) ?? '');
    } else if (call.name === 'fsync' || call.name === 'fdatasync') {
      const path = this.#inside(pathOfHandle(call)) ?? '';
      // What was written while it was under way may have missed it.
      for (const map of [this.#contents, this.#names])
        if ((map.get(path) ?? Infinity) < call.begins) map.delete(path);
    }
  }

  #acknowledge(index: string): void {
    for (const step of ['stage', 'head', 'tree/checkpoint']) {
      if (!this.#renamed.has(step))
        this.faults.push(`entry ${index} is acknowledged before ${step} is written`);
    }
    if (![...this.#renamed].some(isTile))
      this.faults.push(`entry ${index} is acknowledged before its tiles are written`);
    this.#demand(`entry ${index} is acknowledged`, () => true);
    this.#renamed = new Set();
    this.acknowledged++;
  }

  /** Each step of the write order rests on those before it. */
  #step(path: string | undefined): void {
    if (path === 'head') this.#demand('the head moves', (file) => file === 'stage' || file === '');
    else if (path !== undefined && isTile(path))
      this.#demand('tiles are written', (file) => file === 'head' || file === '');
    else if (path === 'tree/checkpoint')
      this.#demand('the checkpoint is published', (file) => isTile(`${file}/`));
  }

  #demand(what: string, concerns: (file: string) => boolean): void {
    for (const file of this.#contents.keys())
      if (concerns(file)) this.faults.push(`${what} before ${file} is synced`);
    for (const file of this.#names.keys())
      if (concerns(file)) this.faults.push(`${what} before the names in /${file} are synced`);
  }

  #mark(map: Map<string, number>, path: string, at: number): void {
    const inside = this.#inside(path);
    if (inside !== undefined) map.set(inside, at);
  }

  /** Below the ledger's folder, and something that it rests on. */
  #inside(path: string): string | undefined {
    const inside = relative(this.#folder, path);
    return inside.startsWith('..') || /^(drafts$|lock)/.test(inside) ? undefined : inside;
  }
}

/** The index that a call says to be durable. */
export function acknowledgement({ text }: SystemCall): string | undefined {
  return /^write\(1<[^>]*>, "(\d+) /.exec(text)?.[1];
}

function isTile(path: string): boolean {
  return path.startsWith('tree/tile/');
}

function pathOfHandle({ text }: SystemCall): string {
  return /^\w+\(\d+<([^>]*)>/.exec(text)?.[1] ?? '';
}

function quoted({ text }: SystemCall): readonly string[] {
  return [...text.matchAll(/"([^"]*)"/g)].flatMap(([, path]) => path ?? []);
}

function renamed(call: SystemCall): readonly [string, string] {
  const [from = '', to = ''] = quoted(call);
  return [from, to];
}
