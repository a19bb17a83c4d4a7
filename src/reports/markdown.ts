import type { Quorum } from '../model/graph.ts';
import { formatLocation } from '../model/location.ts';
import type { ScanReport } from '../model/scan.ts';
import { openQuestions, unreadSources } from './gaps.ts';
import { listNames } from './people.ts';
import { ranked } from './rank.ts';
import { headline, interval } from './sentence.ts';

const MOST_FINDINGS = 50;

/** For a pull-request comment or a step summary: understood in ten seconds, details folded. */
export function renderMarkdown(report: ScanReport): string {
  const groups = ranked(report.document.findings.filter((finding) => finding.verdict === 'violated'));
  const lines = [`**${escape(headline(report.quorum))}**`, '', ...table(report.quorum), ''];
  if (groups.length > 0) {
    lines.push('| severity | control | where | what |', '|---|---|---|---|');
    for (const { first, all } of groups.slice(0, MOST_FINDINGS)) {
      const more = all.length > 1 ? ` (+${all.length - 1})` : '';
      const place = first.location === undefined ? '' : code(formatLocation(first.location));
      lines.push(
        `| ${first.severity} | ${code(first.control)} | ${place} | ${escape(first.message)}${more} |`,
      );
    }
    if (groups.length > MOST_FINDINGS) lines.push('', `${groups.length - MOST_FINDINGS} more are not shown.`);
  } else lines.push('No control that could be judged is violated.');
  const open = [...unreadSources(report), ...openQuestions(report.quorum)];
  if (open.length > 0) {
    lines.push(
      '',
      `<details><summary>Not seen: ${open.length}</summary>`,
      '',
      ...open.map((gap) => `- ${escape(gap)}`),
      '',
      '</details>',
    );
  }
  return `${lines.join('\n')}\n`;
}

function table(quorums: readonly Quorum[]): readonly string[] {
  if (quorums.length === 0) return [];
  const rows = quorums.map(
    (one) =>
      `| ${escape(one.target)} | ${one.route} | ${one.effect} | ${interval(one)} | ${one.alone.people.length === 0 ? '' : escape(listNames(one.alone.people))} |`,
  );
  return ['| target | route | effect | people needed | alone |', '|---|---|---|---|---|', ...rows];
}

/** Text from judged material must not become markup. */
export function escape(text: string): string {
  return text
    .replace(/[\\`*_{}[\]<>()#+!|~@&]/g, (char) => `\\${char}`)
    .replace(/[\r\n\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, ' ');
}

export function code(text: string): string {
  const clean = text.replace(/[\r\n\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069|`]/g, ' ');
  return `\`${clean}\``;
}
