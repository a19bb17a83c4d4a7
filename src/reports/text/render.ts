import type { ScanReport } from '../../model/scan.ts';
import { harmless } from '../harmless.ts';
import { count, listNames } from '../people.ts';
import { headline, mainTarget } from '../sentence.ts';
import { firstFindings } from './findings.ts';
import { indent, paint, type Terminal } from './paint.ts';
import { strongestPaths } from './paths.ts';
import { quorumTable } from './quorum-table.ts';
import { unseen } from './unseen.ts';

/** The answer for a person at a terminal. */
export function renderText(report: ScanReport, terminal: Terminal): string {
  const target = mainTarget(report.quorum);
  const lines = [
    ...indent(harmless(headline(report.quorum)), '', '', terminal.width).map((line) =>
      paint(terminal, line, 'bold'),
    ),
    '',
    ...quorumTable(report.quorum, terminal),
    ...strongestPaths(report, target, terminal),
    ...happened(report, terminal),
    ...firstFindings(report, terminal),
    ...unseen(report, target, terminal),
    ...report.notes.flatMap((note) => indent(harmless(note), 'note: ', '      ', terminal.width)),
    ...indent(summary(report), '', '', terminal.width),
    `next: ${harmless(report.next)}`,
  ];
  return `${lines.join('\n')}\n`;
}

function happened(report: ScanReport, terminal: Terminal): readonly string[] {
  const { windowDays, alone, unknown } = report.document.happened;
  if (alone.length === 0 && unknown === 0) return [];
  const changes = alone.reduce((total, one) => total + one.changes, 0);
  const parts: string[] = [];
  if (alone.length > 0) {
    parts.push(
      `in the last ${windowDays} days ${count(alone.length, 'person', 'people')} changed it without a second one, ${count(changes, 'time')}: ${listNames(alone.map((one) => one.person))}`,
    );
  }
  if (unknown > 0)
    parts.push(
      `of ${count(unknown, 'change')} it is not known whether a second person agreed: reviews were not supplied or do not settle it`,
    );
  return [...indent(harmless(parts.join('; ')), 'Happened: ', '          ', terminal.width), ''];
}

function summary(report: ScanReport): string {
  const read = Object.entries(report.counted)
    .filter(([, amount]) => amount > 0)
    .map(([what, amount]) => `${amount.toLocaleString('en-US')} ${what}`);
  return `${read.join(', ')} read in ${report.seconds.toFixed(1)} s`;
}
