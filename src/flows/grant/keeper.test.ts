import { describe, expect, test } from 'vitest';
import { recordPath } from '../../chain/access/bundle.ts';
import { stateOf } from './board.ts';
import { breakGlass } from './break-glass.ts';
import { GrantDesk } from './desk.ts';
import { LISTING, Scene } from './fixtures/scene.ts';
import { endRef, offerRef } from './ports.ts';
import { request } from './request.ts';
import { review } from './review.ts';
import { revoke } from './revoke.ts';

const WISH = { policy: 'payments-edit', reason: 'INC-4711: payments are down' };
const MINUTE = 60_000;

async function ask(scene: Scene, minutes: number = 60) {
  const asked = await request({ ...WISH, person: 'ann', minutes }, scene.ports);
  if (!asked.ok) throw new Error(asked.error.code);
  return { id: asked.value.grant.id, head: asked.value.head };
}

async function give(scene: Scene, minutes?: number): Promise<string> {
  const { id, head } = await ask(scene, minutes);
  await scene.agree(head);
  await scene.keep();
  await scene.keep();
  return id;
}

async function shown(scene: Scene, id: string) {
  const found = await scene.board.find(id);
  return (
    found && {
      state: stateOf(found, scene.time.now()),
      ends: found.ends.map(({ by, why }) => `${by} ${why}`),
    }
  );
}

