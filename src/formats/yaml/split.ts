/** One document of a file: its text from the first directive (or `---`) to the next marker. */
export interface Chunk {
  readonly start: number;
  readonly end: number;
  /** Set where readers of the same bytes would see other documents, or other content. */
  readonly ambiguous?: string;
}

const BLANK = /^[ \t]*(?:#|\r?$)/;

/**
 * Splits at the document markers, which mean the same everywhere in a YAML file (YAML 1.2.2,
 * section 9.1): a line that begins with `---` or `...` followed by white space.
 * Stops after `limit` documents with `undefined`.
 */
export function splitDocuments(text: string, limit: number): readonly Chunk[] | undefined {
  const chunks: Chunk[] = [];
  let start = 0;
  let inside = false;
  let bare: string | undefined;
  let trailing: string | undefined;

  const close = (end: number): void => {
    if (!inside && !hasContent(text, start, end)) return;
    const ambiguous = trailing ?? (inside ? undefined : bare);
    chunks.push(ambiguous === undefined ? { start, end } : { start, end, ambiguous });
  };

  for (let at = nextMarker(text, 0); at !== -1; at = nextMarker(text, at + 3)) {
    if (chunks.length > limit) return undefined;
    const lineEnd = endOfLine(text, at);
    const rest = BLANK.test(text.slice(at + 3, lineEnd));
    if (text.charCodeAt(at) === 45) {
      if (inside || hasContent(text, start, at)) {
        close(at);
        start = at;
      }
      inside = true;
      trailing = rest
        ? undefined
        : 'content stands on the line of the document marker, which not every reader accepts';
    } else {
      close(at);
      inside = false;
      start = lineEnd;
      trailing = rest ? undefined : 'content stands on the line of the document end';
      bare = 'a document follows "..." without "---", which not every reader sees';
    }
  }
  close(text.length);
  return chunks.length > limit ? undefined : chunks;
}

/** Offset of the next marker line at or after `from`; -1 if there is none. */
function nextMarker(text: string, from: number): number {
  if (from === 0 && isMarker(text, 0)) return 0;
  for (let at = text.indexOf('\n', from); at !== -1; at = text.indexOf('\n', at + 1)) {
    const first = text.charCodeAt(at + 1);
    if ((first === 45 || first === 46) && isMarker(text, at + 1)) return at + 1;
  }
  return -1;
}

function isMarker(text: string, at: number): boolean {
  const mark = text.slice(at, at + 3);
  if (mark !== '---' && mark !== '...') return false;
  const next = text.charCodeAt(at + 3);
  return Number.isNaN(next) || next === 10 || next === 13 || next === 32 || next === 9;
}

function endOfLine(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at === -1 ? text.length : at;
}

/** Whether anything but blank lines, comments and directives stands there. */
function hasContent(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; ) {
    const lineEnd = Math.min(endOfLine(text, at), end);
    const line = text.slice(at, lineEnd);
    if (!BLANK.test(line) && !line.startsWith('%')) return true;
    at = lineEnd + 1;
  }
  return false;
}
