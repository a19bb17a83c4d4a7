import type { Finding } from '../../model/finding.ts';
import type { ScanReport } from '../../model/scan.ts';
import { type FoldedGap, gapTitle, openGaps, unreadSources } from '../gaps.ts';
import { harmless } from '../harmless.ts';
import { count } from '../people.ts';
import { byControl, ranked } from '../rank.ts';
import { indent, paint, type Terminal } from './paint.ts';

const SHOWN_GAPS = 6;
const SHOWN_UNKNOWNS = 3;

/** What could not be seen and so is neither safe nor wrong, and how to supply it. */
export function unseen(
  report: ScanReport,
  target: string | undefined,
  terminal: Terminal,
): readonly string[] {
  const open = openGaps(report.quorum.filter((one) => one.route === 'delivery' && one.target === target));
  const lines = [...gapLines(unreadSources(report), terminal), ...gapLines(open, terminal)];
  return [
    ...(lines.length === 0
      ? []
      : [paint(terminal, 'Not seen, so not counted as safe', 'bold'), ...lines, '']),
    ...notJudged(
      report.document.findings.filter((finding) => finding.verdict === 'unknown'),
      terminal,
    ),
  ];
}

function gapLines(gaps: readonly FoldedGap[], terminal: Terminal): readonly string[] {
  const lines = gaps
    .slice(0, SHOWN_GAPS)
    .flatMap((gap) => [
      ...indent(harmless(gapTitle(gap)), '  ? ', '    ', terminal.width),
      ...(gap.supply === '' ? [] : indent(harmless(`supply: ${gap.supply}`), '    ', '    ', terminal.width)),
    ]);
  const hidden = gaps.length - SHOWN_GAPS;
  return hidden > 0 ? [...lines, `  … and ${hidden} more in -o html`] : lines;
}

function notJudged(unknown: readonly Finding[], terminal: Terminal): readonly string[] {
  const groups = byControl(ranked(unknown));
  if (groups.length === 0) return [];
  const lines = groups.slice(0, SHOWN_UNKNOWNS).flatMap(({ first, findings }) => {
    const more = findings === 1 ? '' : ` (and ${findings - 1} more)`;
    return indent(`${first.control}${more}: ${harmless(first.message)}`, '  ? ', '    ', terminal.width);
  });
  const rest = groups.slice(SHOWN_UNKNOWNS);
  if (rest.length > 0) {
    const places = rest.reduce((total, group) => total + group.findings, 0);
    lines.push(
      ...indent(
        `${count(rest.length, 'more control')}, in ${count(places, 'place')}: -o plain`,
        '  … ',
        '    ',
        terminal.width,
      ),
    );
  }
  return [paint(terminal, 'Not judged for lack of evidence', 'bold'), ...lines, ''];
}
