import type { Answer, AnswerQuorum, Cut, CutAnswer } from '../../model/cut.ts';
import { formatLocation } from '../../model/location.ts';
import { harmless } from '../harmless.ts';
import { count } from '../people.ts';
import { EFFECT_WORDS, interval } from '../sentence.ts';

/** What could be taken away, each with the id by which it is. */
export function renderCuts({ cuts }: Pick<Answer, 'cuts'>): string {
  if (cuts.length === 0) return 'Nothing on the strongest paths can be taken away by itself.\n';
  const listed = cuts.map((cut) => `${describe(cut)}\n    --cut ${quoted(cut.id)}\n`);
  return `${count(cuts.length, 'fact')} could be taken away:\n\n${listed.join('\n')}`;
}

/** The numbers before and after, and how each fact would really be taken away. */
export function renderCut(answer: Answer, { cuts, after }: Pick<CutAnswer, 'cuts' | 'after'>): string {
  const rows = answer.quorum.flatMap((before) => {
    const then = after.quorum.find((one) => named(one) === named(before));
    const [was, is] = [interval(before), then === undefined ? 'gone' : interval(then)];
    return was === is ? [] : [`  ${harmless(named(before))}: ${was} -> ${is}\n`];
  });
  const moved = rows.length === 0 ? '  No number moves: there are other ways.\n' : rows.join('');
  return `Without ${count(cuts.length, 'fact')}:\n${moved}\nHow it would really be done:\n\n${cuts.map(describe).join('\n\n')}\n`;
}

function named({ target, route, effect }: AnswerQuorum): string {
  return `${EFFECT_WORDS[effect]} in ${target}, by ${route}`;
}

function describe({ what, how, location, evidence }: Cut): string {
  const place = evidence ?? (location === undefined ? undefined : formatLocation(location));
  return [`  ${what}`, `    ${how}`, ...(place === undefined ? [] : [`    ${place}`])]
    .map(harmless)
    .join('\n');
}

/** As a shell takes it. */
function quoted(id: string): string {
  const text = harmless(id);
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
