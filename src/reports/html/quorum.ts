import { EFFECTS, type Quorum, ROUTES } from '../../model/graph.ts';
import type { ScanReport } from '../../model/scan.ts';
import { count, listNames, nameOf } from '../people.ts';
import { EFFECT_WORDS, interval } from '../sentence.ts';
import { html } from './escape.ts';

const SHOWN_NAMES = 6;

/** How few people must cooperate: a row for each target and route. */
export function quorumSection(report: ScanReport): string {
  const targets = [...new Set(report.quorum.map((one) => one.target))];
  if (targets.length === 0) return '';
  const rows = targets.flatMap((target) =>
    ROUTES.flatMap((route) => {
      const own = report.quorum.filter((one) => one.target === target && one.route === route);
      return own.length === 0 ? [] : [row(target, route, own)];
    }),
  );
  return (
    '<section><h2>How few people must cooperate</h2>' +
    '<div class="scroll" tabindex="0" role="region" aria-label="How few people must cooperate"><table class="quorum"><thead><tr><th scope="col">target</th><th scope="col">route</th>' +
    `${EFFECTS.map((effect) => `<th scope="col">${EFFECT_WORDS[effect]}</th>`).join('')}<th scope="col">who can do it alone</th></tr></thead>` +
    `<tbody>${rows.join('')}</tbody></table></div>` +
    '<p class="dim">0 = an outsider can, 1 = one person alone can, 2 = four eyes hold; 0–2 = between these, ? = not known, none = no way there.</p>' +
    `${happened(report)}</section>`
  );
}

function row(target: string, route: string, own: readonly Quorum[]): string {
  const cells = EFFECTS.map((effect) => {
    const one = own.find((quorum) => quorum.effect === effect);
    return `<td class="number" data-label="${EFFECT_WORDS[effect]}">${one === undefined ? '–' : html(interval(one))}</td>`;
  });
  const people = new Map(
    own.flatMap((one) => one.alone.people).map((person) => [JSON.stringify(person), person]),
  );
  const names = [...people.values()];
  const alone =
    names.length === 0
      ? '<span class="dim">nobody that is known</span>'
      : names.length <= SHOWN_NAMES
        ? html(listNames(names, SHOWN_NAMES))
        : `<details><summary>${html(listNames(names, 3))}</summary>${names.map((name) => html(nameOf(name))).join(', ')}</details>`;
  return `<tr><th scope="row">${html(target)}</th><td>${route}</td>${cells.join('')}<td>${alone}</td></tr>`;
}

function happened(report: ScanReport): string {
  const { windowDays, alone, unknown } = report.document.happened;
  const parts: string[] = [];
  if (alone.length > 0) {
    const who = alone.map((one) => `${nameOf(one.person)} (${one.changes})`).join(', ');
    parts.push(`In the last ${windowDays} days these changed it without a second person: ${who}.`);
  }
  if (unknown > 0)
    parts.push(`Of ${count(unknown, 'change')} it is not known whether a second person agreed.`);
  return parts.length === 0 ? '' : `<p>${html(parts.join(' '))}</p>`;
}
