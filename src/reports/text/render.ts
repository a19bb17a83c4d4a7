import type { Quorum, QuorumPath } from '../../model/graph.ts';
import { formatLocation } from '../../model/location.ts';
import type { ScanReport } from '../../model/scan.ts';
import type { Severity } from '../../model/verdict.ts';
import { openQuestions, unreadSources } from '../gaps.ts';
import { harmless } from '../harmless.ts';
import { count, listNames } from '../people.ts';
import { type FindingGroup, ranked } from '../rank.ts';
import { headline, interval } from '../sentence.ts';
import { indent, type Paint, paint, type Terminal } from './paint.ts';

const SEVERITY_PAINT: Readonly<Record<Severity, Paint>> = {
  critical: 'magenta',
  high: 'red',
  medium: 'yellow',
  low: 'blue',
  info: 'dim',
};
const SHOWN_FINDINGS = 5;
const SHOWN_PATHS = 3;
const SHOWN_GAPS = 6;

/** The answer for a person at a terminal. */
export function renderText(report: ScanReport, terminal: Terminal): string {
  const lines = [
    ...indent(harmless(headline(report.quorum)), '', '', terminal.width).map((line) =>
      paint(terminal, line, 'bold'),
    ),
    '',
    ...quorumTable(report.quorum, terminal),
    ...strongest(report.quorum, terminal),
    ...happened(report, terminal),
    ...findings(report, terminal),
    ...unseen(report, terminal),
    ...report.notes.flatMap((note) => indent(harmless(note), 'note: ', '      ', terminal.width)),
    summary(report),
    `next: ${report.next}`,
  ];
  return `${lines.join('\n')}\n`;
}

function quorumTable(quorums: readonly Quorum[], terminal: Terminal): readonly string[] {
  if (quorums.length === 0) return [];
  const rows = [...Map.groupBy(quorums, (one) => `${one.target}\n${one.route}`)].map(([key, both]) => {
    const [target = '', route = ''] = key.split('\n');
    const cell = (effect: string): string => {
      const one = both.find((quorum) => quorum.effect === effect);
      return one === undefined ? '-' : interval(one);
    };
    const alone = both.flatMap((one) => one.alone.people);
    const names = [...new Map(alone.map((person) => [JSON.stringify(person), person])).values()];
    return { target, route, workload: cell('workload'), access: cell('access'), alone: names };
  });
  const width = Math.max(...rows.map((row) => row.target.length), 6);
  const lines = [
    paint(
      terminal,
      `${'target'.padEnd(width)}  ${'route'.padEnd(14)}  what runs  who may do what  alone`,
      'dim',
    ),
  ];
  let last = '';
  for (const row of rows) {
    const shown = row.target === last ? '' : row.target;
    last = row.target;
    lines.push(
      harmless(
        `${shown.padEnd(width)}  ${row.route.padEnd(14)}  ${row.workload.padEnd(9)}  ${row.access.padEnd(15)}  ${row.alone.length === 0 ? '-' : listNames(row.alone, 4)}`,
      ).trimEnd(),
    );
  }
  return [
    ...lines,
    paint(
      terminal,
      'The number is how few people must cooperate: 0 = an outsider can, 2 = four eyes hold.',
      'dim',
    ),
    '',
  ];
}

function strongest(quorums: readonly Quorum[], terminal: Terminal): readonly string[] {
  const target = quorums.find((one) => one.route === 'delivery')?.target;
  const paths = quorums
    .filter((one) => one.route === 'delivery' && one.target === target)
    .flatMap((quorum) => quorum.paths.map((path) => ({ quorum, path })))
    .sort((a, b) => size(a.path) - size(b.path) || a.path.assumed.length - b.path.assumed.length)
    .filter(distinctBeginning());
  if (paths.length === 0) return [];
  const lines = [paint(terminal, `Strongest paths to ${harmless(target ?? '')}`, 'bold')];
  for (const [index, { quorum, path }] of paths.slice(0, SHOWN_PATHS).entries()) {
    lines.push(...describePath(index + 1, quorum, path, terminal));
  }
  if (paths.length > SHOWN_PATHS)
    lines.push(paint(terminal, `  … ${paths.length - SHOWN_PATHS} more in -o json`, 'dim'));
  return [...lines, ''];
}

