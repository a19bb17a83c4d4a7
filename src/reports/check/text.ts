import type { CheckDocument, CheckReport } from '../../model/check.ts';
import type { Finding } from '../../model/finding.ts';
import { formatLocation } from '../../model/location.ts';
import { accessLines, diffHeadline } from '../access/text.ts';
import { harmless } from '../harmless.ts';
import { count, listNames, nameOf } from '../people.ts';
import { indent, type Paint, paint, type Terminal } from '../text/paint.ts';
import { afterMerge, listed, missingOf, targetOf, VERDICT_WORDS, whoCould, why } from './words.ts';

const PAINT: Readonly<Record<CheckDocument['verdict'], Paint>> = {
  pass: 'green',
  fail: 'red',
  unknown: 'yellow',
};
const SHOWN_FINDINGS = 5;

/** The answer of `check` for a person at a terminal: the verdict, what is missing and from whom, what changes. */
export function renderCheckText(report: CheckReport, terminal: Terminal): string {
  const { document, repository, seconds, notes } = report;
  const about = `${document.head.slice(0, 10)} into ${targetOf(document, repository)} (${document.base.slice(0, 10)})`;
  const lines = [
    `${paint(terminal, document.verdict, PAINT[document.verdict], 'bold')}: ${harmless(`${about} ${VERDICT_WORDS[document.verdict]}:`)}`,
    ...indent(harmless(why(document)), '  ', '  ', terminal.width),
    ...missing(document, terminal),
    ...said(document, terminal),
    '',
    ...access(document, terminal),
    ...violations(document.findings, terminal),
    '',
    ...document.reasons.flatMap(({ code, detail }) =>
      indent(harmless(`${code}: ${detail}`), '  ', '    ', terminal.width),
    ),
    harmless(afterMerge(document)),
    ...notes.flatMap((note) => indent(harmless(note), 'note: ', '      ', terminal.width)),
    `checked in ${seconds.toFixed(1)} s`,
  ];
  return `${lines.join('\n')}\n`;
}

function missing(document: CheckDocument, terminal: Terminal): readonly string[] {
  const all = missingOf(document);
  if (all.length === 0) return [];
  return [
    '',
    'still needed',
    ...all.flatMap((one) =>
      indent(
        harmless(`${one.lacking} more of ${one.group} (${listed(one.requirements)}): ${whoCould(one)}`),
        '  ',
        '    ',
        terminal.width,
      ),
    ),
  ];
}

function said({ approvals, people }: CheckDocument, terminal: Terminal): readonly string[] {
  const counted = approvals.filter(({ state }) => state === 'counted');
  const spent = approvals.filter(({ state }) => state === 'void');
  const lines = [
    `made by ${people.length === 0 ? 'nobody that is known' : listNames(people)}`,
    ...(counted.length === 0 ? [] : [`agreed to by ${listNames(counted.map(({ person }) => person))}`]),
    ...(spent.length === 0
      ? []
      : [
          `not counted: ${spent.map(({ person, why: reason }) => `${nameOf(person)} (${reason ?? 'void'})`).join(', ')}`,
        ]),
  ];
  return ['', ...lines.flatMap((line) => indent(harmless(line), '', '  ', terminal.width))];
}

function access({ access: diff }: CheckDocument, terminal: Terminal): readonly string[] {
  if (diff === null) return ['What it does to access could not be compared.'];
  return [paint(terminal, diffHeadline(diff), 'bold'), ...accessLines(diff, terminal)];
}

function violations(findings: readonly Finding[] | null, terminal: Terminal): readonly string[] {
  if (findings === null || findings.length === 0) return [];
  const shown = findings.slice(0, SHOWN_FINDINGS).flatMap(({ severity, control, message, location }) => {
    const place = location === undefined ? '' : `  ${formatLocation(location)}`;
    return indent(harmless(`${severity} ${control}: ${message}${place}`), '  ', '    ', terminal.width);
  });
  const more = findings.length - SHOWN_FINDINGS;
  return [
    '',
    'violated by it, and not before',
    ...shown,
    ...(more > 0 ? [`  and ${count(more, 'more violation')} (-o json lists all)`] : []),
  ];
}
