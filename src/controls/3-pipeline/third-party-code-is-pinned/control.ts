import { formatLocation } from '../../../model/location.ts';
import type { Control, Judgement } from '../../control.ts';
import { judgePipelines } from '../../pipeline-fact.ts';

export const control: Control = {
  id: 'pipeline/third-party-code-is-pinned',
  title: 'Code of others is held by its content',
  severity: 'high',
  evaluate: (facts) => {
    const grave = judgePipelines(facts, {
      fact: 'foreign-code-unpinned-with-credentials',
      consequence: 'Whoever publishes it decides, on any day, what runs beside that.',
      severity: (fact) => (fact.stake === 'little' ? 'medium' : undefined),
    });
    const light = judgePipelines(facts, {
      fact: 'foreign-code-unpinned',
      consequence:
        'Whoever publishes it decides, on any day, what the job runs; it holds nothing worth taking.',
      severity: () => 'low',
    });
    const judged = new Set(grave.map(placeOf));
    return [...grave, ...light.filter((one) => !judged.has(placeOf(one)))];
  },
};

/** A step of a local action may run in a job that holds something and in one that does not. */
function placeOf({ location }: Judgement): string {
  return location === undefined ? '' : formatLocation(location);
}
