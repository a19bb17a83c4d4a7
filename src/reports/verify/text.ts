import type { Landing } from '../../model/landing.ts';
import type { VerifyReport } from '../../model/verify.ts';
import { harmless } from '../harmless.ts';
import { count, joinWithAnd, listNames, nameOf } from '../people.ts';
import { indent, type Paint, paint, type Terminal } from '../text/paint.ts';

const VERDICTS = ['fail', 'unknown', 'pass'] as const;
const PAINT: Readonly<Record<Landing['verdict'], Paint>> = { fail: 'red', unknown: 'yellow', pass: 'green' };
const MARGIN = '         ';

/** Each landed change, newest first: what is held against it, who made it and who agreed. */
export function renderVerifyText(report: VerifyReport, terminal: Terminal): string {
  const lines = [
    paint(terminal, harmless(verifyHeadline(report)), 'bold'),
    '',
    ...report.landings.flatMap((landing) => describe(landing, terminal)),
    ...(report.landings.length === 0 ? [] : ['']),
    ...report.notes.flatMap((note) => indent(harmless(note), 'note: ', '      ', terminal.width)),
    `${count(report.landings.length, 'landed change')} judged in ${report.seconds.toFixed(1)} s`,
  ];
  return `${lines.join('\n')}\n`;
}

/** `main of shop: 2 of 40 landed changes fail, of 3 it cannot be told.` */
export function verifyHeadline({ repository, document, landings }: VerifyReport): string {
  const where = `${document.ref.replace(/^refs\/heads\//, '')} of ${repository}`;
  if (landings.length === 0) return `${where}: nothing landed in this range.`;
  const [failed, unknown] = VERDICTS.map(
    (verdict) => landings.filter((landing) => landing.verdict === verdict).length,
  );
  const all = count(landings.length, 'landed change');
  const parts = [
    failed === 0 ? undefined : `${failed} of ${all} ${failed === 1 ? 'fails' : 'fail'}`,
    unknown === 0
      ? undefined
      : failed === 0
        ? `of ${unknown} of ${all} it cannot be told`
        : `of ${unknown} it cannot be told`,
  ].flatMap((part) => part ?? []);
  return `${where}: ${parts.length === 0 ? `${all}, all made and agreed to as demanded` : parts.join(', ')}.`;
}

function describe(landing: Landing, terminal: Terminal): readonly string[] {
  const number = landing.pullRequest === undefined ? '' : ` #${landing.pullRequest}`;
  const about = `${landing.landing}${number}  ${landing.at.slice(0, 10)}  ${whoMade(landing)}${whoAgreed(landing)}`;
  const [first = '', ...rest] = indent(harmless(about), '', MARGIN, terminal.width - MARGIN.length - 12);
  const verdict = paint(terminal, landing.verdict.padEnd(7), PAINT[landing.verdict], 'bold');
  const lines = [`${verdict}  ${paint(terminal, landing.commit.slice(0, 10), 'cyan')}  ${first}`, ...rest];
  for (const { code, detail } of landing.reasons)
    lines.push(...indent(harmless(`${code}: ${detail}`), MARGIN, `${MARGIN}  `, terminal.width));
  if (landing.verdict !== 'pass') lines.push(...signatures(landing, terminal));
  return lines;
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

/** Only what is wrong with a signature is worth a line. */
function signatures(landing: Landing, terminal: Terminal): readonly string[] {
  return landing.commits
    .filter(({ signature }) => !['good', 'unknown', 'unsigned'].includes(signature.status))
    .slice(0, 5)
    .flatMap(({ commit, signature, author }) =>
      indent(
        harmless(`${commit.slice(0, 10)} by ${author}: its signature is ${signature.status}`),
        MARGIN,
        `${MARGIN}  `,
        terminal.width,
      ),
    );
}