describe('whoever looks after grants', () => {
  test('lands what is agreed, records that it began and who agreed, and takes it out when it is over', async () => {
    const scene = new Scene();
    const before = scene.file(LISTING);
    const id = await give(scene);
    expect(scene.file(recordPath(id))).toContain('person: "ann"');
    expect(await shown(scene, id)).toEqual({ state: 'active', ends: [] });
    expect(await scene.board.find(id)).toMatchObject({ by: 'ann', approvers: ['ben'] });
    expect([...scene.committer.refs.keys()]).toEqual(['refs/heads/main']);
    await scene.time.advance(60 * MINUTE);
    expect((await shown(scene, id))?.state).toBe('ending');
    await scene.keep();
    await scene.keep();
    expect(scene.file(recordPath(id))).toBeUndefined();
    expect(scene.file(LISTING)).toBe(before);
    expect(await shown(scene, id)).toEqual({ state: 'ended', ends: ['commit expired'] });
  });

  test('says nothing twice, also after a restart', async () => {
    const scene = new Scene();
    const id = await give(scene);
    const size = scene.ledger.size();
    scene.restart();
    await scene.keep();
    expect(scene.ledger.size()).toBe(size);
    await scene.time.advance(60 * MINUTE);
    scene.restart();
    await scene.keep();
    scene.restart();
    await scene.keep();
    await scene.keep();
    expect((await shown(scene, id))?.ends).toEqual(['commit expired']);
  });

  test('lands nothing that nobody agreed to, and withdraws it when it waited too long', async () => {
    const scene = new Scene();
    const { id } = await ask(scene);
    await scene.keep();
    expect(await shown(scene, id)).toEqual({ state: 'pending', ends: [] });
    await scene.time.advance(31 * MINUTE);
    await scene.keep();
    await scene.keep();
    expect(await shown(scene, id)).toEqual({ state: 'ended', ends: ['void expired'] });
    expect([...scene.committer.refs.keys()]).toEqual(['refs/heads/main']);
  });

  test('lets the end of one leave another one that overlaps', async () => {
    const scene = new Scene();
    const short = await give(scene, 10);
    const long = await give(scene, 120);
    await scene.time.advance(10 * MINUTE);
    await scene.keep();
    await scene.keep();
    expect((await shown(scene, short))?.state).toBe('ended');
    expect((await shown(scene, long))?.state).toBe('active');
    expect(scene.file(LISTING)).toContain(`mainward-${long}.yaml`);
    expect(scene.file(LISTING)).not.toContain(short);
  });

  test('tries again for ever where the gate refuses or nobody is there, and says so each time', async () => {
    const scene = new Scene();
    const id = await give(scene, 10);
    await scene.time.advance(10 * MINUTE);
    scene.committer.refusal = 'the hook is broken';
    await scene.keep();
    await scene.keep();
    expect(scene.alarms).toEqual([{ kind: 'not-removed', grant: id, say: 'the hook is broken' }]);
    await scene.time.advance(5_000);
    await scene.keep();
    expect(scene.alarms).toHaveLength(2);
    scene.committer.refusal = undefined;
    await scene.time.advance(10_000);
    await scene.keep();
    await scene.keep();
    expect(await shown(scene, id)).toEqual({ state: 'ended', ends: ['commit expired'] });
  });

  test('offers the second of two requests anew, where the first got in its way, and lands it when it is agreed to again', async () => {
    const scene = new Scene();
    const [one, two] = [await ask(scene), await ask(scene)];
    await scene.agree(one.head);
    await scene.agree(two.head);
    await scene.keep();
    await scene.keep();
    const [given] = (await scene.board.grants()).filter(({ began }) => began !== undefined);
    const waits = given?.id === one.id ? two : one;
    const ref = offerRef(waits.id);
    expect(scene.alarms).toContainEqual({ kind: 'offered-anew', grant: waits.id, ref });
    const head = scene.committer.refs.get(ref) ?? '';
    expect(head).not.toBe(waits.head);
    expect(await scene.board.find(waits.id)).toMatchObject({ offered: { head } });
    await scene.keep();
    expect((await shown(scene, waits.id))?.state, 'nobody agreed to what it is now').toBe('pending');
    await scene.agree(head);
    await scene.keep();
    await scene.keep();
    expect((await shown(scene, waits.id))?.state).toBe('active');
    expect(scene.file(LISTING)).toContain(one.id);
    expect(scene.file(LISTING)).toContain(two.id);
  });

  test('of a policy that is gone is offered to people to take out, once, and said each time', async () => {
    const scene = new Scene();
    const id = await give(scene, 10);
    const { head: before } = await ask(scene);
    scene.committer.landElse('.mainward/access.yaml', '');
    await scene.time.advance(10 * MINUTE);
    scene.restart();
    await scene.keep();
    const say = `its policy is gone, so people have to agree to ${endRef(id)}`;
    expect(scene.alarms).toContainEqual({ kind: 'not-removed', grant: id, say });
    const head = scene.committer.refs.get(endRef(id)) ?? '';
    expect(scene.committer.commits.get(head)?.files.has(recordPath(id))).toBe(false);
    expect(scene.committer.commits.get(head)?.files.get(LISTING)).not.toContain(id);
    await scene.time.advance(10_000);
    await scene.keep();
    expect(scene.committer.refs.get(endRef(id)), 'what people agree to stays').toBe(head);
    expect(scene.file(recordPath(id))).toBeDefined();
    expect(before).not.toBe(head);
    await scene.agree(head);
    await scene.keep();
    await scene.keep();
    expect(scene.file(recordPath(id))).toBeUndefined();
    expect(await shown(scene, id)).toEqual({ state: 'ended', ends: ['commit expired'] });
  });

  test('that comes back with other times after it went is recorded as another', async () => {
    const scene = new Scene();
    const id = await give(scene, 10);
    const text = scene.file(recordPath(id)) ?? '';
    await scene.time.advance(10 * MINUTE);
    await scene.keep();
    await scene.keep();
    await scene.keep();
    expect((await shown(scene, id))?.state).toBe('ended');
    scene.committer.landElse(recordPath(id), text.replace('T12:10:00Z', 'T13:00:00Z'));
    await scene.keep();
    await scene.keep();
    expect(await shown(scene, id)).toEqual({ state: 'active', ends: [] });
    expect(scene.ledger.entries.filter(({ entry }) => entry.type === 'grant.began')).toHaveLength(2);
    await scene.time.advance(60 * MINUTE);
    await scene.keep();
    await scene.keep();
    expect(await shown(scene, id)).toEqual({ state: 'ended', ends: ['commit expired'] });
  });

  test('records a grant that people landed by hand', async () => {
    const scene = new Scene();
    const { id, head } = await ask(scene);
    const text = scene.committer.commits.get(head)?.files.get(recordPath(id)) ?? '';
    const own = text.replaceAll(id, '20261120-by-hand');
    scene.committer.landElse(recordPath('20261120-by-hand'), own);
    await scene.keep();
    expect(await shown(scene, '20261120-by-hand')).toEqual({ state: 'active', ends: [] });
  });
});

