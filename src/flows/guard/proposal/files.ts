import type { FileChange } from '../../../formats/diff/unified.ts';
import type { SourceTree } from '../../../model/tree.ts';

/** A tree of which some files are others, without anything being written anywhere. */
export class Files {
  readonly #tree: SourceTree;
  readonly #changed: Map<string, string | undefined> = new Map();

  constructor(tree: SourceTree) {
    this.#tree = tree;
  }

  /** `undefined` where there is none, or none that can be read. */
  text(path: string): string | undefined {
    if (this.#changed.has(path)) return this.#changed.get(path);
    const bytes = this.#tree.read(path);
    if (!(bytes instanceof Uint8Array)) return undefined;
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      return undefined;
    }
  }

  has(path: string): boolean {
    return this.#changed.has(path) ? this.#changed.get(path) !== undefined : this.#tree.has(path);
  }

  /** `undefined` removes it. */
  write(path: string, text: string | undefined): void {
    this.#changed.set(path, text);
  }

  changes(): readonly FileChange[] {
    const before = new Files(this.#tree);
    return [...this.#changed]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([path, after]) => ({ path, before: before.text(path), after }));
  }

  /** The tree as it would be. It is no commit's. */
  tree(): SourceTree {
    const { repository, entries } = this.#tree;
    const fresh = [...this.#changed.keys()].filter((path) => !this.#tree.has(path));
    return {
      repository,
      entries: [
        ...entries.filter(({ path }) => this.has(path)),
        ...fresh.map((path) => ({ path, kind: 'file' as const, size: -1 })),
      ].toSorted((one, other) => (one.path < other.path ? -1 : 1)),
      has: (path) => this.has(path),
      read: (path) => {
        if (!this.#changed.has(path)) return this.#tree.read(path);
        const text = this.#changed.get(path);
        return text === undefined ? undefined : new TextEncoder().encode(text);
      },
    };
  }
}
