import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { replayAll } from '../src/entrypoints/demo/scenario/matrix.ts';
import {
  LAYERS,
  type Layer,
  type ReplayPart,
  type ReplayRun,
  SCENARIOS,
  type ScenarioDocument,
  type ScenarioName,
} from '../src/model/scenario.ts';

const SELF = [process.execPath, fileURLToPath(new URL('../bin/mainward.js', import.meta.url))];
const LONGEST_MS = 600_000;

/** Everything on, each layer off, two of them, those that are enough alone, all of them, and each requirement. */
const CONFIGURATIONS: readonly (readonly ReplayPart[])[] = [
  [],
  ...LAYERS.map((layer) => [layer]),
  ...LAYERS.flatMap((one, index) => LAYERS.slice(index + 1).map((other) => [one, other])),
  ['broker', 'admission', 'guard'],
  [...LAYERS],
  ['signing'],
  ['review'],
];

/** The layers that alone are enough: as long as one of them is on, nothing stays. */
const LAST: Readonly<Record<ScenarioName, readonly Layer[]>> = {
  'compromised-developer': ['admission', 'guard'],
  'compromised-action': ['broker', 'admission', 'guard'],
  leaver: ['admission', 'guard'],
};
const FIRST: Readonly<Record<ScenarioName, Layer>> = {
  'compromised-developer': 'gate',
  'compromised-action': 'broker',
  leaver: 'gate',
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mainward-scenarios-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Where the first no comes from, counted from the gate; further than all where nobody says it. */
function firstNo({ steps }: ReplayRun): number {
  const [first] = steps.flatMap(({ by }) => LAYERS.filter((layer) => layer === by));
  return first === undefined ? LAYERS.length : LAYERS.indexOf(first);
}

describe.each(SCENARIOS)('%s', (scenario) => {
  let document: ScenarioDocument;
  beforeAll(async () => {
    document = await replayAll({
      scenario,
      seed: 1,
      now: new Date().toISOString(),
      root: mkdtempSync(join(folder, 'replay-')),
      version: '0.0.0',
      self: SELF,
      configurations: CONFIGURATIONS,
    });
  }, LONGEST_MS);

  function runOf(...without: readonly ReplayPart[]): ReplayRun {
    const found = document.runs.find((run) => run.without.join() === without.join());
    if (found === undefined) throw new Error(`${without.join()} was not played`);
    return found;
  }

  test('with everything on it is stopped at the first layer that it meets', () => {
    expect(runOf()).toMatchObject({ stays: false, stoppedBy: FIRST[scenario], liveFor: null });
  });

  test.each(LAYERS)('without %s it is stopped by the same, or by a later one where it was that', (layer) => {
    const run = runOf(layer);
    expect(run.stays).toBe(false);
    if (layer !== FIRST[scenario]) expect(run.stoppedBy).toBe(FIRST[scenario]);
    else expect(firstNo(run)).toBeGreaterThan(LAYERS.indexOf(layer));
  });

  test('with fewer layers on it is never stopped earlier, and never by what is off', () => {
    for (const { without, steps } of document.runs)
      for (const { by } of steps) expect(without).not.toContain(by);
    const ofLayers = document.runs.filter(({ without }) => isOfLayers(without));
    for (const run of ofLayers)
      for (const more of ofLayers)
        if (run.without.every((part) => more.without.includes(part)))
          expect(firstNo(more), more.without.join()).toBeGreaterThanOrEqual(firstNo(run));
  });

  test('without any layer it reaches production and stays; with any that is enough it does not', () => {
    expect(runOf(...LAYERS)).toMatchObject({ stays: true, stoppedBy: null, reach: 'live' });
    for (const { without, stays } of document.runs.filter((run) => isOfLayers(run.without)))
      expect(stays, without.join()).toBe(LAST[scenario].every((layer) => without.includes(layer)));
  });

  test('what the guard takes back was live for a while, and that is said', () => {
    const runs = document.runs.filter(({ steps }) => steps.some(({ by }) => by === 'guard'));
    expect(runs.length).toBeGreaterThan(0);
    for (const { liveFor, steps } of runs) {
      const longest = Math.max(...steps.map((step) => step.liveFor ?? 0));
      expect(liveFor).toBe(longest);
      expect(longest).toBeGreaterThan(0);
    }
  });

  test('whoever says no is told in their own words, and what came of it in those of the run', () => {
    for (const { steps, stays, stoppedBy, conclusion } of document.runs) {
      for (const { by, said } of steps) if (by !== undefined) expect(said.join('')).not.toBe('');
      const end = `${document.attacker} ${stays ? 'can' : 'cannot'} ${document.goal}`;
      expect(conclusion).toContain(end);
      const decisive = stays
        ? steps.findLast(({ outcome }) => outcome === 'done')
        : steps.find(({ by }) => by === stoppedBy);
      expect(conclusion).toContain(decisive?.does);
    }
  });

  test('a requirement that is missing lets through what only it held, and the run says what that is', () => {
    const [signing, review] = [runOf('signing'), runOf('review')];
    expect(signing).toMatchObject({ stays: false, stoppedBy: FIRST[scenario] });
    if (scenario !== 'compromised-developer') {
      expect(review).toMatchObject({ stays: false, stoppedBy: FIRST[scenario] });
      return;
    }
    expect(review).toMatchObject({ stays: true, stoppedBy: null });
    expect(review.steps).toMatchObject([
      { way: 'git', outcome: 'done', reach: 'landed' },
      { way: 'pipeline', outcome: 'done', reach: 'credential' },
      { way: 'pipeline', outcome: 'done', reach: 'live' },
    ]);
    expect(review.conclusion).toMatch(/^Without review, the attacker pushes [0-9a-f]{10} /);
  });
});

function isOfLayers(without: readonly ReplayPart[]): boolean {
  return without.every((part) => LAYERS.some((layer) => layer === part));
}
