import type { ReasonCode } from '../../../model/landing.ts';
import type { Control } from '../../control.ts';
import { judgeLandings } from '../../judge-landings.ts';
import { toProvide } from '../../landing-reasons.ts';
import { namesOf } from '../../person-name.ts';

const OPEN: readonly ReasonCode[] = [
  'content-not-proved',
  'content-not-read',
  'head-missing',
  'head-does-not-fit',
  'history-missing',
  'several-merged-at-once',
];

/** A scan repeats merges only where something was supplied that they can be held against. */
const UNASKED = 'a roster or evidence of the forge, without which no merge is repeated';

export const control: Control = {
  id: 'commit/merge-is-what-was-merged',
  title: 'A merge holds what was merged and nothing else',
  severity: 'high',
  evaluate: (facts) =>
    judgeLandings(facts, {
      severity: 'high',
      concerns: ({ landing }) => landing !== 'direct' && landing !== 'initial',
      faults: ({ contentProved, reasons, people }) => {
        if (contentProved !== false) return [];
        const detail = reasons.find(
          ({ code }) => code === 'content-differs' || code === 'content-not-proved',
        )?.detail;
        return [
          {
            why: `holds what was not offered${detail === undefined ? '' : `: ${detail}`}; ${namesOf(people)} had a part in it`,
          },
        ];
      },
      open: (landing) => {
        if (landing.contentProved !== null) return [];
        const provide = toProvide(landing, OPEN);
        return provide.length > 0 ? provide : [UNASKED];
      },
      question: 'whether they hold only what was offered',
    }),
};
