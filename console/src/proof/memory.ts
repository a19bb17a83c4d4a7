/** What this browser last saw of a log. */
export interface SeenLog {
  /** One line of a trust file. */
  readonly verifierKey: string;
  readonly size: number;
  /** Base64. */
  readonly root: string;
  /** RFC 3339. */
  readonly at: string;
}

/** Where that is kept: `localStorage`, or a map in a test. */
export interface Shelf {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
}

const NAME = 'mainward.log';

/** `undefined` where nothing was kept, or what was kept cannot be read. */
export function recall(shelf: Shelf): SeenLog | undefined {
  try {
    const value: unknown = JSON.parse(shelf.getItem(NAME) ?? 'null');
    return isSeen(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A browser that keeps nothing sees every log for the first time. */
export function remember(shelf: Shelf, seen: SeenLog): void {
  try {
    shelf.setItem(NAME, JSON.stringify(seen));
  } catch {
    return;
  }
}

function isSeen(value: unknown): value is SeenLog {
  return (
    value instanceof Object &&
    'verifierKey' in value &&
    typeof value.verifierKey === 'string' &&
    'size' in value &&
    Number.isSafeInteger(value.size) &&
    'root' in value &&
    typeof value.root === 'string' &&
    'at' in value &&
    typeof value.at === 'string'
  );
}
