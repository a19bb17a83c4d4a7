import { unknownEntry } from '../../../flows/ledger/view.ts';
import { fromBase64, toBase64 } from '../../../ledger/base64.ts';
import { encodeUtf8 } from '../../../ledger/bytes.ts';
import { writeTlogProof } from '../../../ledger/tlog-proof.ts';
import type { Recorded } from '../../../model/ledger.ts';
import type { LogDocument, LogEntriesDocument } from '../../../model/log.ts';
import type { ProofDocument } from '../../../model/proof.ts';
import { jsonText } from '../../../reports/json.ts';
import { renderEntries, renderEntryLines, renderLog } from '../../../reports/log.ts';
import { type PublishedLog, readPublished } from '../../ledger/published.ts';
import { answerWith } from '../ask.ts';
import { deliver } from '../deliver.ts';
import { EXIT } from '../exit.ts';
import { type LogAction, placeOf } from './action.ts';
import { readIndex } from './input.ts';

export function logDocument({ checkpoint, note, size }: PublishedLog): LogDocument {
  return {
    schema: 'mainward.dev/log/v1',
    origin: checkpoint.origin,
    size,
    root: toBase64(checkpoint.root),
    checkpoint: new TextDecoder().decode(note),
  };
}

/** What the log says of itself, or one entry. */
export const show: LogAction = {
  operand: '[INDEX]',
  options: ['log'],
  run: async (invocation, operand) => {
    const log = await readPublished(placeOf(invocation));
    if (operand === '') answerWith(invocation, logDocument(log), renderLog);
    else answerWith(invocation, entriesDocument([await entryOf(log, readIndex(operand))]), renderEntries);
    return EXIT.judged;
  },
};

/** One file with which anybody verifies that the entry is in the log. */
export const prove: LogAction = {
  operand: '<INDEX>',
  options: ['log'],
  isPlain: true,
  run: async (invocation, operand) => {
    const { view } = await readPublished(placeOf(invocation));
    const index = readIndex(operand);
    const proof = await view.prove([index], { payloads: true });
    for (const request of invocation.options.output) {
      deliver(invocation, request, request.format === 'plain' ? tlogProof(proof) : jsonText(proof));
    }
    return EXIT.judged;
  },
};

/** The same without the entry, as verifiers of other logs read it (C2SP tlog-proof). */
function tlogProof({ checkpoint, entries: [entry] }: ProofDocument): string {
  const proof = writeTlogProof({
    index: BigInt(entry?.index ?? 0),
    hashes: entry?.inclusion.flatMap((hash) => fromBase64(hash) ?? []) ?? [],
    checkpoint: encodeUtf8(checkpoint),
  });
  return new TextDecoder().decode(proof);
}

/** Every entry: a line each, or as one document. */
export const exportEntries: LogAction = {
  operand: '',
  options: ['log'],
  run: async (invocation) => {
    const log = await readPublished(placeOf(invocation));
    const entries: Recorded[] = [];
    for (let index = 0; index < log.size; index++) entries.push(await entryOf(log, index));
    answerWith(invocation, entriesDocument(entries), renderEntryLines);
    return EXIT.judged;
  },
};

async function entryOf({ view, size }: PublishedLog, index: number): Promise<Recorded> {
  const recorded = await view.entry(index);
  if (recorded === undefined) throw unknownEntry(index, size);
  return recorded;
}

function entriesDocument(entries: readonly Recorded[]): LogEntriesDocument {
  return { schema: 'mainward.dev/log-entries/v1', entries };
}
