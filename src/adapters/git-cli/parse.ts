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

/** Output of `ls-tree -r -z -l`: `<mode> <type> <oid> <size>\t<path>\0`. */
export function parseTree(output: Buffer): readonly TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let start = 0; start < output.length; ) {
    const end = output.indexOf(0, start);
    const stop = end === -1 ? output.length : end;
    const tab = output.indexOf(9, start);
    const [mode = '', , oid = '', size = '-'] = output.toString('latin1', start, tab).split(/ +/);
    entries.push({
      path: decodePath(output.subarray(tab + 1, stop)),
      kind: KINDS[mode] ?? 'file',
      oid,
      size: /^\d+$/.test(size) ? Number(size) : -1,
    });
    start = stop + 1;
  }
  return entries;
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
