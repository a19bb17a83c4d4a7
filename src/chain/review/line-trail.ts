import { lineEdits } from '../../formats/diff/lines.ts';

/** Lines of a file: from one to another, 1-based, both included. */
export interface LineSpan {
  readonly path: string;
  readonly from: number;
  readonly to: number;
}

/** What one commit changed of one file, against its first parent. */
export interface FileStep {
  readonly path: string;
  /** Git object of the file before; absent where it is new. */
  readonly before?: string;
  /** Absent where it is gone. */
  readonly after?: string;
}

/** The lines of a Git object; `undefined` where it cannot be read. */
export type ReadLines = (oid: string) => readonly string[] | undefined;

interface Followed {
  readonly key: string;
}

/**
 * Follows lines back through history, the newest commit first: which commit last wrote any line of a span. One pass
 * serves all spans. A file that only got another name is followed there.
 */
export class LineTrail<Commit> {
  /** Path -> line as it is at this point of history -> the spans that it belongs to. */
  readonly #files: Map<string, Map<number, Set<Followed>>> = new Map();
  readonly #open: Map<string, Followed> = new Map();
  readonly #found: Map<string, Commit | 'unreadable'> = new Map();

  constructor(spans: Iterable<LineSpan>) {
    for (const span of spans) {
      const key = spanKey(span);
      if (this.#open.has(key)) continue;
      const followed = { key };
      this.#open.set(key, followed);
      const lines = this.#files.get(span.path) ?? new Map<number, Set<Followed>>();
      this.#files.set(span.path, lines);
      for (let line = span.from; line <= span.to; line += 1)
        lines.set(line, (lines.get(line) ?? new Set()).add(followed));
    }
  }

  get isDone(): boolean {
    return this.#open.size === 0;
  }

  /** Is it still looked for what wrote lines of this file, by the name that it has now? */
  follows(path: string): boolean {
    return this.#files.has(path);
  }

  /** The next older commit, and what it changed of files that are followed, or was named anew. */
  step(commit: Commit, changes: readonly FileStep[], read: ReadLines): void {
    const here = changes.filter(({ path, after }) => after !== undefined && this.#files.has(path));
    const moved = here.map((change) => [change, this.#take(change.path)] as const);
    for (const [{ path, before, after }, lines] of moved) {
      if (before === undefined) {
        const named = changes.find((one) => one.after === undefined && one.before === after);
        if (named === undefined) this.#settle(lines.values(), commit);
        else this.#put(named.path, lines);
      } else {
        const [old, current] = [read(before), read(after ?? '')];
        if (old === undefined || current === undefined) this.#settle(lines.values(), 'unreadable');
        else this.#put(path, this.#before(lines, old, current, commit));
      }
    }
  }

  /** History begins here: whatever is left was there from the beginning. */
  begin(commit: Commit): void {
    for (const lines of this.#files.values()) this.#settle(lines.values(), commit);
    this.#files.clear();
  }

  /** `undefined` where history ended before it was found. */
  of(span: LineSpan): Commit | 'unreadable' | undefined {
    return this.#found.get(spanKey(span));
  }

  #take(path: string): Map<number, Set<Followed>> {
    const lines = this.#files.get(path) ?? new Map<number, Set<Followed>>();
    this.#files.delete(path);
    return lines;
  }

  #put(path: string, lines: Map<number, Set<Followed>>): void {
    const known = this.#files.get(path) ?? new Map<number, Set<Followed>>();
    for (const [line, spans] of lines) {
      const left = [...spans].filter(({ key }) => this.#open.has(key));
      if (left.length > 0) known.set(line, new Set([...(known.get(line) ?? []), ...left]));
    }
    if (known.size > 0) this.#files.set(path, known);
  }

  /** Where the lines were before; those that the commit wrote are settled. */
  #before(
    lines: Map<number, Set<Followed>>,
    old: readonly string[],
    current: readonly string[],
    commit: Commit,
  ): Map<number, Set<Followed>> {
    const earlier = new Map<number, Set<Followed>>();
    const written: Set<Followed>[] = [];
    let [there, here] = [0, 0];
    for (const { kind } of lineEdits(old, current)) {
      if (kind !== 'added') there += 1;
      if (kind !== 'removed') here += 1;
      const spans = kind === 'removed' ? undefined : lines.get(here);
      if (spans === undefined) continue;
      if (kind === 'added') written.push(spans);
      else earlier.set(there, spans);
    }
    this.#settle(written, commit);
    return earlier;
  }

  #settle(lines: Iterable<Set<Followed>>, found: Commit | 'unreadable'): void {
    for (const spans of lines) {
      for (const { key } of spans) {
        if (!this.#open.delete(key)) continue;
        this.#found.set(key, found);
      }
    }
  }
}

function spanKey({ path, from, to }: LineSpan): string {
  return `${from}-${to} ${path}`;
}
