import type { Control } from '../../control.ts';
import { judgeLandings, shortId } from '../../judge-landings.ts';

export const control: Control = {
  id: 'commit/date-is-plausible',
  title: 'The dates that commits bear can be true',
  severity: 'low',
  evaluate: (facts) =>
    judgeLandings(facts, {
      severity: 'low',
      concerns: ({ landing }) => landing !== 'initial',
      faults: ({ commits }) => {
        const dated = commits.filter(({ backdated }) => backdated === true);
        const [first] = dated;
        if (first === undefined) return [];
        const more = dated.length > 1 ? ` and ${dated.length - 1} more` : '';
        const { signedAt, witnessedAt } = first.signature;
        const said = signedAt === undefined ? '' : `, dated ${signedAt}`;
        const seen = witnessedAt === undefined ? '' : ` and first seen at ${witnessedAt}`;
        return [
          {
            why: `brings ${shortId(first.commit)}${more}${said}${seen}: older than what it builds on, or than anybody saw it`,
          },
        ];
      },
      open: ({ atWitnessed }) =>
        atWitnessed ? [] : ['the pushes and pull requests of the forge as evidence'],
      question: 'when they were made, but by what their authors wrote',
    }),
};
