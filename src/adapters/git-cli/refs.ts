import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Head } from '../../ports/git.ts';
import { type Located, readSmall } from './locate.ts';

const MOST_REFS = 200_000;
const MOST_DEPTH = 12;
const PACKED_BYTES = 64 << 20;
const OID = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

/** All refs of a files-backed repository, read by us: loose ones win over packed ones (`gitrepository-layout(5)`). */
export async function readRefs(
  located: Pick<Located, 'commonDirectory'>,
): Promise<ReadonlyMap<string, string>> {
  const refs = new Map<string, string>();
  const packed = await readSmall(join(located.commonDirectory, 'packed-refs'), PACKED_BYTES);
  for (const line of (packed ?? '').split('\n')) {
    if (refs.size >= MOST_REFS) break;
    const space = line.indexOf(' ');
    const oid = line.slice(0, space);
    if (space !== -1 && OID.test(oid)) refs.set(line.slice(space + 1), oid);
  }
  await readLoose(join(located.commonDirectory, 'refs'), 'refs', refs, 0);
  return refs;
}

async function readLoose(
  folder: string,
  prefix: string,
  refs: Map<string, string>,
  depth: number,
): Promise<void> {
  if (depth > MOST_DEPTH || refs.size >= MOST_REFS) return;
  let entries: Awaited<ReturnType<typeof opendir>>;
  try {
    entries = await opendir(folder);
  } catch {
    return;
  }
  for await (const entry of entries) {
    const name = `${prefix}/${entry.name}`;
    if (entry.isDirectory()) await readLoose(join(folder, entry.name), name, refs, depth + 1);
    else if (entry.isFile()) {
      const text = (await readSmall(join(folder, entry.name), 4_096))?.trim() ?? '';
      if (OID.test(text)) refs.set(name, text);
    }
  }
}

/** What one ref points to, in as few looks as it takes. */
export async function readRef(commonDirectory: string, ref: string): Promise<string | undefined> {
  if (!ref.startsWith('refs/') || ref.split('/').includes('..') || ref.includes('\0')) return undefined;
  const loose = (await readSmall(join(commonDirectory, ref), 4_096))?.trim();
  if (loose !== undefined) return OID.test(loose) ? loose : undefined;
  const packed = await readSmall(join(commonDirectory, 'packed-refs'), PACKED_BYTES);
  const line = packed?.split('\n').find((one) => one.slice(one.indexOf(' ') + 1) === ref) ?? '';
  const oid = line.slice(0, line.indexOf(' '));
  return OID.test(oid) ? oid : undefined;
}

/** HEAD of this work tree; a symbolic ref is followed once, to a ref under `refs/`. */
export async function readHead(located: Located, refs: ReadonlyMap<string, string>): Promise<Head> {
  const text = (await readSmall(join(located.gitDirectory, 'HEAD'), 4_096))?.trim() ?? '';
  if (OID.test(text)) return { oid: text };
  const ref = text.startsWith('ref:') ? text.slice('ref:'.length).trim() : '';
  if (!ref.startsWith('refs/') || ref.includes('..') || ref.includes('\0')) return {};
  const oid = refs.get(ref);
  return oid === undefined ? { ref } : { ref, oid };
}

/** The ref that a ref is only another name of; `undefined` where it stands for itself. */
export async function readSymbolicRef(
  { commonDirectory }: Pick<Located, 'commonDirectory'>,
  ref: string,
): Promise<string | undefined> {
  if (!ref.startsWith('refs/') || ref.split('/').includes('..')) return undefined;
  const text = await readSmall(join(commonDirectory, ref), 4_096);
  return text?.startsWith('ref:') === true ? text.slice('ref:'.length).trim() : undefined;
}

/** The full names that a short one may mean, in Git's order (`gitrevisions(7)`), tags after branches. */
export function candidates(name: string): readonly string[] {
  return name.startsWith('refs/')
    ? [name]
    : [
        `refs/heads/${name}`,
        `refs/tags/${name}`,
        `refs/remotes/${name}`,
        `refs/remotes/${name}/HEAD`,
        `refs/${name}`,
      ];
}

export function isObjectId(text: string): boolean {
  return OID.test(text);
}
