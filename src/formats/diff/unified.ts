import { type LineEdit, lineEdits } from './lines.ts';

/** Unchanged lines that are shown around what changed. */
const AROUND = 3;

/** A file before and after; `undefined` = it is not there. */
export interface FileChange {
  /** Repository-relative, with `/`. */
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Changes of files as `git apply` takes them; empty where nothing changes. */
export function unifiedDiff(changes: readonly FileChange[]): string {
  return changes.map(fileDiff).join('');
}

function fileDiff({ path, before, after }: FileChange): string {
  if (before === after) return '';
  const edits = lineEdits(linesOf(before ?? ''), linesOf(after ?? ''));
  const [old, fresh] = [quoted(`a/${path}`), quoted(`b/${path}`)];
  const mode =
    before === undefined ? 'new file mode 100644\n' : after === undefined ? 'deleted file mode 100644\n' : '';
  const header = `diff --git ${old} ${fresh}\n${mode}`;
  if (edits.length === 0) return header;
  const sides = `--- ${before === undefined ? '/dev/null' : old}\n+++ ${after === undefined ? '/dev/null' : fresh}\n`;
  return `${header}${sides}${hunksOf(edits).join('')}`;
}

/** Lines with their ends, so that a last line without one differs from one with it. */
function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

function hunksOf(edits: readonly LineEdit[]): readonly string[] {
  const changed = edits.flatMap(({ kind }, index) => (kind === 'same' ? [] : [index]));
  const spans: { from: number; until: number }[] = [];
  for (const index of changed) {
    const last = spans.at(-1);
    if (last !== undefined && index - AROUND <= last.until) last.until = index + AROUND + 1;
    else spans.push({ from: Math.max(0, index - AROUND), until: index + AROUND + 1 });
  }
  return spans.map(({ from, until }) => hunk(edits, from, Math.min(edits.length, until)));
}

function hunk(edits: readonly LineEdit[], from: number, until: number): string {
  const earlier = edits.slice(0, from);
  const shown = edits.slice(from, until);
  const range = (left: LineEdit['kind']): string => {
    const count = shown.filter(({ kind }) => kind !== left).length;
    const start = earlier.filter(({ kind }) => kind !== left).length + (count === 0 ? 0 : 1);
    return `${start},${count}`;
  };
  const body = shown.map(({ kind, text }) => `${SIGNS[kind]}${ended(text)}`).join('');
  return `@@ -${range('added')} +${range('removed')} @@\n${body}`;
}

const SIGNS = { same: ' ', removed: '-', added: '+' } as const;

function ended(line: string): string {
  return line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`;
}

/** As Git quotes what would end or bend the line of a path (`core.quotePath=false`). */
function quoted(path: string): string {
  if (!/["\\\u0000-\u001f\u007f]/.test(path)) return path;
  const escaped = path.replace(/["\\\u0000-\u001f\u007f]/g, (char) => {
    const named = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\t': '\\t' }[char];
    return named ?? `\\${(char.codePointAt(0) ?? 0).toString(8).padStart(3, '0')}`;
  });
  return `"${escaped}"`;
}
