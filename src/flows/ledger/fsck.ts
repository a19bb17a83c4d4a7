import type { Checkpoint } from '../../ledger/checkpoint.ts';
import { MainwardError } from '../../model/errors.ts';
import type { LedgerIndex, LedgerIndexKeeping } from '../../ports/ledger-index.ts';
import { checkEntries, type LogCheck } from './check-log.ts';
import type { LogFault } from './check-tree.ts';
import { Indexer } from './indexer.ts';
import { inTree, type LogPorts } from './ports.ts';
import { TreeReader } from './reader.ts';
import { recover } from './recover.ts';
import { openOwn } from './state.ts';

/**
 * Everything a log's writer has, held to what it signed. What a crash has left is finished first, as at every
 * opening. Throws LEDGER_ABSENT or LEDGER_UNAVAILABLE; damage is what it answers.
 */
export async function fsck(ports: LogPorts, index: LedgerIndex & LedgerIndexKeeping): Promise<LogCheck> {
  const { checkpoint, fault } = await settle(ports);
  if (checkpoint === undefined) {
    return { faults: fault === undefined ? [] : [fault], payloadsAbsent: 0, unreadable: [] };
  }
  if (fault === undefined) await bringUp(index, checkpoint, ports);
  const check = await checkEntries(checkpoint, ports.store.files, ports.crypto, {
    isStill: true,
    index,
  });
  const broken = await index.faults().catch(() => ['it cannot be read']);
  const isNamed = check.faults.some(({ file }) => file.startsWith(inTree('tile')));
  return {
    ...check,
    faults: [
      // What kept the log from being opened, unless the check of all files has named it more exactly.
      ...(fault === undefined || (isNamed && fault.file.startsWith(inTree('tile'))) ? [] : [fault]),
      ...check.faults,
      ...broken.slice(0, 1).map((why) => ({ file: 'index.sqlite', why })),
    ].filter(({ file }, at, all) => all.findIndex((other) => other.file === file) === at),
  };
}

/** What the log has signed, as far as that can still be read, and what is wrong with how it stands. */
async function settle(
  ports: LogPorts,
): Promise<{ readonly checkpoint?: Checkpoint; readonly fault?: LogFault }> {
  try {
    return { checkpoint: (await recover(ports)).checkpoint };
  } catch (error) {
    if (!(error instanceof MainwardError) || error.code !== 'LEDGER_DAMAGED') throw error;
    const { file, why } = error.fields;
    const checkpoint = await lastSigned(ports);
    return {
      fault: { file: String(file), why: String(why) },
      ...(checkpoint === undefined ? {} : { checkpoint }),
    };
  }
}

async function lastSigned({ store, key, crypto }: LogPorts): Promise<Checkpoint | undefined> {
  const signed: Checkpoint[] = [];
  for (const note of [await store.head.read(), await store.checkpoint.read()]) {
    if (note === undefined) continue;
    try {
      signed.push(openOwn('', note, key, crypto));
    } catch {
      // The other one may be whole.
    }
  }
  return signed.reduce<Checkpoint | undefined>(
    (last, one) => (last === undefined || one.size > last.size ? one : last),
    undefined,
  );
}

async function bringUp(
  index: LedgerIndex & LedgerIndexKeeping,
  { size }: Checkpoint,
  { store, crypto }: LogPorts,
): Promise<void> {
  // An index that lags behind after a crash is as it should be; one that says something else stays as it is.
  const indexer = new Indexer(index, new TreeReader(store.files, crypto), crypto);
  try {
    if (await indexer.isOfLog(Number(size))) await indexer.catchUp(Number(size));
  } catch {
    // The check of all files says what is wrong.
  }
}
