import type { QuorumPath } from '../../model/graph.ts';
import { STAGES } from '../../model/verdict.ts';
import { wrap } from '../text/paint.ts';
import { html } from './escape.ts';

const LANES: readonly string[] = STAGES.filter((stage) => stage !== 'chain');
const LANE_WIDTH = 204;
const BOX_WIDTH = 176;
const LINE = 15;
const GAP = 22;
const TOP = 36;
/** Characters that fit into a box at the size of its text. */
const BOX_COLUMNS = 25;
const MOST_LINES = 5;

interface Box {
  readonly title: string;
  readonly text: readonly string[];
  readonly full: string;
  readonly kind: 'who' | 'step' | 'assumed' | 'target';
  readonly lane: number;
  readonly y: number;
  readonly height: number;
}

/**
 * One path as lanes: who, then each step in the lane of its stage, then the target in the last. Boxes and arrows
 * of steps that were not observed are dashed. The list of steps beside it says the same in words.
 */
export function pathGraph(path: QuorumPath, who: string, target: string): string {
  const lanes = new Map<number, number>();
  const place = (lane: number, content: Pick<Box, 'title' | 'text' | 'full' | 'kind'>): Box => {
    const y = lanes.get(lane) ?? TOP;
    const height = 16 + LINE * (content.text.length + (content.title === '' ? 0 : 1));
    lanes.set(lane, y + height + GAP);
    return { ...content, lane, y, height };
  };
  const start = place(0, { title: '', text: lines(who), full: who, kind: 'who' });
  const arrows: string[] = [];
  const boxes: Box[] = [start];
  const reached = new Map<string, Box>();
  for (const step of path.steps) {
    const assumed = step.evidence === 'assumed';
    const box = place(Math.max(0, LANES.indexOf(step.stage)), {
      title: step.to === target ? '' : (lines(step.to)[0] ?? ''),
      text: lines(step.why),
      full: `${step.from} → ${step.to}: ${step.why}`,
      kind: assumed ? 'assumed' : 'step',
    });
    arrows.push(arrow(reached.get(step.from) ?? start, box, assumed));
    boxes.push(box);
    reached.set(step.to, box);
  }
  const end = place(LANES.length - 1, { title: '', text: lines(target), full: target, kind: 'target' });
  arrows.push(arrow(reached.get(target) ?? boxes.at(-1) ?? start, end, false));
  boxes.push(end);
  const height = Math.max(...lanes.values()) - GAP + 8;
  const width = LANES.length * LANE_WIDTH - (LANE_WIDTH - BOX_WIDTH) + 2;
  return [
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${html(`From ${who} to ${target}; the steps are listed below`)}">`,
    ...LANES.map((lane, index) => `<text class="lane" x="${index * LANE_WIDTH + 1}" y="18">${lane}</text>`),
    ...arrows,
    ...boxes.map(drawBox),
    '</svg>',
  ].join('');
}

/** Arrow heads of all graphs of the page. */
export const MARKER =
  '<svg class="defs" aria-hidden="true"><defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 L8 4 L0 8 z"/></marker></defs></svg>';

function drawBox(box: Box): string {
  const x = box.lane * LANE_WIDTH + 1;
  const title =
    box.title === '' ? '' : `<text class="title" x="${x + 10}" y="${box.y + 20}">${html(box.title)}</text>`;
  const first = box.y + 20 + (box.title === '' ? 0 : LINE);
  const text = box.text.map(
    (line, index) => `<text x="${x + 10}" y="${first + LINE * index}">${html(line)}</text>`,
  );
  return (
    `<g class="box ${box.kind}"><title>${html(box.full)}</title>` +
    `<rect x="${x}" y="${box.y}" width="${BOX_WIDTH}" height="${box.height}" rx="6"/>${title}${text.join('')}</g>`
  );
}

/** Text in lines that fit into a box; a word that does not is cut, and what is left out is marked. */
function lines(text: string): readonly string[] {
  const words = text
    .split(' ')
    .map((word) => (word.length > BOX_COLUMNS ? `${word.slice(0, BOX_COLUMNS - 1)}…` : word));
  const all = wrap(words.join(' '), BOX_COLUMNS);
  if (all.length <= MOST_LINES) return all;
  const kept = all.slice(0, MOST_LINES);
  return [...kept.slice(0, -1), `${(kept.at(-1) ?? '').slice(0, BOX_COLUMNS - 2)} …`];
}

function arrow(from: Box, to: Box, assumed: boolean): string {
  const left = (box: Box): number => box.lane * LANE_WIDTH + 1;
  const middle = (box: Box): number => box.y + 15;
  const points =
    from.lane === to.lane
      ? from.y < to.y
        ? [left(from) + BOX_WIDTH / 2, from.y + from.height, left(to) + BOX_WIDTH / 2, to.y - 1]
        : [left(from) + BOX_WIDTH / 2, from.y, left(to) + BOX_WIDTH / 2, to.y + to.height + 1]
      : from.lane < to.lane
        ? [left(from) + BOX_WIDTH, middle(from), left(to) - 1, middle(to)]
        : [left(from), middle(from), left(to) + BOX_WIDTH + 1, middle(to)];
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = points;
  return `<path class="${assumed ? 'arrow assumed' : 'arrow'}" d="M${x1} ${y1} L${x2} ${y2}" marker-end="url(#tip)"/>`;
}
