import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { decodePayload } from '../../src/chain/ledger/payload.ts';
import { PEOPLE } from './ground.ts';
import { GroundInGit, GroundWorld } from './ground-world.ts';
import { HARMLESS_HERE } from './harmless.ts';
import { WAYS } from './ways.ts';

describe('where admission enforces', () => {
  let git: GroundInGit;
  let world: GroundWorld;
  beforeAll(() => {
    git = new GroundInGit({ tier: 'observe', admission: 'enforce' });
  });
  beforeEach(async () => {
    world = await GroundWorld.make(git);
  });
  afterAll(() => git.remove());

  test.each(WAYS)('$name is refused, and opens nothing', async ({ by, steps, opens, object }) => {
    const outcomes = [];
    for (const step of steps) outcomes.push(await world.hands.play(PEOPLE[by], step));
    expect(outcomes.at(-1)).toMatchObject({
      done: false,
      message: expect.stringContaining('denied the request'),
    });
    if (opens !== undefined) expect(await world.admin.allows(opens)).toBe(false);
    await world.recorder.settled();
    const entry = world.ledger.entries.at(-1)?.entry;
    expect(entry).toMatchObject({
      type: 'admission.judged',
      verdict: 'refused',
      object: { name: object.name },
    });
    const payload = await world.ledger.payload(entry?.payload ?? '');
    const told = decodePayload(payload, 'mainward.dev/admission/v1');
    // The webhook is not told who speaks for another.
    const hidden = steps.some((step) => 'impersonating' in step);
    expect(told?.actor.person).toBe(hidden ? undefined : by);
  });

  test.each(HARMLESS_HERE.filter(({ latent }) => latent !== true))(
    '$name is let through',
    async ({ by, steps }) => {
      for (const step of steps) expect(await world.hands.play(PEOPLE[by], step)).toEqual({ done: true });
      await world.recorder.settled();
      expect(world.ledger.entries).toEqual([]);
    },
  );

  test.each(HARMLESS_HERE.filter(({ latent }) => latent === true))(
    '$name has to land',
    async ({ by, steps }) => {
      for (const step of steps)
        expect(await world.hands.play(PEOPLE[by], step)).toMatchObject({
          done: false,
          message: expect.stringContaining('Put it into Git'),
        });
    },
  );
});