test('a repository that does not answer keeps nobody waiting for another', async () => {
  const scene = new Scene();
  const observer = scene.ports.observers.get('infrastructure');
  if (observer === undefined) throw new Error('There is none.');
  const never = new Promise<never>(() => undefined);
  const slow = { ...observer, place: { ...observer.place, name: 'slow' }, observe: () => never };
  const observers = new Map([...scene.ports.observers, ['slow', slow]]);
  const desk = new GrantDesk({ ...scene.ports, observers });
  void desk.keep('slow');
  const { id, head } = await ask(scene);
  await scene.agree(head);
  await desk.keep('infrastructure');
  await desk.keep('infrastructure');
  expect(await shown(scene, id)).toEqual({ state: 'active', ends: [] });
  expect(await desk.request({ ...WISH, person: 'ann' })).toMatchObject({ ok: true });
});

describe('ending access before its time', () => {
  test('is for whoever has it, whoever may agree to it, and those who may end any', async () => {
    for (const [person, mayEndAny, isOk] of [
      ['ann', false, true],
      ['ben', false, true],
      ['cho', false, false],
      ['cho', true, true],
    ] as const) {
      const scene = new Scene();
      const id = await give(scene);
      const ended = await revoke({ id, person, name: person, mayEndAny }, scene.ports);
      expect([person, ended.ok]).toEqual([person, isOk]);
      expect(scene.file(recordPath(id)) === undefined).toBe(isOk);
      await scene.keep();
      expect((await shown(scene, id))?.ends).toEqual(isOk ? ['commit revoked'] : []);
    }
  });

  test('withdraws what nobody agreed to yet', async () => {
    const scene = new Scene();
    const { id } = await ask(scene);
    expect(await revoke({ id, person: 'ann', name: 'Ann', mayEndAny: false }, scene.ports)).toMatchObject({
      ok: true,
    });
    expect(await shown(scene, id)).toEqual({ state: 'ended', ends: ['void revoked'] });
    expect(await revoke({ id, person: 'ann', name: 'Ann', mayEndAny: false }, scene.ports)).toMatchObject({
      error: { code: 'grant-over' },
    });
  });

  test('that the gate refuses is over at once for whoever asks, and goes on by itself', async () => {
    const scene = new Scene();
    const id = await give(scene);
    scene.committer.refusal = 'not now';
    const wish = { id, person: 'ann', name: 'Ann', mayEndAny: false };
    expect(await revoke(wish, scene.ports)).toMatchObject({ error: { code: 'gate-refused' } });
    expect((await shown(scene, id))?.state).toBe('ending');
    scene.restart();
    await scene.keep();
    expect(scene.alarms).toContainEqual({ kind: 'not-removed', grant: id, say: 'not now' });
    scene.committer.refusal = undefined;
    await scene.time.advance(10_000);
    scene.restart();
    await scene.keep();
    await scene.keep();
    expect(await shown(scene, id)).toEqual({ state: 'ended', ends: ['commit revoked'] });
  });
});

