import { describe, expect, test } from 'vitest';
import type { FoundStatement } from '../../src/ports/forge.ts';
import { ended, judged, NOW, paused } from './pauses.ts';

const SEEN = '2026-06-01T11:51:00Z';
const at = (time: string): { readonly now: number } => ({ now: Date.parse(time) });
const idOf = (statement: FoundStatement): string => judged([statement]).ids[0] ?? 'none';

describe('a signed pause is in force', () => {
  test('by whoever may, from when it begins until it ends by itself', () => {
    const { inForce } = judged([paused({}, { seen: SEEN })]);
    expect(inForce).toEqual({
      until: Date.parse('2026-06-01T12:40:00Z'),
      why: 'the network is being rebuilt',
      by: 'ben',
    });
    expect(judged([paused()], at('2026-06-01T12:39:59Z')).inForce).toBeDefined();
    expect(judged([paused()], at('2026-06-01T12:40:00Z'))).toMatchObject({ idle: [{ why: 'it is over' }] });
    expect(judged([paused()], at('2026-06-01T11:49:59Z'))).toMatchObject({
      idle: [{ why: 'it has not begun' }],
    });
  });

  test('the longest of several', () => {
    const later = paused({ from: '2026-06-01T11:55:00Z', until: '2026-06-01T12:50:00Z' }, { key: 'dee' });
    expect(judged([paused(), later, paused({}, { key: 'cho' })]).inForce?.by).toBe('dee');
  });

  test('no longer than policy allows since it was first seen, whatever it says of when it begins', () => {
    const stock = paused(
      { from: '2026-06-01T11:59:00Z', until: '2026-06-01T12:55:00Z', at: '2026-06-01T11:30:00Z' },
      { seen: '2026-06-01T11:30:00Z' },
    );
    expect(judged([stock]).inForce?.until).toBe(Date.parse('2026-06-01T12:30:00Z'));
    expect(judged([stock], at('2026-06-01T12:31:00Z')).inForce).toBeUndefined();
  });

  test.each([
    ['a key of nobody', paused({}, { key: 'stranger' }), {}, 'nobody'],
    ['somebody of another group', paused({}, { key: 'eve' }), {}, 'none of the groups'],
    ['a robot', paused({}, { key: 'bot' }), {}, 'none of the groups'],
    ['a key that several hold', paused({}, { key: 'twins' }), {}, 'several people'],
    ['whoever left', paused({}, { key: 'gone', seen: SEEN }), {}, 'no longer'],
    ['a key that was revoked', paused({}, { key: 'lost', seen: SEEN }), {}, 'revoked'],
    [
      'a key that was revoked since it was seen',
      paused({}, { key: 'lost', seen: '2026-01-01T00:00:00Z' }),
      {},
      'no more',
    ],
    ['a key that is not theirs yet', paused({}, { key: 'new' }), {}, 'before'],
    ['another namespace of signatures', paused({}, { namespace: 'git' }), {}, 'another purpose'],
    ['another text than was signed', paused({}, { swap: (text) => text.replace('12:40', '12:45') }), {}, ''],
    [
      'a longer time than policy allows',
      paused({ until: '2026-06-01T12:51:00Z' }),
      {},
      'longer than the 60 minutes',
    ],
    ['another cluster', paused({ cluster: 'test' }), {}, 'for the cluster test'],
    ['another repository', paused({ repository: 'bank' }), {}, 'for the repository bank'],
    [
      'another repository of the same name',
      paused({ commit: 'd'.repeat(40) }),
      {},
      'another repository of this name',
    ],
    ['a date to come', paused({ at: '2026-06-01T13:00:00Z' }), {}, 'cannot be true'],
    ['a policy that names nobody', paused(), { policy: { groups: [], longestMinutes: 60 } }, 'lets nobody'],
    ['no policy', paused(), { policy: undefined }, 'lets nobody'],
    ['no roster', paused(), { roster: undefined }, ''],
    ['an end before its beginning', paused({ until: '2026-06-01T11:00:00Z' }), {}, 'before it begins'],
    ['a reason that cannot be shown', paused({ reason: 'a\u202eb' }), {}, 'not one line'],
    ['no reason', paused({ reason: ' ' }), {}, 'not one line'],
  ])('not with %s', (_, statement, over, why) => {
    const answer = judged([statement], over);
    expect(answer.inForce).toBeUndefined();
    expect(answer.idle).toHaveLength(1);
    expect(answer.idle[0]?.why).toContain(why);
  });

  test('not where there are more statements than are read', () => {
    expect(judged([], {}).idle).toEqual([]);
  });
});

describe('a pause is ended', () => {
  const pause = paused({}, { seen: SEEN });
  test.each([
    ['by its signer', {}],
    ['by another one who may', { key: 'dee' }],
    ['by a signer who has left since', { key: 'gone', seen: '2026-01-01T00:00:00Z' }],
  ])('%s', (_, by) => {
    expect(judged([pause, ended(idOf(pause), {}, by)])).toMatchObject({
      ids: [],
      idle: [{ why: 'it was ended' }],
    });
  });

  test.each([
    ['somebody who may not', {}, { key: 'eve' }],
    ['a stranger', {}, { key: 'stranger' }],
    ['a statement for another cluster', { cluster: 'test' }, {}],
    ['a statement for another repository', { repository: 'bank' }, {}],
    ['a statement about another pause', { ends: 'e'.repeat(64) }, {}],
  ])('not by %s', (_, over, by) => {
    expect(judged([pause, ended(idOf(pause), over, by)]).inForce).toBeDefined();
  });

  test('also where it is brought again in another spelling of its envelope', () => {
    const again = paused({}, { seen: '2026-06-01T11:59:00Z', edit: (text) => text.replace('{', '{ ') });
    expect(again.envelope).not.toEqual(pause.envelope);
    expect(judged([pause, ended(idOf(pause)), again], { now: NOW }).inForce).toBeUndefined();
  });
});
