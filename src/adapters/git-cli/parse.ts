import type { EntryKind, TreeEntry } from '../../model/tree.ts';
import type { ChangedPath } from '../../ports/git.ts';

const KINDS: Readonly<Record<string, EntryKind>> = {
  '100644': 'file',
  '100664': 'file',
  '100755': 'executable',
  '120000': 'symlink',
  '160000': 'gitlink',
};
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Output of `ls-tree -r -z`: `<mode> <type> <oid>\t<path>\0`; sizes are not known yet. */
export function parseTree(output: Buffer): readonly TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let start = 0; start < output.length; ) {
    const end = output.indexOf(0, start);
    const stop = end === -1 ? output.length : end;
    const tab = output.indexOf(9, start);
    const [mode = '', , oid = ''] = output.toString('latin1', start, tab).split(' ');
    entries.push({
      path: decodePath(output.subarray(tab + 1, stop)),
      kind: KINDS[mode] ?? 'file',
      oid,
      size: -1,
    });
    start = stop + 1;
  }
  return entries;
}

/** Output of `cat-file --batch-check='%(objectname) %(objectsize)'`; an object that is missing has no number. */
export function parseSizes(output: Buffer): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const line of output.toString('latin1').split('\n')) {
    const space = line.indexOf(' ');
    const size = Number(line.slice(space + 1));
    if (space !== -1 && Number.isSafeInteger(size)) sizes.set(line.slice(0, space), size);
  }
  return sizes;
}

export function withSizes(
  entries: readonly TreeEntry[],
  sizes: ReadonlyMap<string, number>,
): readonly TreeEntry[] {
  return entries.map((entry) => ({ ...entry, size: sizes.get(entry.oid ?? '') ?? -1 }));
}

/** Output of `diff-tree --raw -z --no-renames`: `:<old mode> <new mode> <old> <new> <status>\0<path>\0`, from `start` on. */
export function readRawChanges(
  output: Buffer,
  start: number,
): { readonly changes: readonly ChangedPath[]; readonly next: number } {
  const changes: ChangedPath[] = [];
  let at = start;
  while (output[at] === 0x3a) {
    const end = output.indexOf(0, at);
    const stop = output.indexOf(0, end + 1);
    if (end === -1 || stop === -1) return { changes, next: output.length };
    const [oldMode = '', newMode = '', oldOid = '', newOid = '', status = ''] = output
      .toString('latin1', at + 1, end)
      .split(' ');
    const path = decodePath(output.subarray(end + 1, stop));
    changes.push({ path, oldMode, newMode, oldOid, newOid, status });
    at = stop + 1;
  }
  return { changes, next: at };
}

/** Paths are bytes; those that are no UTF-8 are escaped, so that no two paths become one. */
export function decodePath(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    let text = '';
    for (const byte of bytes)
      text +=
        byte < 0x80 && byte !== 0x5c ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`;
    return text;
  }
}

/** The first parent that a commit object names in its headers; nothing else of it is read. */
export function firstParentIn(commit: Uint8Array): string | undefined {
  const head = Buffer.from(commit.buffer, commit.byteOffset, Math.min(commit.byteLength, 256)).toString(
    'latin1',
  );
  return /^tree [0-9a-f]+\nparent ([0-9a-f]+)\n/.exec(head)?.[1];
}
