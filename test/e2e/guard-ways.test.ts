import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { KubernetesCluster } from '../../src/adapters/cluster-kubernetes/client.ts';
import { eventually, keyOf } from '../../src/ports/cluster-rig.conformance.ts';
import { PEOPLE } from '../guard/ground.ts';
import { HARMLESS } from '../guard/harmless.ts';
import { HARMLESS_LANDINGS } from '../guard/harmless-landings.ts';
import { policyFiles } from '../guard/policy.ts';
import type { Step } from '../guard/step.ts';
import type { Way } from '../guard/way.ts';
import { WAYS } from '../guard/ways.ts';
import { ADMIN, type ControlPlane, startControlPlane } from './control-plane.ts';
import { Baseline, layGround } from './guard-ground.ts';
import { RealHands } from './guard-hands.ts';
import type { Told } from './guard-record.ts';
import { type GuardedStage, setGuardedStage } from './guarded-stage.ts';

const QUESTIONS = WAYS.flatMap(({ opens }) => (opens === undefined ? [] : [opens]));
/** Those that nobody lands. */
const BY_HAND = HARMLESS.filter(({ steps }) => steps.every((step) => step.do !== 'land'));
const RBAC_WAYS = WAYS.filter(({ opens }) => opens !== undefined);
const POLICY = { tier: 'revoke', graceSeconds: 2 } as const;

describe('where nobody guards', () => {
  let plane: ControlPlane;
  let admin: KubernetesCluster;
  let baseline: Baseline;
  let hands: RealHands;
  beforeAll(async () => {
    plane = await startControlPlane();
    admin = await plane.as(ADMIN);
    await layGround(admin);
    baseline = await Baseline.take(admin);
    hands = new RealHands(plane.api, {
      land: async () => undefined,
      restart: async () => plane.api.restart(),
    });
  });
  afterEach(async () => baseline.restore());
  afterAll(async () => plane?.stop());

  async function opened(): Promise<readonly unknown[]> {
    const answers = await Promise.all(QUESTIONS.map((question) => admin.allows(question)));
    return QUESTIONS.filter((_, index) => answers[index]);
  }

  test.each(WAYS)('$name opens what it says', async ({ by, steps, opens }) => {
    if (opens !== undefined) expect(await admin.allows(opens)).toBe(false);
    for (const step of steps) expect(await hands.play(PEOPLE[by], step)).toEqual({ done: true });
    expect(await baseline.differing()).not.toEqual([]);
    if (opens !== undefined) await eventually(async () => expect(await admin.allows(opens)).toBe(true));
  });

  test.each(BY_HAND)('$name opens nothing', async ({ by, steps }) => {
    for (const step of steps) expect(await hands.play(PEOPLE[by], step)).toEqual({ done: true });
    expect(await opened()).toEqual([]);
  });
});

