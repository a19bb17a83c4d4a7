import { PARTS, type ReplayRun, type ReplayStep, type ScenarioDocument } from '../../model/scenario.ts';
import { harmless } from '../harmless.ts';
import { indent, type Paint, paint, type Terminal, wrap } from '../text/paint.ts';
import { ANSWERERS, ATTACKS, configurationOf, reachOf } from './words.ts';

const OUTCOMES: Readonly<Record<ReplayStep['outcome'], Paint>> = {
  done: 'red',
  refused: 'green',
  undone: 'green',
};

/** A replay for a person at a terminal: the steps of one configuration, or the table of several. */
export function renderScenario(document: ScenarioDocument, terminal: Terminal): string {
  const { scenario, attacker, goal, runs } = document;
  const [only, ...others] = runs;
  const lines = [
    paint(terminal, `${scenario}: ${ATTACKS[scenario]}`, 'bold'),
    ...wrap(harmless(`wanted: that ${attacker} can ${goal}`), terminal.width),
    '',
    ...(only !== undefined && others.length === 0
      ? describe(only, terminal)
      : [...table(runs, terminal), '', ...runs.flatMap((run) => [...concluded(run, terminal)])]),
  ];
  return `${lines.flatMap((line) => (line.includes('\u001b') ? [line] : wrapped(line, terminal))).join('\n')}\n`;
}

function wrapped(line: string, { width }: Terminal): readonly string[] {
  const margin = /^ */.exec(line)?.[0] ?? '';
  return line.length <= width ? [line] : indent(line.slice(margin.length), margin, `${margin}  `, width);
}

function describe(run: ReplayRun, terminal: Terminal): readonly string[] {
  return [
    `${configurationOf(run.without, PARTS.length)}:`,
    ...run.steps.flatMap((step, index) => [
      ...indent(harmless(step.does), `${String(index + 1).padStart(3)}. `, '     ', terminal.width),
      `     ${paint(terminal, answerOf(step), OUTCOMES[step.outcome], 'bold')}`,
      ...step.said.flatMap((line) => indent(harmless(line), '       ', '         ', terminal.width)),
    ]),
    '',
    `stopped by   ${stopperOf(run)}`,
    `got as far   ${reachOf(run)}`,
    ...concluded(run, terminal),
  ];
}

function answerOf({ outcome, by, liveFor }: ReplayStep): string {
  const who = by === undefined ? 'nobody' : ANSWERERS[by];
  if (outcome === 'refused') return `refused by ${who}`;
  if (outcome === 'undone') return `taken back by ${who} after ${Math.max(1, Math.round(liveFor ?? 0))} ms`;
  return 'done';
}

function stopperOf({ stoppedBy, stays }: ReplayRun): string {
  if (stoppedBy !== null) return stoppedBy;
  return stays ? 'nobody' : 'no layer';
}

function table(runs: readonly ReplayRun[], terminal: Terminal): readonly string[] {
  const rows = [
    ['configuration', 'stopped by', 'how far'],
    ...runs.map((run) => [configurationOf(run.without, PARTS.length), stopperOf(run), reachOf(run)]),
  ];
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map(([first = '', second = '', third = ''], index) => {
    const line = `${first.padEnd(widths[0] ?? 0)}  ${second.padEnd(widths[1] ?? 0)}  ${third}`;
    return index === 0 ? paint(terminal, line, 'dim') : line;
  });
}

function concluded({ conclusion }: ReplayRun, { width }: Terminal): readonly string[] {
  return indent(harmless(conclusion), '', '  ', width);
}