describe('break-glass', () => {
  const signedInAt = '2026-11-20T11:50:00Z';

  test('is there at once, and is said before it is', async () => {
    const scene = new Scene();
    const broke = await breakGlass({ ...WISH, person: 'ann', signedInAt }, scene.ports);
    if (!broke.ok) throw new Error(broke.error.code);
    const { id } = broke.value.grant;
    expect(scene.file(recordPath(id))).toContain('kind: break-glass');
    expect(scene.alarms).toMatchObject([{ kind: 'break-glass', grant: id, person: 'ann' }]);
    expect(scene.ledger.entries.map(({ entry }) => entry.type)).toEqual(['grant.requested', 'grant.began']);
    await scene.keep();
    expect(scene.ledger.size()).toBe(2);
  });

  test.each([
    ['an old sign-in', { signedInAt: '2026-11-20T11:00:00Z' }, 'sign-in-again'],
    ['nobody knowing when they signed in', {}, 'sign-in-again'],
    ['somebody who is not on call', { signedInAt, person: 'dan' }, 'not-eligible'],
    ['more time than there is', { signedInAt, minutes: 31 }, 'too-long'],
  ])('with %s is refused', async (_, over, code) => {
    const scene = new Scene();
    const broke = await breakGlass({ ...WISH, person: 'ann', ...over }, scene.ports);
    expect(broke).toMatchObject({ ok: false, error: { code } });
    expect(scene.alarms).toEqual([]);
  });

  test('is not had again before somebody else looked at it, and is overdue loudly, once', async () => {
    const scene = new Scene();
    const again = () => breakGlass({ ...WISH, person: 'ann', signedInAt }, scene.ports);
    const first = await again();
    const id = first.ok ? first.value.grant.id : '';
    expect(await again()).toMatchObject({ error: { code: 'review-due' } });
    expect(await breakGlass({ ...WISH, person: 'cho', signedInAt }, scene.ports)).toMatchObject({ ok: true });
    await scene.time.advance(61 * MINUTE);
    await scene.keep();
    await scene.keep();
    expect(scene.alarms.filter(({ kind }) => kind === 'review-overdue')).toHaveLength(2);
    const verdict = { id, verdict: 'justified', say: 'They put the shop back up.' } as const;
    expect(await review({ ...verdict, person: 'ann' }, scene.ports)).toMatchObject({
      error: { code: 'own-use' },
    });
    expect(await review({ ...verdict, person: 'ben' }, scene.ports)).toMatchObject({
      error: { code: 'not-a-reviewer' },
    });
    expect(await review({ ...verdict, person: 'cho' }, scene.ports)).toMatchObject({ ok: true });
    expect(await review({ ...verdict, person: 'cho' }, scene.ports)).toMatchObject({
      error: { code: 'reviewed-already' },
    });
    expect((await scene.board.find(id))?.review).toMatchObject({ verdict: 'justified', by: 'cho' });
  });

  test('is reviewed by those of its policy, also where that is gone, and is overdue until it is', async () => {
    const scene = new Scene();
    const desk = new GrantDesk(scene.ports);
    const broke = await breakGlass({ ...WISH, person: 'ann', signedInAt }, scene.ports);
    const id = broke.ok ? broke.value.grant.id : '';
    scene.committer.landElse('.mainward/access.yaml', '');
    await desk.keep('infrastructure');
    expect(desk.reviewsOverdue).toBe(0);
    await scene.time.advance(61 * MINUTE);
    await desk.keep('infrastructure');
    expect(desk.reviewsOverdue).toBe(1);
    const wish = { id, verdict: 'misuse', say: 'Nothing was down.' } as const;
    const by = { mayEndAny: false };
    expect(await desk.review({ ...wish, person: 'ben' }, by)).toMatchObject({
      error: { code: 'not-a-reviewer' },
    });
    expect(await desk.review({ ...wish, person: 'cho' }, by)).toMatchObject({ ok: true });
    await desk.keep('infrastructure');
    expect(desk.reviewsOverdue).toBe(0);
  });

  test('that the gate refuses leaves nothing but the record of it', async () => {
    const scene = new Scene();
    const land = scene.committer.land.bind(scene.committer);
    scene.committer.land = (asked) => {
      scene.committer.refusal = 'not the committer of the policy';
      return land(asked).finally(() => {
        scene.committer.refusal = undefined;
      });
    };
    expect(await breakGlass({ ...WISH, person: 'ann', signedInAt }, scene.ports)).toMatchObject({
      error: { code: 'gate-refused' },
    });
    expect([...scene.committer.refs.keys()]).toEqual(['refs/heads/main']);
    const [one] = await scene.board.grants();
    expect(one && (await shown(scene, one.id))?.ends).toEqual(['void refused']);
  });
});
