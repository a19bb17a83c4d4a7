import type { QuorumPath } from '../../model/graph.ts';
import { formatLocation } from '../../model/location.ts';
import { STAGES, type Stage } from '../../model/verdict.ts';
import { html } from './escape.ts';

const LANES: readonly Stage[] = STAGES.filter((stage) => stage !== 'chain');
const LANE_WIDTH = 190;
const BOX_WIDTH = 166;
const BOX_HEIGHT = 46;
const ROW = 66;
const TOP = 34;

interface Box {
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly target: boolean;
}

/** One path as an SVG: a lane for each stage, a box for each thing reached, dashed arrows for assumed steps. */
export function pathGraph(path: QuorumPath, target: string): string {
  const boxes = new Map<string, Box>();
  const used = new Map<number, number>();
  const place = (label: string, lane: number): Box => {
    const known = boxes.get(label);
    if (known !== undefined) return known;
    const row = used.get(lane) ?? 0;
    used.set(lane, row + 1);
    const box = { label, x: lane * LANE_WIDTH + 12, y: TOP + row * ROW, target: label === target };
    boxes.set(label, box);
    return box;
  };
  const arrows = path.steps.map((step) => {
    const lane = Math.max(0, LANES.indexOf(step.stage));
    const from = place(step.from, Math.max(0, lane - 1));
    const to = place(step.to, step.to === target ? LANES.length - 1 : lane);
    const where = step.location === undefined ? '' : ` (${formatLocation(step.location)})`;
    return arrow(from, to, `${step.why}${where}`, step.evidence === 'assumed');
  });
  const height = TOP + Math.max(1, ...used.values()) * ROW;
  const width = LANES.length * LANE_WIDTH;
  return [
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Path to ${html(target)}">`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 L8 4 L0 8 z"/></marker></defs>',
    ...LANES.map((lane, index) => `<text class="lane" x="${index * LANE_WIDTH + 12}" y="18">${lane}</text>`),
    ...arrows,
    ...[...boxes.values()].map(drawBox),
    '</svg>',
  ].join('');
}

function drawBox(box: Box): string {
  const [first = '', second = ''] = twoLines(box.label);
  const kind = box.target ? 'box target' : 'box';
  return (
    `<g class="${kind}"><title>${html(box.label)}</title><rect x="${box.x}" y="${box.y}" width="${BOX_WIDTH}" height="${BOX_HEIGHT}" rx="6"/>` +
    `<text x="${box.x + 10}" y="${box.y + (second === '' ? 27 : 20)}">${html(first)}</text>` +
    (second === '' ? '' : `<text x="${box.x + 10}" y="${box.y + 36}">${html(second)}</text>`) +
    '</g>'
  );
}

function twoLines(label: string): readonly string[] {
  const most = 25;
  if (label.length <= most) return [label];
  const cut = label.lastIndexOf(' ', most);
  const at = cut > 8 ? cut : most;
  const rest = label.slice(at).trim();
  return [label.slice(0, at), rest.length > most ? `${rest.slice(0, most - 1)}…` : rest];
}

function arrow(from: Box, to: Box, why: string, assumed: boolean): string {
  const kind = assumed ? 'arrow assumed' : 'arrow';
  const sameLane = from.x === to.x;
  const start = sameLane
    ? [from.x + BOX_WIDTH / 2, from.y + BOX_HEIGHT]
    : [from.x + BOX_WIDTH, from.y + BOX_HEIGHT / 2];
  const end = sameLane ? [to.x + BOX_WIDTH / 2, to.y] : [to.x, to.y + BOX_HEIGHT / 2];
  return `<path class="${kind}" d="M${start.join(' ')} L${end.join(' ')}" marker-end="url(#tip)"><title>${html(why)}</title></path>`;
}
