import { createHash } from 'node:crypto';
import type { ScanReport } from '../../model/scan.ts';
import { gapTitle, openGaps, unreadSources } from '../gaps.ts';
import { headline } from '../sentence.ts';
import { html, prose } from './escape.ts';
import { findingSection } from './findings.ts';
import { pathSection } from './paths.ts';
import { quorumSection } from './quorum.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

/** One self-contained file: no request leaves it, and its policy forbids any. It can be read without JavaScript. */
export function renderHtml(report: ScanReport): string {
  const policy = `default-src 'none'; style-src '${digest(STYLE)}'; script-src '${digest(SCRIPT)}'; base-uri 'none'; form-action 'none'`;
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    `<title>Mainward: ${html(report.document.repositories.map((one) => one.name).join(', '))}</title>`,
    `<style>${STYLE}</style></head><body><main>`,
    `<h1>${prose(headline(report.quorum))}</h1>`,
    judged(report),
    quorumSection(report),
    pathSection(report),
    findingSection(report),
    unseenSection(report),
    '</main>',
    `<script>${SCRIPT}</script></body></html>`,
    '',
  ].join('\n');
}

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function judged(report: ScanReport): string {
  const commits = report.document.repositories.map(
    ({ name, commit }) =>
      `${html(name)}${commit === null ? '' : ` <code>${html(commit.slice(0, 12))}</code>`}`,
  );
  const notes = report.notes.map((note) => `<br>${html(note)}`).join('');
  const list = commits.join(', ');
  return commits.length <= 3
    ? `<p class="dim">Judged by Mainward: ${list}${notes}</p>`
    : `<div class="dim"><details><summary>Judged by Mainward: ${commits.length} repositories</summary>${list}</details>${notes}</div>`;
}

function unseenSection(report: ScanReport): string {
  const gaps = [...unreadSources(report), ...openGaps(report.quorum)];
  if (gaps.length === 0) return '';
  const items = gaps.map((gap) => {
    const supply = gap.supply === '' ? '' : `<br><span class="dim">supply: ${html(gap.supply)}</span>`;
    const all =
      gap.what.length === 1
        ? html(gapTitle(gap))
        : `<details><summary>${html(gapTitle(gap))}</summary><ul>${gap.what.map((what) => `<li>${html(what)}</li>`).join('')}</ul></details>`;
    return `<li>${all}${supply}</li>`;
  });
  return `<section><h2>Not seen, so not counted as safe</h2><ul class="gaps">${items.join('')}</ul></section>`;
}