/** Paths that begin alike say the same to a reader: one of them is enough. */
function distinctBeginning(): (entry: { path: QuorumPath }) => boolean {
  const seen = new Set<string>();
  return ({ path }) => {
    const key = `${path.steps[0]?.from} ${path.steps[0]?.to} ${path.steps[0]?.why}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  };
}

function size(path: QuorumPath): number {
  return path.people[0]?.length ?? 0;
}

function describePath(
  number: number,
  quorum: Quorum,
  path: QuorumPath,
  terminal: Terminal,
): readonly string[] {
  const people = path.people[0] ?? [];
  const who = people.length === 0 ? 'an outsider' : listNames(people);
  const others = (path.alternatives ?? 1) > 1 ? ` (${path.alternatives} such sets of people)` : '';
  const kind = quorum.effect === 'workload' ? 'what runs' : 'who may do what';
  const lines = [...indent(harmless(`${who}${others}: ${kind}`), ` ${number}. `, '    ', terminal.width)];
  for (const step of path.steps) {
    const place = step.location === undefined ? '' : ` (${formatLocation(step.location)})`;
    const mark = step.evidence === 'assumed' ? '?' : '→';
    lines.push(
      ...indent(
        harmless(`${step.from} ${mark} ${step.to}: ${step.why}${place}`),
        `    ${step.stage.padEnd(8)} `,
        ' '.repeat(13),
        terminal.width,
      ),
    );
  }
  for (const assumption of path.assumed) {
    lines.push(
      ...indent(harmless(assumption), '    if       ', ' '.repeat(13), terminal.width).map((line) =>
        paint(terminal, line, 'yellow'),
      ),
    );
  }
  return lines;
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
      `of ${count(unknown, 'change')} it cannot be told, because reviews were not supplied or do not settle it`,
    );
  return [...indent(harmless(parts.join('; ')), 'Happened: ', '          ', terminal.width), ''];
}

function findings(report: ScanReport, terminal: Terminal): readonly string[] {
  const groups = ranked(report.document.findings.filter((finding) => finding.verdict === 'violated'));
  if (groups.length === 0) return ['No control that could be judged is violated.', ''];
  const shown = groups.slice(0, SHOWN_FINDINGS);
  const lines = [paint(terminal, 'First things to mend', 'bold')];
  for (const group of shown) lines.push(...describeGroup(group, terminal));
  const rest = groups.slice(SHOWN_FINDINGS);
  if (rest.length > 0) {
    const counted = Object.entries(Object.groupBy(rest, (group) => group.first.severity)).map(
      ([severity, list]) => `${list?.length ?? 0} ${severity}`,
    );
    lines.push(`  … and ${rest.length} more: ${counted.join(', ')} (all: -o plain or -o json)`);
  }
  return [...lines, ''];
}

function describeGroup(group: FindingGroup, terminal: Terminal): readonly string[] {
  const { first, all } = group;
  const more = all.length > 1 ? ` (+${all.length - 1} of the same cause)` : '';
  const bar = paint(terminal, '│', 'dim');
  const lines = [
    ` ${paint(terminal, first.severity, SEVERITY_PAINT[first.severity], 'bold')}[${first.control}] ${harmless(first.title)}${more}`,
  ];
  if (first.location !== undefined)
    lines.push(
      ` ${paint(terminal, '┌─', 'dim')} ${paint(terminal, harmless(formatLocation(first.location)), 'cyan')}`,
    );
  for (const line of indent(harmless(first.message), '', '', terminal.width - 4))
    lines.push(` ${bar}  ${line}`);
  for (const step of first.chain) {
    for (const line of indent(harmless(step), '→ ', '  ', terminal.width - 4)) lines.push(` ${bar}  ${line}`);
  }
  const [fix = '', ...rest] = indent(harmless(first.remediation), '', '           ', terminal.width - 15);
  lines.push(` ${paint(terminal, '└─', 'dim')} stops it: ${fix}`, ...rest.map((line) => `   ${line}`));
  return lines;
}

function unseen(report: ScanReport, terminal: Terminal): readonly string[] {
  const target = report.quorum.find((one) => one.route === 'delivery')?.target;
  const open = openQuestions(
    report.quorum.filter((one) => one.route === 'delivery' && one.target === target),
  );
  const unread = unreadSources(report);
  const unknown = report.document.findings.filter((finding) => finding.verdict === 'unknown').length;
  if (open.length + unread.length + unknown === 0) return [];
  const lines = [paint(terminal, 'Not seen', 'bold')];
  for (const gaps of [unread, open]) {
    for (const gap of gaps.slice(0, SHOWN_GAPS))
      lines.push(...indent(harmless(gap), '  ? ', '    ', terminal.width));
    if (gaps.length > SHOWN_GAPS) lines.push(`  … and ${gaps.length - SHOWN_GAPS} more`);
  }
  if (unknown > 0)
    lines.push(
      `  ${count(unknown, 'control judgement')} could not be made for lack of evidence (-o json says what to provide)`,
    );
  return [...lines, ''];
}

function summary(report: ScanReport): string {
  const read = Object.entries(report.counted)
    .filter(([, amount]) => amount > 0)
    .map(([what, amount]) => `${amount.toLocaleString('en-US')} ${what}`);
  return `${read.join(', ')} read in ${report.seconds.toFixed(1)} s`;
}
