import { Bot, UserRound } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import type { AnswerQuorum } from '../../../../src/model/cut.ts';
import { Button } from '../../kit/button.tsx';
import { Section } from '../../kit/page.tsx';
import { counted, EFFECT_WORDS, nameOf, ROUTE_WORDS } from './words.ts';

const SHOWN = 18;

/** Who needs nobody else. */
export function Alone({ of }: { readonly of: AnswerQuorum }): ReactElement {
  const [all, setAll] = useState(false);
  const { people, robots } = of.alone;
  const names = people.map(nameOf).sort();
  const shown = all ? names : names.slice(0, SHOWN);
  const where = `${EFFECT_WORDS[of.effect].toLowerCase()} in ${of.target}, ${ROUTE_WORDS[of.route].toLowerCase()}`;
  return (
    <Section title="Who can do it alone">
      <p className="mb-2 text-sm text-dim">
        {people.length + robots.length === 0
          ? `Nobody that was seen can change ${where} alone.`
          : `${[people.length > 0 ? counted(people.length, 'person', 'people') : '', robots.length > 0 ? counted(robots.length, 'robot', 'robots') : ''].filter((one) => one !== '').join(' and ')} can change ${where}, alone.`}
      </p>
      {people.length + robots.length === 0 ? null : (
        <ul className="flex flex-wrap gap-1.5 text-sm">
          {robots.map((robot) => (
            <li
              key={robot}
              className="inline-flex items-center gap-1.5 rounded-full border border-line bg-sunken px-2.5 py-0.5"
            >
              <Bot role="img" aria-label="robot" size={13} className="text-dim" />
              {robot}
            </li>
          ))}
          {shown.map((name) => (
            <li
              key={name}
              className="inline-flex items-center gap-1.5 rounded-full border border-line bg-surface px-2.5 py-0.5"
            >
              <UserRound aria-hidden size={13} className="text-dim" />
              {name}
            </li>
          ))}
          {names.length > shown.length ? (
            <li>
              <Button look="quiet" onClick={() => setAll(true)}>
                and {names.length - shown.length} more
              </Button>
            </li>
          ) : null}
        </ul>
      )}
    </Section>
  );
}
