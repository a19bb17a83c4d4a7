import { systemClock } from '../../../adapters/system/clock.ts';
import { systemRandom } from '../../../adapters/system/random.ts';
import { renderLog } from '../../../reports/log.ts';
import { initLedger, keyFileOf, openLedger, rebuildLedgerIndex } from '../../ledger/open.ts';
import { readPublished } from '../../ledger/published.ts';
import { answerWith } from '../ask.ts';
import { EXIT } from '../exit.ts';
import { type LogAction, placeOf } from './action.ts';
import { readInput } from './input.ts';
import { logDocument } from './read.ts';

const MOST_BYTES = 32_000_000;

/** Makes an empty ledger, and prints the line that others trust it by. */
export const init: LogAction = {
  operand: '',
  options: ['log', 'logKey', 'origin'],
  run: async (invocation) => {
    const { options, stderr } = invocation;
    const place = {
      ...placeOf(invocation),
      ...(options.origin === undefined ? {} : { origin: options.origin }),
    };
    const { verifierKey } = await initLedger(place, systemRandom);
    const document = { ...logDocument(await readPublished(place)), verifierKey };
    answerWith(invocation, document, () => `${verifierKey}\n`);
    if (!options.quiet) {
      stderr.write(
        `note: the secret key is in ${keyFileOf(place)}. Whoever has it can sign another history: keep it and a copy\n` +
          '      apart from the ledger (then name it with --log-key), and give the line above to those who verify.\n',
      );
    }
    return EXIT.judged;
  },
};

/** Adds a file's bytes as a note, and prints its index. */
export const append: LogAction = {
  operand: '<FILE>',
  options: ['log', 'logKey'],
  run: async (invocation, operand) => {
    const bytes = readInput(operand, invocation.cwd, MOST_BYTES);
    const { ledger, close } = await openLedger(placeOf(invocation), systemClock);
    try {
      const recorded = await ledger.append({ type: 'note' }, bytes);
      const document = { schema: 'mainward.dev/log-entries/v1', entries: [recorded] } as const;
      answerWith(invocation, document, () => `${recorded.index}\n`);
      return EXIT.judged;
    } finally {
      await close();
    }
  },
};

/** Makes the index anew from the entries. */
export const rebuildIndex: LogAction = {
  operand: '',
  options: ['log', 'logKey'],
  run: async (invocation) => {
    const place = placeOf(invocation);
    const { verifierKey } = await rebuildLedgerIndex(place, systemClock);
    answerWith(invocation, { ...logDocument(await readPublished(place)), verifierKey }, renderLog);
    return EXIT.judged;
  },
};
