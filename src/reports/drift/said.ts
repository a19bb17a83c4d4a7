import type { DriftRecord, GuardStatus } from '../../model/drift.ts';
import type { DriftWords } from '../../model/drift-view.ts';
import {
  actorWords,
  changeWords,
  deltaWords,
  doneWords,
  HOLD_WORDS,
  objectWords,
  SOURCE_WORDS,
  spanWords,
  stateWords,
} from './record-words.ts';

/** A difference in words. */
export function saidOf(record: DriftRecord): DriftWords {
  return {
    object: objectWords(record.object),
    state: stateWords(record),
    change: changeWords(record),
    does: deltaWords(record),
    done: doneWords(record),
    who: record.actors.map((actor) => ({ ...actorWords(actor), source: SOURCE_WORDS[actor.source] })),
    ...(record.ended === undefined ? {} : { lasted: spanWords(record.seenAt, record.ended.at) }),
  };
}

const TIERS: Readonly<Record<GuardStatus['tier'], string>> = {
  observe: 'It records what differs, and does nothing.',
  alert: 'It says loudly what differs, and does nothing.',
  revoke: 'It takes back what grants.',
};

/** What a guard is about, and what holds it back. */
export function guardWords({ tier, commit, ready, recording, held }: GuardStatus): readonly string[] {
  return [
    TIERS[tier],
    ...(commit === undefined ? ['No commit is verified.'] : []),
    ...(ready
      ? []
      : ['It waits for a verified commit and a complete list of every kind, and only records until then.']),
    ...(recording ? [] : ['The ledger takes nothing at the moment, so nothing is done.']),
    ...held.map(({ code, why }) => `Held: ${why === '' ? HOLD_WORDS[code] : why}.`),
  ];
}
