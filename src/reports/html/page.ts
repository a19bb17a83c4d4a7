import { createHash } from 'node:crypto';
import type { Finding } from '../../model/finding.ts';
import type { Quorum, QuorumPath } from '../../model/graph.ts';
import { formatLocation } from '../../model/location.ts';
import type { ScanReport } from '../../model/scan.ts';
import { SEVERITIES } from '../../model/verdict.ts';
import { gapTitle, openGaps, unreadSources } from '../gaps.ts';
import { count, listNames } from '../people.ts';
import { compareFindings } from '../rank.ts';
import { headline, interval, sentence } from '../sentence.ts';
import { html } from './escape.ts';
import { pathGraph } from './graph.ts';
import { SCRIPT, STYLE } from './style.ts';

const SHOWN_PATHS = 12;

/** One self-contained file: no request leaves it, and its policy forbids any. */
export function renderHtml(report: ScanReport): string {
  const policy = `default-src 'none'; style-src '${digest(STYLE)}'; script-src '${digest(SCRIPT)}'; base-uri 'none'; form-action 'none'`;
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${html(policy).replaceAll('&#39;', "'")}">`,
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    `<title>Mainward: ${html(report.document.repositories.map((one) => one.name).join(', '))}</title>`,
    `<style>${STYLE}</style></head><body><main>`,
    `<h1>${html(headline(report.quorum))}</h1>`,
    quorumSection(report),
    pathSection(report.quorum),
    findingSection(report.document.findings),
    unseenSection(report),
    footer(report),
    `</main><script>${SCRIPT}</script></body></html>`,
    '',
  ].join('\n');
}

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function quorumSection(report: ScanReport): string {
  const rows = report.quorum.map(
    (one) =>
      `<tr><td>${html(one.target)}</td><td>${one.route}</td><td>${one.effect === 'workload' ? 'what runs' : 'who may do what'}</td>` +
      `<td class="number">${html(interval(one))}</td><td>${one.alone.people.length === 0 ? '<span class="dim">nobody shown</span>' : html(listNames(one.alone.people, 12))}</td></tr>`,
  );
  return (
    '<h2>How few people must cooperate</h2><div class="scroll"><table><thead><tr><th>target</th><th>route</th><th>effect</th><th>people</th><th>alone</th></tr></thead>' +
    `<tbody>${rows.join('')}</tbody></table></div><p class="dim">0 = an outsider can, 1 = one person alone can, 2 = four eyes hold, ? = not known.</p>${happenedLine(report)}`
  );
}

function happenedLine(report: ScanReport): string {
  const { windowDays, alone, unknown } = report.document.happened;
  if (alone.length === 0 && unknown === 0) return '';
  const who = alone
    .map(
      (one) => `${html(typeof one.person === 'string' ? one.person : one.person.account)} (${one.changes})`,
    )
    .join(', ');
  return `<p>In the last ${windowDays} days changed without a second person: ${who === '' ? 'none seen' : who}. Not known of ${count(unknown, 'change')}.</p>`;
}

function pathSection(quorums: readonly Quorum[]): string {
  const paths = quorums
    .flatMap((quorum) => quorum.paths.map((path) => ({ quorum, path })))
    .sort(
      (a, b) =>
        routeRank(a.quorum) - routeRank(b.quorum) ||
        size(a.path) - size(b.path) ||
        a.path.assumed.length - b.path.assumed.length,
    );
  if (paths.length === 0) return '';
  const items = paths.slice(0, SHOWN_PATHS).map(({ quorum, path }, index) => {
    const who = size(path) === 0 ? 'an outsider' : listNames(path.people[0] ?? []);
    const more =
      (path.alternatives ?? 1) > 1 ? ` <span class="dim">(${path.alternatives} such sets)</span>` : '';
    const assumed = path.assumed.map((one) => `<p class="medium">if ${html(one)}</p>`).join('');
    const steps = path.steps
      .map(
        (step) =>
          `<li>${html(step.why)}${step.location === undefined ? '' : ` <code>${html(formatLocation(step.location))}</code>`}</li>`,
      )
      .join('');
    return (
      `<details class="path"${index === 0 ? ' open' : ''}><summary><b>${size(path)}</b> · ${html(who)}${more} · ${html(quorum.target)}, ${quorum.route}, ${quorum.effect}</summary>` +
      `<div>${pathGraph(path, quorum.target)}${assumed}<ol class="chain">${steps}</ol></div></details>`
    );
  });
  const rest =
    paths.length > SHOWN_PATHS
      ? `<p class="dim">${paths.length - SHOWN_PATHS} more in the JSON report.</p>`
      : '';
  return `<h2>Strongest paths</h2>${items.join('')}${rest}`;
}

function routeRank(quorum: Quorum): number {
  return ['delivery', 'administration', 'break-glass'].indexOf(quorum.route);
}

function size(path: QuorumPath): number {
  return path.people[0]?.length ?? 0;
}

function findingSection(findings: readonly Finding[]): string {
  const rows = [...findings].sort(compareFindings).map(findingRow);
  const options = (values: readonly string[]): string =>
    values.map((value) => `<option>${value}</option>`).join('');
  return (
    '<h2>Findings <span class="dim" id="shown"></span></h2>' +
    '<div class="filters"><input id="filter" type="search" placeholder="Filter by any word" aria-label="Filter by any word">' +
    `<select id="severity" aria-label="Severity"><option value="">any severity</option>${options(SEVERITIES)}</select>` +
    `<select id="verdict" aria-label="Verdict"><option value="">any verdict</option>${options(['violated', 'unknown', 'holds', 'not-applicable'])}</select></div>` +
    '<table class="findings"><thead><tr><th>severity</th><th>control</th><th>what and where</th></tr></thead>' +
    `<tbody>${rows.join('')}</tbody></table>`
  );
}

function findingRow(finding: Finding): string {
  const place =
    finding.location === undefined ? '' : `<br><code>${html(formatLocation(finding.location))}</code>`;
  const chain =
    finding.chain.length === 0
      ? ''
      : `<ol class="chain">${finding.chain.map((step) => `<li>${html(step)}</li>`).join('')}</ol>`;
  const mark = finding.verdict === 'violated' ? '' : `<br><span class="dim">${finding.verdict}</span>`;
  return (
    `<tr data-severity="${finding.severity}" data-verdict="${finding.verdict}"><td class="severity ${finding.severity}">${finding.severity}${mark}</td>` +
    `<td><code>${html(finding.control)}</code></td><td>${html(finding.message)}${place}${chain}` +
    `<details><summary class="dim">what stops it</summary>${html(finding.remediation)}</details></td></tr>`
  );
}

function unseenSection(report: ScanReport): string {
  const open = [...unreadSources(report), ...openGaps(report.quorum)];
  if (open.length === 0) return '';
  return `<h2>Not seen</h2><ul>${open.map((gap) => `<li>${html(gapTitle(gap))}${gap.supply === '' ? '' : `<br><span class="dim">supply: ${html(gap.supply)}</span>`}</li>`).join('')}</ul>`;
}

function footer(report: ScanReport): string {
  const commits = report.document.repositories
    .map((one) => `${html(one.name)} <code>${html((one.commit ?? 'no commit').slice(0, 12))}</code>`)
    .join(', ');
  const other = report.quorum
    .filter((one) => one.route !== 'delivery')
    .map((one) => `<li>${html(`${one.route}: ${sentence(one)}`)}</li>`);
  return `<h2>Beside delivery</h2><ul>${other.join('')}</ul><p class="dim">Judged: ${commits}. Written by Mainward; nothing in this file is fetched from anywhere.</p>`;
}
