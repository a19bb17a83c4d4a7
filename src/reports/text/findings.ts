import type { Finding } from '../../model/finding.ts';
import type { ScanReport } from '../../model/scan.ts';
import { SEVERITIES, type Severity } from '../../model/verdict.ts';
import { harmless } from '../harmless.ts';
import { count } from '../people.ts';
import { onlyRepository, shownPlace } from '../place.ts';
import { byControl, type ControlGroup, ranked } from '../rank.ts';
import { mainTarget } from '../sentence.ts';
import { indent, type Paint, paint, type Terminal } from './paint.ts';

const SEVERITY_PAINT: Readonly<Record<Severity, Paint>> = {
  critical: 'magenta',
  high: 'red',
  medium: 'yellow',
  low: 'blue',
  info: 'dim',
};
const SHOWN_CONTROLS = 5;
const SHOWN_STEPS = 3;

/** The first things to mend: a control once, at its gravest place; the rest is counted. */
export function firstFindings(report: ScanReport, terminal: Terminal): readonly string[] {
  const violated = report.document.findings.filter((finding) => finding.verdict === 'violated');
  const groups = byControl(ranked(violated, mainTarget(report.quorum)));
  if (groups.length === 0) return ['No control that could be judged is violated.', ''];
  const only = onlyRepository(report);
  const lines = groups.slice(0, SHOWN_CONTROLS).flatMap((group) => [...describe(group, only, terminal), '']);
  const rest = groups.slice(SHOWN_CONTROLS);
  return [
    ...indent('First things to mend: these should be true and are not', '', '', terminal.width).map((line) =>
      paint(terminal, line, 'bold'),
    ),
    ...lines,
    ...(rest.length === 0
      ? []
      : [...indent(`${counted(rest)}; all of them: -o plain`, '… ', '  ', terminal.width), '']),
  ];
}

function counted(groups: readonly ControlGroup[]): string {
  const places = groups.reduce((total, group) => total + group.findings, 0);
  const severities = SEVERITIES.flatMap((severity) => {
    const amount = groups.filter((group) => group.first.severity === severity).length;
    return amount === 0 ? [] : [`${amount} ${severity}`];
  });
  const controls = `${count(groups.length, 'more control')} violated (${severities.join(', ')})`;
  return `${controls} in ${count(places, 'place')}`;
}

function describe(group: ControlGroup, only: string | undefined, terminal: Terminal): readonly string[] {
  const { first } = group;
  const place = first.location === undefined ? 'not in a file' : shownPlace(first.location, only);
  const bar = paint(terminal, '│', 'dim');
  return [
    ...title(first, terminal),
    ` ${paint(terminal, '┌─', 'dim')} ${paint(terminal, harmless(place), 'cyan')}${others(group)}`,
    ...indent(harmless(first.message), '', '', terminal.width - 4).map((line) => ` ${bar}  ${line}`),
    ...chain(first, terminal).map((line) => ` ${bar}  ${line}`),
    ...indent(`stops it: ${harmless(first.remediation)}`, ' └─ ', '    ', terminal.width).map((line) =>
      line.replace(/^ └─/, ` ${paint(terminal, '└─', 'dim')}`),
    ),
  ];
}

function others(group: ControlGroup): string {
  const more = group.findings - 1;
  if (more === 0) return '';
  return group.causes === 1 ? ` (and ${more} more)` : ` (and ${more} more, of ${group.causes} causes)`;
}

function title(finding: Finding, terminal: Terminal): readonly string[] {
  const label = `${finding.severity}[${finding.control}]`;
  const [first = '', ...rest] = indent(`${label} ${harmless(finding.title)}`, ' ', '     ', terminal.width);
  const painted = paint(terminal, finding.severity, SEVERITY_PAINT[finding.severity], 'bold');
  return [first.replace(finding.severity, painted), ...rest];
}

function chain(finding: Finding, terminal: Terminal): readonly string[] {
  const steps = finding.chain
    .slice(0, SHOWN_STEPS)
    .flatMap((step) => indent(harmless(step), '→ ', '  ', terminal.width - 4));
  const hidden = finding.chain.length - SHOWN_STEPS;
  return hidden > 0 ? [...steps, `  … ${hidden} more`] : steps;
}
