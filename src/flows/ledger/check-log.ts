import { toHex } from '../../ledger/bytes.ts';
import { type Checkpoint, openCheckpoint } from '../../ledger/checkpoint.ts';
import type { LedgerCrypto } from '../../ledger/crypto.ts';
import { decodeEntry } from '../../ledger/entry.ts';
import type { VerifierKey } from '../../ledger/key.ts';
import type { Sha256 } from '../../model/ledger.ts';
import type { LedgerIndex, LedgerIndexKeeping } from '../../ports/ledger-index.ts';
import type { LedgerStore } from '../../ports/ledger-store.ts';
import { type LogFault, TreeCheck } from './check-tree.ts';
import { indexRow } from './indexer.ts';
import { inTree, payloadPath } from './ports.ts';
import { TreeFiles } from './tree-files.ts';

/** What a whole log was found to be. */
export interface LogCheck {
  /** Absent where nothing that it signed could be read. */
  readonly checkpoint?: Checkpoint;
  /** Empty where every file is what the checkpoint commits to. */
  readonly faults: readonly LogFault[];
  /** Entries whose payload is not there: erased, or never handed out. */
  readonly payloadsAbsent: number;
  /** Entries that are in the tree, and that this version cannot read. */
  readonly unreadable: readonly number[];
}

/** A log as its folder shows it, against the keys that somebody trusts. It needs nothing else. */
export async function verifyLog(
  store: Pick<LedgerStore, 'files' | 'checkpoint'>,
  trust: readonly VerifierKey[],
  crypto: LedgerCrypto,
): Promise<LogCheck> {
  const file = inTree('checkpoint');
  const note = await store.checkpoint.read();
  if (note === undefined) return nothing({ file, why: 'it is missing' });
  const opened = openCheckpoint(note, trust, crypto);
  if (!opened.ok) return nothing({ file, why: opened.error });
  return checkEntries(opened.value, store.files, crypto, {});
}

export interface CheckOptions {
  /** Nobody writes meanwhile: what the tree does not have should not be there. */
  readonly isStill?: boolean;
  /** Held to the entries as well. */
  readonly index?: LedgerIndex & LedgerIndexKeeping;
}

/** Every entry, every file of the tree and every payload, against a checkpoint that is trusted. */
export async function checkEntries(
  checkpoint: Checkpoint,
  files: LedgerStore['files'],
  crypto: LedgerCrypto,
  { isStill = false, index }: CheckOptions,
): Promise<LogCheck> {
  const tree = await TreeFiles.list(files, Number(checkpoint.size));
  const payloads = await checkPayloads(files, crypto);
  const check = new TreeCheck(checkpoint, tree, crypto.sha256);
  const unreadable: number[] = [];
  const wanted = new Map<Sha256, number>();
  let isIndexed = true;
  await check.run(async (first, entries) => {
    const rows = index && isIndexed ? await index.rows(first, entries.length).catch(() => []) : [];
    for (const [at, bytes] of entries.entries()) {
      const entry = bytes && decodeEntry(bytes);
      if (entry === undefined || bytes === undefined) continue;
      if (!entry.ok) {
        unreadable.push(first + at);
        continue;
      }
      const { payload } = entry.value;
      if (payload !== undefined) wanted.set(payload, (wanted.get(payload) ?? 0) + 1);
      const row = JSON.stringify(sortedRow(indexRow(first + at, bytes, crypto)));
      if (index !== undefined && row !== JSON.stringify(rows[at] && sortedRow(rows[at]))) isIndexed = false;
    }
  });
  const faults: LogFault[] = [
    ...[...check.faults].map(([file, why]) => ({ file, why })),
    ...payloads.faults,
    ...(isStill
      ? tree.strange.map((path) => ({ file: inTree(path), why: 'the tree has no such file' }))
      : []),
    ...(isIndexed ? [] : [{ file: 'index.sqlite', why: 'it does not say what the entries say' }]),
  ];
  const absent = [...wanted].filter(([digest]) => !payloads.present.has(payloadPath(digest)));
  return {
    checkpoint,
    faults: faults.toSorted((one, other) => (one.file < other.file ? -1 : 1)),
    payloadsAbsent: absent.reduce((sum, [, entries]) => sum + entries, 0),
    unreadable,
  };
}

async function checkPayloads(
  files: LedgerStore['files'],
  { sha256 }: LedgerCrypto,
): Promise<{ readonly present: ReadonlySet<string>; readonly faults: readonly LogFault[] }> {
  const present = new Set(await files.list('payload'));
  const faults: LogFault[] = [];
  for (const path of present) {
    const bytes = await files.get(path);
    if (bytes !== undefined && payloadPath(toHex(sha256(bytes))) !== path) {
      faults.push({ file: path, why: 'its content does not have the digest that is its name' });
    }
  }
  return { present, faults };
}

function nothing(fault: LogFault): LogCheck {
  return { faults: [fault], payloadsAbsent: 0, unreadable: [] };
}

/** Its fields in one order, so that equal rows are equal text. */
function sortedRow(row: object): object {
  return Object.fromEntries(Object.entries(row).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
