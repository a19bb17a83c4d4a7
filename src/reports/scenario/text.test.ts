import { expect, test } from 'vitest';
import type { ReplayRun, ScenarioDocument } from '../../model/scenario.ts';
import { conclusionOf } from './conclusion.ts';
import { renderScenario } from './text.ts';

const NAMES = { attacker: 'user:mal', goal: 'get secrets -n payments' };
const DONE: ReplayRun = {
  without: ['admission', 'guard'],
  steps: [
    { way: 'git', does: 'pushes it', outcome: 'refused', by: 'gate', said: ['no \u001b[31mway'] },
    { way: 'by-hand', does: 'creates it', outcome: 'done', said: [], reach: 'live' },
  ],
  stoppedBy: null,
  stays: true,
  reach: 'live',
  liveFor: null,
  conclusion: 'It stays.',
};
const UNDONE: ReplayRun = {
  ...DONE,
  without: ['admission'],
  steps: [
    ...DONE.steps.slice(0, 1),
    { way: 'by-hand', does: 'creates it', outcome: 'undone', by: 'guard', said: ['gone'], liveFor: 41.6 },
  ],
  stoppedBy: 'gate',
  stays: false,
  liveFor: 41.6,
  conclusion: 'It is gone.',
};

function document(...runs: readonly ReplayRun[]): ScenarioDocument {
  return { schema: 'mainward.dev/scenario/v1', scenario: 'leaver', seed: 1, ...NAMES, runs };
}

function render(...runs: readonly ReplayRun[]): string {
  return renderScenario(document(...runs), { width: 100, color: false });
}

test('one configuration is told step by step, and whatever it quotes is harmless', () => {
  const text = render(UNDONE);
  expect(text).toContain('without admission:\n');
  expect(text).toContain('  1. pushes it\n     refused by the gate\n       no \\u{1b}[31mway\n');
  expect(text).toContain('  2. creates it\n     taken back by the guard after 42 ms\n       gone\n');
  expect(text).toContain('stopped by   gate\ngot as far   live for 42 ms\nIt is gone.\n');
});

test('several are a table, with what came of each below it', () => {
  const lines = render(UNDONE, DONE).split('\n');
  expect(lines).toContain('without admission         gate        live for 42 ms');
  expect(lines).toContain('without admission, guard  nobody      live, and stays, by hand');
  expect(lines.slice(-3, -1)).toEqual(['It is gone.', 'It stays.']);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);
});

test('what came of it is said by what happened on the way that led there', () => {
  expect(conclusionOf(DONE, NAMES)).toBe(
    'Without admission and guard, the attacker creates it, and nobody takes it back: user:mal can get secrets -n payments.',
  );
  expect(conclusionOf(UNDONE, NAMES)).toBe(
    'Without admission, the gate says no to the attacker, who pushes it, and in the end user:mal cannot get secrets -n payments.',
  );
  expect(conclusionOf({ ...UNDONE, steps: [], stoppedBy: null }, NAMES)).toContain('no layer was met');
});
