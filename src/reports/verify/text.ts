import type { Landing } from '../../model/landing.ts';
import type { VerifyReport } from '../../model/verify.ts';
import { harmless } from '../harmless.ts';
import { count, joinWithAnd, listNames, nameOf } from '../people.ts';
import { indent, type Paint, paint, type Terminal, wrap } from '../text/paint.ts';

/** What wants doing comes first. */
const ORDER = ['fail', 'unknown', 'pass'] as const;
const PAINT: Readonly<Record<Landing['verdict'], Paint>> = { fail: 'red', unknown: 'yellow', pass: 'green' };
const MARGIN = ' '.repeat(9);
/** Where the words begin: after the verdict and the commit. */
const COLUMN = ' '.repeat(21);

/** Each landed change, those that fail first and then the newest: what is held against it, who made it and who agreed. */
export function renderVerifyText(report: VerifyReport, terminal: Terminal): string {
  const lines = [
    paint(terminal, harmless(verifyHeadline(report)), 'bold'),
    '',
    ...ORDER.flatMap((verdict) => report.landings.filter((landing) => landing.verdict === verdict)).flatMap(
      (landing) => describe(landing, terminal),
    ),
    ...(report.landings.length === 0 ? [] : ['']),
    ...report.notes.flatMap((note) => indent(harmless(note), 'note: ', '      ', terminal.width)),
    `${count(report.landings.length, 'landed change')} judged in ${report.seconds.toFixed(1)} s`,
  ];
  return `${lines.join('\n')}\n`;
}

/** `main of shop: 40 landed changes, 2 fail, of 3 it cannot be told.` */
export function verifyHeadline({ repository, document, landings }: VerifyReport): string {
  const where = `${document.ref.replace(/^refs\/heads\//, '')} of ${repository}`;
  if (landings.length === 0) return `${where}: nothing landed in this range.`;
  const [failed = 0, unknown = 0] = ORDER.map(
    (verdict) => landings.filter((landing) => landing.verdict === verdict).length,
  );
  return [
    `${where}: ${count(landings.length, 'landed change')}`,
    ...(failed === 0 ? [] : [`${failed} ${failed === 1 ? 'fails' : 'fail'}`]),
    ...(unknown === 0 ? [] : [`of ${unknown} it cannot be told`]),
    ...(failed + unknown === 0 ? ['all as demanded'] : []),
  ]
    .join(', ')
    .concat('.');
}

function describe(landing: Landing, terminal: Terminal): readonly string[] {
  const number = landing.pullRequest === undefined ? '' : ` #${landing.pullRequest}`;
  const about = `${landing.landing}${number}  ${landing.at.slice(0, 10)}  ${whoMade(landing)}${whoAgreed(landing)}`;
  const [first = '', ...rest] = wrap(harmless(about), Math.max(30, terminal.width - COLUMN.length));
  const verdict = paint(terminal, landing.verdict.padEnd(7), PAINT[landing.verdict], 'bold');
  return [
    `${verdict}  ${paint(terminal, landing.commit.slice(0, 10), 'cyan')}  ${first}`,
    ...rest.map((line) => `${COLUMN}${line}`),
    ...landing.reasons.flatMap(({ code, detail }) =>
      indent(harmless(`${code}: ${detail}`), MARGIN, `${MARGIN}  `, terminal.width),
    ),
  ];
}

function whoMade(landing: Landing): string {
  return landing.people.length === 0 ? 'made by nobody that is known' : `by ${listNames(landing.people)}`;
}

function whoAgreed({ approvals }: Landing): string {
  const counted = approvals.filter(({ state }) => state === 'counted').map(({ person }) => nameOf(person));
  const spent = approvals
    .filter(({ state }) => state === 'void')
    .map(({ person, why }) => `${nameOf(person)} (${why ?? 'void'})`);
  return [
    counted.length === 0 ? '' : `, agreed to by ${joinWithAnd(counted)}`,
    spent.length === 0 ? '' : `, not counted: ${spent.join(', ')}`,
  ].join('');
}