describe('where somebody guards', () => {
  let stage: GuardedStage;
  let baseline: Baseline;
  let hands: RealHands;
  /** Size of the ledger before a test. */
  let from: number;
  beforeAll(async () => {
    stage = await setGuardedStage({ ...POLICY, admission: 'observe' });
    baseline = await Baseline.take(stage.admin);
    hands = new RealHands(stage.plane.api, {
      land: async (files) => void (await stage.land(files)),
      restart: async () => stage.plane.api.restart(),
    });
  });
  beforeEach(async () => {
    from = await stage.record.settled();
  });
  afterAll(async () => stage?.stop());

  const isOf =
    ({ object }: Pick<Way, 'object'>) =>
    ({ entry }: Told): boolean =>
      'object' in entry && entry.object?.kind === object.type.kind && entry.object.name === object.name;

  /** Waits until the record names the person of one who did it. */
  async function named(way: Way, ...types: readonly Told['entry']['type'][]): Promise<void> {
    await eventually(async () => {
      const told = (await stage.record.since(from)).filter(isOf(way));
      const people = told
        .filter(({ entry }) => types.includes(entry.type))
        .flatMap(({ actors }) => actors.flatMap(({ person }) => person ?? []));
      expect(people, JSON.stringify(told)).toContain(way.by);
    });
  }

  async function play(by: Way['by'], steps: readonly Step[]): Promise<void> {
    for (const step of steps) expect(await hands.play(PEOPLE[by], step)).toEqual({ done: true });
  }

  /** What steps made is gone, so that they can be played again. */
  async function takeAway(steps: readonly Step[]): Promise<void> {
    const made = steps.flatMap((step) =>
      step.do === 'create' && step.dryRun === undefined ? [keyOf(step.type, step.object)] : [],
    );
    for (const key of made) await stage.admin.delete(key);
    await eventually(async () => {
      for (const key of made) expect(await stage.admin.get(key)).toBeUndefined();
    });
  }

  describe('and admission observes', () => {
    afterEach(async () => baseline.restore());

    test.each(RBAC_WAYS.filter(({ held }) => held === undefined))('$name is taken back', async (way) => {
      await stage.telling(async () => {
        await play(way.by, way.steps);
        await eventually(async () => {
          if (way.opens !== undefined) expect(await stage.admin.allows(way.opens)).toBe(false);
          expect(await baseline.differing(way.object)).toEqual([]);
        });
        const seen = (await stage.record.of('drift.seen', from)).filter(isOf(way));
        expect(seen.map(({ entry }) => entry.decision)).toContainEqual(
          expect.stringMatching(/^(delete|give-back)$/),
        );
        await named(way, 'drift.seen', 'drift.attributed');
      });
    });

    test.each(RBAC_WAYS.filter(({ held }) => held !== undefined))(
      '$name is said loudly, and held',
      async (way) => {
        await play(way.by, way.steps);
        await named(way, 'drift.seen', 'drift.attributed');
        const seen = (await stage.record.of('drift.seen', from)).filter(isOf(way));
        expect(seen.at(-1)?.entry).toMatchObject({ decision: 'hold', code: way.held });
      },
    );

    test.each(WAYS.filter(({ opens }) => opens === undefined))('$name is told by admission', async (way) => {
      await play(way.by, way.steps);
      await named(way, 'admission.judged');
    });

    test.each(BY_HAND)('$name is left alone', async ({ by, steps, reduces, latent }) => {
      await stage.telling(async () => {
        await play(by, steps);
        const left = await Baseline.takeAtRest(stage.admin);
        await stage.record.settled();
        expect(await left.differing()).toEqual([]);
        const told = await stage.record.since(from);
        expect(told.filter(({ entry }) => entry.type === 'drift.acted')).toEqual([]);
        const seen = told.flatMap(({ entry }) => (entry.type === 'drift.seen' ? [entry] : []));
        expect(seen.map(({ object, effect }) => [object.name, effect])).toEqual(
          reduces === undefined ? [] : [[reduces.name, 'reduces']],
        );
        if (latent !== true)
          expect(told.filter(({ entry }) => entry.type === 'admission.judged')).toEqual([]);
        await takeAway(steps);
      });
    });
  });

  describe('and admission enforces', () => {
    beforeAll(async () => {
      await stage.land(policyFiles({ ...POLICY, admission: 'enforce' }));
      await stage.enforcing();
    });

    test.each(WAYS)('$name is refused', async (way) => {
      const outcomes = [];
      for (const step of way.steps) outcomes.push(await hands.play(PEOPLE[way.by], step));
      expect(outcomes.at(-1)).toMatchObject({
        done: false,
        message: expect.stringContaining('denied the request'),
      });
      if (way.opens !== undefined) expect(await stage.admin.allows(way.opens)).toBe(false);
      // The webhook is not told who speaks for another.
      const hidden = way.steps.some((step) => 'impersonating' in step);
      if (!hidden) await named(way, 'admission.judged');
      // Whoever deleted what the API server brings along cannot make it again, either; the API server can.
      if (way.held !== undefined) await stage.plane.api.restart();
      await baseline.restore();
    });

    test.each(BY_HAND.filter(({ latent }) => latent !== true))('$name is let through', async (change) => {
      await play(change.by, change.steps);
      await stage.record.settled();
      expect(await stage.record.of('admission.judged', from)).toEqual([]);
      await baseline.restore();
    });

    test.each(HARMLESS_LANDINGS)('$name is rolled out', async ({ by, steps }) => {
      await stage.telling(async () => {
        await play(by, steps);
        await stage.record.settled();
        const told = await stage.record.since(from);
        expect(told.filter(({ entry }) => /^(drift|admission)\./.test(entry.type))).toEqual([]);
      });
    });
  });
});
