import type { PassportDocument } from '../../model/passport.ts';
import type { Verdict } from '../../model/verdict.ts';
import { harmless } from '../harmless.ts';
import { type Paint, paint, type Terminal } from '../text/paint.ts';
import { linkRows, passportRows, passportTitle } from './rows.ts';

const PAINTS: Readonly<Record<Verdict, Paint>> = {
  holds: 'green',
  violated: 'red',
  unknown: 'yellow',
  'not-applicable': 'dim',
};

/** A passport for a terminal: a line a link, then whether it is the same all along. */
export function renderPassportText(passport: PassportDocument, terminal: Terminal): string {
  const lines = [paint(terminal, harmless(passportTitle(passport)), 'bold'), ''];
  let last = '';
  for (const { name, text, entries } of passportRows(passport)) {
    const label = name === last ? '' : name;
    last = name;
    lines.push(`  ${label.padEnd(12)}${harmless(text)}${numbers(entries)}`);
  }
  const links = linkRows(passport);
  if (links.length > 0) lines.push('');
  for (const [name, { verdict, why, entries }] of links)
    lines.push(
      `  ${name.padEnd(29)}${paint(terminal, verdict, PAINTS[verdict])}: ${harmless(why)}${numbers(entries)}`,
    );
  lines.push(
    '',
    `${passport.ledger.length} entries of the ledger; -o proof=FILE writes them with their proofs`,
  );
  return `${lines.join('\n')}\n`;
}

function numbers(entries: readonly number[]): string {
  return entries.length === 0 ? '' : `  [${entries.join(', ')}]`;
}
