import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Everything below a folder: kind, mode, size, time of change and content. Links are not followed. */
export function listing(folder: string): readonly string[] {
  const lines: string[] = [];
  visit(folder, '.', lines);
  return lines;
}

function visit(root: string, path: string, lines: string[]): void {
  const full = join(root, path);
  const { mode, size, mtimeNs, uid } = lstatSync(full, { bigint: true });
  const kind = Number(mode) & 0o170000;
  const content =
    kind === 0o100000
      ? createHash('sha1').update(readFileSync(full)).digest('hex')
      : kind === 0o120000
        ? readlinkSync(full)
        : '';
  lines.push(`${path} ${mode.toString(8)} ${uid} ${kind === 0o40000 ? '' : size} ${mtimeNs} ${content}`);
  if (kind !== 0o40000) return;
  for (const name of readdirSync(full).sort()) visit(root, join(path, name), lines);
}
