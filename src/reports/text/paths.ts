import type { QuorumPath } from '../../model/graph.ts';
import type { ScanReport } from '../../model/scan.ts';
import { harmless } from '../harmless.ts';
import { whoTakes } from '../people.ts';
import { onlyRepository, shownPlace } from '../place.ts';
import { EFFECT_WORDS } from '../sentence.ts';
import { type PathEntry, strongest } from '../strongest.ts';
import { indent, paint, type Terminal } from './paint.ts';

const SHOWN_PATHS = 3;
const MARGIN = ' '.repeat(13);

/** The strongest paths of the delivery route of a target, each with its steps; what a path shares with an earlier one is not said twice. */
export function strongestPaths(
  report: ScanReport,
  target: string | undefined,
  terminal: Terminal,
): readonly string[] {
  const paths = strongest(report.quorum.filter((one) => one.route === 'delivery' && one.target === target));
  if (target === undefined || paths.length === 0) return [];
  const shown = paths.slice(0, SHOWN_PATHS);
  const lines = [paint(terminal, `Strongest paths to ${harmless(target)}`, 'bold')];
  for (const [index, entry] of shown.entries()) {
    lines.push(
      ...describe(index, entry, shown.slice(0, index), { ...terminal, only: onlyRepository(report) }),
    );
  }
  if (paths.length > SHOWN_PATHS)
    lines.push(paint(terminal, `  … ${paths.length - SHOWN_PATHS} more in -o html or -o json`, 'dim'));
  return [...lines, ''];
}

function describe(
  index: number,
  { quorum, path }: PathEntry,
  earlier: readonly PathEntry[],
  terminal: Terminal & { readonly only: string | undefined },
): readonly string[] {
  const may = path.assumed.length === 0 ? 'can' : 'could';
  const title = `${whoTakes(path)} ${may} change ${EFFECT_WORDS[quorum.effect]}`;
  const lines = [...indent(harmless(title), ` ${index + 1}. `, '    ', terminal.width)];
  const { length, twin } = sharedEnd(path, earlier);
  const own = path.steps.slice(0, path.steps.length - length);
  for (const step of own) {
    const place = step.location === undefined ? '' : ` (${shownPlace(step.location, terminal.only)})`;
    const mark = step.evidence === 'assumed' ? '→?' : '→';
    lines.push(...labelled(step.stage, `${step.from} ${mark} ${step.to}: ${step.why}${place}`, terminal));
  }
  const next = path.steps[own.length];
  if (next !== undefined)
    lines.push(...labelled(next.stage, `${next.from} → ${quorum.target}: as in ${twin + 1}`, terminal));
  const said = new Set(earlier.flatMap((entry) => entry.path.assumed));
  const fresh = path.assumed.filter((assumption) => !said.has(assumption));
  const repeated = path.assumed.length - fresh.length;
  const conditions = repeated === 0 ? fresh : [...fresh, `what is assumed above holds here, too`];
  for (const condition of conditions)
    lines.push(...labelled('if', condition, terminal).map((line) => paint(terminal, line, 'yellow')));
  return lines;
}

function labelled(label: string, text: string, terminal: Terminal): readonly string[] {
  return indent(harmless(text), `    ${label.padEnd(8)} `, MARGIN, terminal.width);
}

/** How many of the last steps an earlier path has already shown, and which. */
function sharedEnd(
  path: QuorumPath,
  earlier: readonly PathEntry[],
): { readonly length: number; readonly twin: number } {
  let best = { length: 0, twin: 0 };
  for (const [twin, entry] of earlier.entries()) {
    let length = 0;
    while (
      length < path.steps.length - 1 &&
      length < entry.path.steps.length &&
      JSON.stringify(path.steps.at(-1 - length)) === JSON.stringify(entry.path.steps.at(-1 - length))
    )
      length += 1;
    if (length > best.length) best = { length, twin };
  }
  return best;
}
