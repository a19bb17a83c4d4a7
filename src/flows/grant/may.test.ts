import { expect, test } from 'vitest';
import { GrantDesk } from './desk.ts';
import { Scene } from './fixtures/scene.ts';

const WANTED = { policy: 'payments-edit', person: 'ann', reason: 'INC-1 the queue is stuck' };
const MINUTE = 60_000;

async function may(desk: GrantDesk, id: string, person: string | undefined, mayEndAny = false) {
  return (await desk.grant(id, { person, seesAll: true, mayEndAny }))?.may;
}

test('what waits is for others to agree to, and for whoever asked to take back', async () => {
  const scene = new Scene();
  const desk = new GrantDesk(scene.ports);
  const asked = await desk.request(WANTED);
  if (!asked.ok) throw new Error(asked.error.code);
  const { id, offered, may: own } = asked.value;
  expect(own).toEqual(['end']);
  expect(await may(desk, id, 'ann')).toEqual(['end']);
  expect(await may(desk, id, 'ben')).toEqual(['agree', 'end']);
  expect(await may(desk, id, 'dan')).toEqual([]);
  expect(await may(desk, id, undefined, true)).toEqual(['end']);
  expect((await desk.grants({ person: 'ben', seesAll: false, mayEndAny: false })).grants).toMatchObject([
    { may: ['agree', 'end'] },
  ]);

  await scene.agree(offered?.head ?? '');
  expect(await may(desk, id, 'ben'), 'agreed already').toEqual(['end']);
  for (let turn = 0; turn < 2; turn += 1) await scene.keep();
  const began = await desk.grant(id, { person: 'ben', seesAll: false, mayEndAny: false });
  expect(began).toMatchObject({ state: 'active', may: ['end'] });
  await desk.revoke({ id, person: 'ann', name: 'Ann', mayEndAny: false });
  expect(await may(desk, id, 'ben', true), 'over').toEqual([]);
});

test('break-glass is reviewed by its reviewers, never by whoever used it', async () => {
  const scene = new Scene();
  const desk = new GrantDesk(scene.ports);
  const signedInAt = new Date(scene.time.now() - MINUTE).toISOString();
  for (const [person, by] of [
    ['ann', ['review']],
    ['cho', []],
  ] as const) {
    const broke = await desk.breakGlass({ ...WANTED, person, signedInAt });
    if (!broke.ok) throw new Error(broke.error.code);
    const { id } = broke.value;
    expect(await may(desk, id, 'cho')).toEqual(person === 'cho' ? ['end'] : by);
    expect(await may(desk, id, 'dan')).toEqual([]);
  }
});
