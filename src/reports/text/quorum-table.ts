import { EFFECTS, type Quorum, ROUTES } from '../../model/graph.ts';
import type { PersonRef } from '../../model/person.ts';
import { harmless } from '../harmless.ts';
import { count, listNames } from '../people.ts';
import { interval } from '../sentence.ts';
import { columns, indent, paint, type Terminal, wrap } from './paint.ts';

const SHOWN_TARGETS = 4;
/** Below this many columns a table would be torn apart. */
const NARROW = 72;
const HEAD = { workload: 'what runs', access: 'who may do what' } as const;
const LEGEND = [
  'The number is how few people must cooperate (0–2: between these; ?: not known).',
  '0: an outsider can; 1: one person alone can; 2: four eyes hold; none: no way.',
];

interface Row {
  readonly target: string;
  readonly route: string;
  readonly workload: string;
  readonly access: string;
  readonly alone: readonly PersonRef[];
}

/** How few people it takes, a row for each target and route. */
export function quorumTable(quorums: readonly Quorum[], terminal: Terminal): readonly string[] {
  const targets = [...new Set(quorums.map((one) => one.target))];
  if (targets.length === 0) return [];
  const shown = targets.slice(0, SHOWN_TARGETS);
  const rows = shown.flatMap((target) => rowsOf(target, quorums));
  const rest = targets.slice(SHOWN_TARGETS);
  const hidden = rest.length === 0 ? '' : `… and ${count(rest.length, 'more target')} in -o json`;
  return [
    ...(terminal.width < NARROW ? narrow(rows, terminal) : wide(rows, terminal)),
    ...(hidden === '' ? [] : [hidden]),
    ...LEGEND.flatMap((text) => indent(text, '', '', terminal.width)).map((line) =>
      paint(terminal, line, 'dim'),
    ),
    '',
  ];
}

function rowsOf(target: string, quorums: readonly Quorum[]): readonly Row[] {
  const rows = ROUTES.flatMap((route) => {
    const own = quorums.filter((one) => one.target === target && one.route === route);
    if (own.length === 0) return [];
    const [workload = '-', access = '-'] = EFFECTS.map((effect) => {
      const one = own.find((quorum) => quorum.effect === effect);
      return one === undefined ? '-' : interval(one);
    });
    const people = own.flatMap((one) => one.alone.people);
    const alone = [...new Map(people.map((person) => [JSON.stringify(person), person])).values()];
    return [{ target: harmless(target), route, workload, access, alone }];
  });
  const alike = new Set(rows.map((row) => JSON.stringify({ ...row, route: '' })));
  const [first] = rows;
  return first !== undefined && rows.length > 1 && alike.size === 1
    ? [{ ...first, route: 'every route' }]
    : rows;
}

function wide(rows: readonly Row[], terminal: Terminal): readonly string[] {
  const first = Math.max(6, ...rows.map((row) => columns(row.target)));
  const line = (target: string, row: Omit<Row, 'target' | 'alone'>, alone: string): string =>
    `${target}${' '.repeat(first - columns(target))}  ${row.route.padEnd(14)}  ${row.workload.padEnd(9)}  ${row.access.padEnd(15)}  ${alone}`.trimEnd();
  const head = line('target', { route: 'route', workload: HEAD.workload, access: HEAD.access }, 'alone');
  const room = terminal.width - (first + 2 + 14 + 2 + 9 + 2 + 15 + 2);
  const body = rows.flatMap((row, index) => {
    const [names = '', ...more] = fitting(row.alone, room);
    const target = rows[index - 1]?.target === row.target ? '' : row.target;
    return [line(target, row, names), ...more.map((text) => `${' '.repeat(terminal.width - room)}${text}`)];
  });
  return [paint(terminal, head, 'dim'), ...body];
}

function narrow(rows: readonly Row[], terminal: Terminal): readonly string[] {
  return rows.flatMap((row, index) => {
    const title = rows[index - 1]?.target === row.target ? [] : [paint(terminal, row.target, 'bold')];
    const who = row.alone.length === 0 ? '' : `; alone: ${fitting(row.alone, terminal.width).join(' ')}`;
    const text = `${row.route}: ${HEAD.workload} ${row.workload}, ${HEAD.access} ${row.access}${who}`;
    return [...title, ...indent(text, '  ', '    ', terminal.width)];
  });
}

/** As many names as two lines have room for, else one; a terminal that is too narrow for it wraps it. */
function fitting(people: readonly PersonRef[], room: number): readonly string[] {
  if (people.length === 0) return ['-'];
  for (let most = 4; most >= 2; most -= 1) {
    const lines = wrap(harmless(listNames(people, most)), room);
    if (lines.length <= 2) return lines;
  }
  return wrap(harmless(listNames(people, 1)), room);
}
