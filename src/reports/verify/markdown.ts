import type { Landing } from '../../model/landing.ts';
import type { VerifyReport } from '../../model/verify.ts';
import { code, escape } from '../markdown-text.ts';
import { listNames } from '../people.ts';
import { verifyHeadline } from './text.ts';

const MOST_CHANGES = 50;

/** For a pull-request comment or a step summary: what does not pass, and why. */
export function renderVerifyMarkdown(report: VerifyReport): string {
  const open = report.landings.filter(({ verdict }) => verdict !== 'pass');
  const lines = [`**${escape(verifyHeadline(report))}**`];
  if (open.length > 0) {
    lines.push('', '| verdict | commit | how | by | why |', '|---|---|---|---|---|');
    lines.push(...open.slice(0, MOST_CHANGES).map(row));
    if (open.length > MOST_CHANGES) lines.push('', `${open.length - MOST_CHANGES} more are not shown.`);
  }
  for (const note of report.notes) lines.push('', `_${escape(note)}_`);
  return `${lines.join('\n')}\n`;
}

function row(landing: Landing): string {
  const number = landing.pullRequest === undefined ? '' : ` ${landing.pullRequest}`;
  const why = landing.reasons.map(({ code: id, detail }) => `${code(id)} ${escape(detail)}`).join('<br>');
  return `| ${landing.verdict} | ${code(landing.commit.slice(0, 10))} | ${landing.landing}${number} | ${escape(listNames(landing.people))} | ${why} |`;
}
