import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Base, makeBase } from '../../src/entrypoints/demo/scenario/base.ts';
import { replay } from '../../src/entrypoints/demo/scenario/replay.ts';
import type { ReplayPart, ReplayRun, ScenarioName } from '../../src/model/scenario.ts';
import { attackedPlane } from './attacked-plane.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';

const SELF = [process.execPath, fileURLToPath(new URL('../../bin/mainward.js', import.meta.url))];
const LONGEST_MS = 300_000;

let folder: string;
let plane: ControlPlane;
let base: Base;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mainward-scenarios-'));
  plane = await startControlPlane();
  await plane.startKustomizeController();
  base = await makeBase(join(folder, 'base'), 1, new Date().toISOString());
}, LONGEST_MS);
afterAll(async () => {
  await base?.stop();
  await plane?.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

function play(scenario: ScenarioName, ...without: readonly ReplayPart[]): Promise<ReplayRun> {
  return replay(
    {
      scenario,
      base,
      root: join(folder, scenario),
      version: '0.0.0',
      self: SELF,
      cluster: (infrastructure) => attackedPlane(plane, infrastructure),
    },
    without,
  );
}

describe('by hand, on a real API server', () => {
  test('admission refuses it before it is there', { timeout: LONGEST_MS }, async () => {
    const run = await play('leaver');
    expect(run).toMatchObject({ stays: false, stoppedBy: 'gate', liveFor: null });
    expect(run.steps.at(-1)).toMatchObject({ way: 'by-hand', outcome: 'refused', by: 'admission' });
    expect(run.steps.at(-1)?.said.join('')).toContain('no verified commit has RoleBinding payments/');
  });

  test('without admission the guard takes it back', { timeout: LONGEST_MS }, async () => {
    const run = await play('leaver', 'admission');
    expect(run).toMatchObject({ stays: false, stoppedBy: 'gate', reach: 'live' });
    expect(run.steps.at(-1)).toMatchObject({ way: 'by-hand', outcome: 'undone', by: 'guard' });
  });

  test('without both of them it stays', { timeout: LONGEST_MS }, async () => {
    const run = await play('leaver', 'admission', 'guard');
    expect(run).toMatchObject({ stays: true, stoppedBy: null, reach: 'live' });
  });
});

describe('with a credential that deploys, on a real API server', () => {
  test('the broker gives none, and what a job has writes nothing', { timeout: LONGEST_MS }, async () => {
    const run = await play('compromised-action');
    expect(run).toMatchObject({ stays: false, stoppedBy: 'broker', reach: 'nothing' });
    expect(run.steps.at(-1)).toMatchObject({ outcome: 'refused', by: 'api-server' });
  });

  test.each<[ReplayPart[], Partial<ReplayRun>]>([
    [['broker'], { stays: false, stoppedBy: 'admission', reach: 'credential' }],
    [['broker', 'guard'], { stays: false, stoppedBy: 'admission', reach: 'credential' }],
    [['broker', 'admission'], { stays: false, stoppedBy: 'guard', reach: 'live' }],
    [['broker', 'admission', 'guard'], { stays: true, stoppedBy: null, reach: 'live' }],
  ])('without %s', { timeout: LONGEST_MS }, async (without, expected) => {
    expect(await play('compromised-action', ...without)).toMatchObject(expected);
  });
});
