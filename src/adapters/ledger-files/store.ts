import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MainwardError } from '../../model/errors.ts';
import type {
  LedgerDraft,
  LedgerHead,
  LedgerSlot,
  LedgerStore,
  StoredFile,
} from '../../ports/ledger-store.ts';
import { Disk, isCode, removeFile } from './disk.ts';

const MOST_BYTES = 256_000_000;

/**
 * A ledger as files of one folder: `tree/` is what a web server may publish as it is (C2SP tlog-tiles), `payload/`
 * what entries commit to, `head` and `stage` what only the writer needs. Whoever writes holds the folder's lock.
 */
export class FilesLedgerStore implements LedgerStore {
  readonly files: LedgerStore['files'];
  readonly head: LedgerHead;
  readonly stage: LedgerSlot;
  readonly checkpoint: LedgerSlot;

  /** `tree` is where the tree lies in the folder: `.` where it is all that the folder has. */
  constructor(
    root: string,
    { tree = 'tree', disk = new Disk(root) }: { readonly tree?: 'tree' | '.'; readonly disk?: Disk } = {},
  ) {
    const at = (path: string): string => {
      const [first = '', ...rest] = segments(path);
      return join(root, first === 'tree' ? tree : first, ...rest);
    };
    this.files = {
      draft: (files) => available(() => draftAll(disk, at, files)),
      get: (path) => available(() => readWhole(at(path))),
      list: (folder) => available(() => listBelow(at(folder), folder)),
      drop: (path) => available(() => disk.drop(at(path))),
    };
    this.stage = slotAt(disk, join(root, 'stage'));
    this.checkpoint = slotAt(disk, join(root, tree, 'checkpoint'));
    const head = slotAt(disk, join(root, 'head'));
    this.head = {
      read: () => head.read(),
      draft: (bytes) => head.draft(bytes),
      swap: async (expected, next) => {
        const now = await head.read();
        if (!(now === undefined ? expected === undefined : expected !== undefined && equal(now, expected))) {
          return false;
        }
        await next.keep();
        return true;
      },
    };
  }
}

async function draftAll(
  disk: Disk,
  at: (path: string) => string,
  files: readonly StoredFile[],
): Promise<LedgerDraft> {
  const placed = files.map(({ path, bytes }) => ({ path: at(path), bytes }));
  const draft = await draftOn(disk, placed);
  return {
    keep: async () => {
      // What is there is written again: the process that wrote it may have ended before it was on the disk.
      for (const { path, bytes } of files) await available(() => refuseOther(at(path), path, bytes));
      await draft.keep();
    },
    discard: () => draft.discard(),
  };
}

async function refuseOther(file: string, path: string, bytes: Uint8Array): Promise<void> {
  const there = await readWhole(file);
  if (there === undefined || equal(there, bytes)) return;
  throw new MainwardError('LEDGER_DAMAGED', `${path} is there already, with other content.`, {
    fields: { file: path, why: 'it is there already, with other content' },
    remedy: 'Restore it from a copy; `mainward log fsck` checks all files.',
  });
}

async function readWhole(path: string): Promise<Uint8Array | undefined> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      if (size > MOST_BYTES) throw new MainwardError('LEDGER_DAMAGED', `${path} has ${size} bytes.`);
      return new Uint8Array(await file.readFile());
    } finally {
      await file.close();
    }
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].some((code) => isCode(error, code))) return undefined;
    throw error;
  }
}

async function listBelow(folder: string, name: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (isCode(error, 'ENOENT')) return [];
    throw error;
  });
  const files: string[] = [];
  for (const entry of entries) {
    const path = `${name}/${entry.name}`;
    if (entry.isDirectory()) files.push(...(await listBelow(join(folder, entry.name), path)));
    else files.push(path);
  }
  return files;
}

async function draftOn(disk: Disk, files: readonly StoredFile[]): Promise<LedgerDraft> {
  const draft = await disk.draft(files);
  return { keep: () => available(() => draft.keep()), discard: () => available(() => draft.discard()) };
}

function slotAt(disk: Disk, path: string): LedgerSlot {
  return {
    read: () => available(() => readWhole(path)),
    draft: (bytes) => available(() => draftOn(disk, [{ path, bytes }])),
    clear: () => available(() => removeFile(path)),
  };
}

/** A path of the port, which never leads out of the folder. */
function segments(path: string): readonly string[] {
  const parts = path.split('/');
  if (parts.every((part) => /^[a-z0-9][a-z0-9.]*$/.test(part))) return parts;
  throw new MainwardError('DEFECT', `${JSON.stringify(path)} is no path of a ledger's file.`);
}

function equal(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

async function available<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof MainwardError) throw cause;
    throw new MainwardError('LEDGER_UNAVAILABLE', 'The ledger’s files cannot be read or written.', {
      remedy:
        'See that its folder can be written and its disk has space; nothing that was acknowledged is lost.',
      cause,
    });
  }
}
