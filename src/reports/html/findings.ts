import type { Finding } from '../../model/finding.ts';
import type { ScanReport } from '../../model/scan.ts';
import { SEVERITIES } from '../../model/verdict.ts';
import { onlyRepository, shownPlace } from '../place.ts';
import { type FindingGroup, ranked } from '../rank.ts';
import { mainTarget } from '../sentence.ts';
import { html, prose } from './escape.ts';

const VERDICTS = ['violated', 'unknown', 'holds', 'not-applicable'] as const;
const MOST_PLACES = 200;

/** All findings, folded by root cause (what lacks evidence: by control), in a table that can be filtered; without JavaScript it is only read. */
export function findingSection(report: ScanReport): string {
  const { findings } = report.document;
  if (findings.length === 0)
    return '<section><h2>Findings</h2><p>No control had anything to say.</p></section>';
  const only = onlyRepository(report);
  const rows = folded(findings, mainTarget(report.quorum)).map((group) => row(group, only));
  const severities = SEVERITIES.filter((one) => findings.some((finding) => finding.severity === one));
  const verdicts = VERDICTS.filter((one) => findings.some((finding) => finding.verdict === one));
  return (
    '<section><h2>Findings <span class="dim" id="shown" role="status"></span></h2>' +
    '<div class="filters" id="filters" hidden><input id="filter" type="search" placeholder="Filter by any word ( / )" aria-label="Filter by any word">' +
    `${choice('severity', 'any severity', severities)}${choice('verdict', 'any verdict', verdicts)}</div>` +
    '<table class="findings"><thead><tr><th scope="col">severity</th><th scope="col">what should be true, and what was found</th></tr></thead>' +
    `<tbody>${rows.join('')}</tbody></table><p class="dim" id="none" hidden>No finding fits.</p></section>`
  );
}

function folded(findings: readonly Finding[], target: string | undefined): readonly FindingGroup[] {
  const judged = findings.filter((finding) => finding.verdict !== 'unknown');
  const unknown = findings.filter((finding) => finding.verdict === 'unknown');
  const byControl = unknown.map((finding) => ({ ...finding, group: finding.control }));
  return ranked([...judged, ...byControl], target);
}

function choice(id: string, any: string, values: readonly string[]): string {
  const options = values.map((value) => `<option>${value}</option>`).join('');
  return `<select id="${id}" aria-label="${any}"><option value="">${any}</option>${options}</select>`;
}

function row({ first, all }: FindingGroup, only: string | undefined): string {
  return (
    `<tr data-severity="${first.severity}" data-verdict="${first.verdict}"><td><span class="severity ${first.verdict === 'violated' ? first.severity : 'dim'}">${first.severity}</span> <br><span class="dim">${first.verdict}</span></td>` +
    `<td><b>${html(first.title)}</b> <code class="dim">${html(first.control)}</code><p>${prose(first.message)}</p>` +
    `${place(first, only)}${others(all.slice(1), only)}${chain(first)}` +
    `<details><summary>What stops it</summary><p>${prose(first.remediation)}</p></details></td></tr>`
  );
}

function place(finding: Finding, only: string | undefined): string {
  return finding.location === undefined
    ? ''
    : `<p><code>${html(shownPlace(finding.location, only))}</code></p>`;
}

function others(rest: readonly Finding[], only: string | undefined): string {
  if (rest.length === 0) return '';
  const items = rest
    .slice(0, MOST_PLACES)
    .map((finding) => `<li>${prose(finding.message)}${place(finding, only)}</li>`);
  const hidden = rest.length - MOST_PLACES;
  const more = hidden > 0 ? `<li>${hidden} more are in the JSON report.</li>` : '';
  return `<details><summary>${rest.length} more${rest[0]?.verdict === 'unknown' ? '' : ' of the same cause'}</summary><ul>${items.join('')}${more}</ul></details>`;
}

function chain(finding: Finding): string {
  if (finding.chain.length === 0) return '';
  return `<details><summary>Where it leads</summary><ol>${finding.chain.map((step) => `<li>${html(step)}</li>`).join('')}</ol></details>`;
}
