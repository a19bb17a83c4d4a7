import { costOf, type QuorumPath } from '../../model/graph.ts';
import type { ScanReport } from '../../model/scan.ts';
import { whoTakes } from '../people.ts';
import { onlyRepository, shownPlace } from '../place.ts';
import { EFFECT_WORDS } from '../sentence.ts';
import { type PathEntry, strongest } from '../strongest.ts';
import { html, prose } from './escape.ts';
import { MARKER, pathGraph } from './graph.ts';

const SHOWN_PATHS = 12;

/** The strongest paths, one of each kind, the first one open. */
export function pathSection(report: ScanReport): string {
  const paths = strongest(report.quorum);
  if (paths.length === 0) return '';
  const only = onlyRepository(report);
  const items = paths.slice(0, SHOWN_PATHS).map((entry, index) => item(entry, index === 0, only));
  const hidden = paths.length - SHOWN_PATHS;
  const rest = hidden > 0 ? `<p class="dim">${hidden} more are in the JSON report.</p>` : '';
  return `<section><h2>Strongest paths</h2>${MARKER}${items.join('')}${rest}<p class="dim">Dashed: rests on something that was not observed.</p></section>`;
}

function item({ quorum, path }: PathEntry, open: boolean, only: string | undefined): string {
  const who = whoTakes(path);
  const may = path.assumed.length === 0 ? 'can' : 'could';
  const route = quorum.route === 'delivery' ? '' : ` <span class="tag">${quorum.route}</span>`;
  const title = `${html(who)} ${may} change ${EFFECT_WORDS[quorum.effect]} in <b>${html(quorum.target)}</b>${route}`;
  const assumed =
    path.assumed.length === 0 ? '' : `<p class="medium">If ${path.assumed.map(prose).join('; and if ')}.</p>`;
  return (
    `<details class="path"${open ? ' open' : ''}><summary><span class="number">${costOf(path)}</span> <span>${title}</span><span class="way dim">${html(stations(path))}</span></summary>` +
    `<div><div class="graph" tabindex="0" role="region" aria-label="Graph of the path">${pathGraph(path, who, quorum.target)}</div>` +
    `${assumed}<ol class="steps">${path.steps.map((step) => stepItem(step, only)).join('')}</ol></div></details>`
  );
}

/** What is reached on the way, in one line. */
function stations(path: QuorumPath): string {
  return path.steps
    .flatMap((step) => [step.from, step.to])
    .filter((name, index, all) => name !== all[index - 1])
    .join(' → ');
}

function stepItem(step: QuorumPath['steps'][number], only: string | undefined): string {
  const place = step.location === undefined ? '' : ` <code>${html(shownPlace(step.location, only))}</code>`;
  const mark = step.evidence === 'assumed' ? ' <span class="tag">assumed</span>' : '';
  return `<li><span class="tag">${step.stage}</span>${mark} ${html(step.from)} → ${html(step.to)}: ${html(step.why)}${place}</li>`;
}
