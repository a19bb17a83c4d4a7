import { describe, expect, test } from 'vitest';
import { decide, type Situation } from './decide.ts';

const added: Situation = {
  tier: 'revoke',
  change: 'added',
  effect: 'grants',
  found: false,
  alertOnly: false,
  replaced: false,
  terminating: false,
  agent: true,
  asked: false,
  overdue: false,
};
const changed: Situation = { ...added, change: 'changed' };
const removed: Situation = { ...added, change: 'removed', effect: 'reduces' };

describe('what is done', () => {
  test.each<[string, Situation, string]>([
    ['a new object that grants', added, 'delete → delete'],
    ['a new object that nobody owns', { ...added, agent: false }, 'delete → delete'],
    ['a new object, in tier observe', { ...added, tier: 'observe' }, 'record tier'],
    ['a new object, in tier alert', { ...added, tier: 'alert' }, 'record tier'],
    ['a new object that was found', { ...added, found: true }, 'record found'],
    ['a found one, in tier observe', { ...added, found: true, tier: 'observe' }, 'record found'],
    ['a new object of which it cannot be told', { ...added, effect: 'unknown' }, 'record unknown'],
    ['a new object that policy spares', { ...added, alertOnly: true }, 'hold alert-only'],
    ['a new object that finalizers keep', { ...added, terminating: true }, 'hold finalizers'],
    ['a new object that takes access away', { ...added, effect: 'reduces' }, 'record reduces'],
    ['a changed object', changed, 'give-back → ask'],
    ['a changed object that gives and takes', { ...changed, effect: 'mixed' }, 'give-back → ask'],
    ['a changed object, asked for', { ...changed, asked: true }, 'give-back'],
    ['a changed object, overdue', { ...changed, asked: true, overdue: true }, 'give-back → delete-and-ask'],
    [
      'an overdue one that policy spares',
      { ...changed, asked: true, overdue: true, alertOnly: true },
      'give-back',
    ],
    [
      'a changed object that tells its agent to look away',
      { ...changed, effect: 'opt-out' },
      'give-back → ask',
    ],
    ['a changed object that nobody owns', { ...changed, agent: false }, 'hold no-agent'],
    ['a changed object that takes access away', { ...changed, effect: 'reduces' }, 'record reduces'],
    ['a changed object that was found', { ...changed, found: true }, 'record found'],
    ['one that no agent can change back', { ...changed, replaced: true }, 'delete → delete-and-ask'],
    ['such a one that policy spares', { ...changed, replaced: true, alertOnly: true }, 'hold alert-only'],
    ['such a one that nobody owns', { ...changed, replaced: true, agent: false }, 'hold no-agent'],
    [
      'such a one that takes access away',
      { ...changed, replaced: true, effect: 'reduces' },
      'record reduces',
    ],
    ['a removed object', removed, 'give-back → ask'],
    ['a removed object, asked for', { ...removed, asked: true, overdue: true }, 'give-back'],
    ['a removed object that nobody owns', { ...removed, agent: false }, 'record no-agent'],
    ['a removed object, in tier alert', { ...removed, tier: 'alert' }, 'record tier'],
  ])('about %s', (_, situation, said) => {
    const { decision, code, plan } = decide(situation);
    const words = [
      decision,
      ...(code === undefined ? [] : [code]),
      ...(plan === 'nothing' ? [] : ['→', plan]),
    ];
    expect(words.join(' ')).toBe(said);
  });
});

test('whatever the situation: nothing is done but in tier revoke, to what is known to grant or was removed', () => {
  for (const tier of ['observe', 'alert', 'revoke'] as const)
    for (const change of ['added', 'changed', 'removed'] as const)
      for (const effect of ['grants', 'reduces', 'mixed', 'opt-out', 'unknown'] as const)
        for (let bits = 0; bits < 2 ** 7; bits++) {
          const [found, alertOnly, replaced, terminating, agent, asked, overdue] = Array.from(
            { length: 7 },
            (_, bit) => ((bits >> bit) & 1) === 1,
          ) as [boolean, boolean, boolean, boolean, boolean, boolean, boolean];
          const it = { tier, change, effect, found, alertOnly, replaced, terminating, agent, asked, overdue };
          const { plan, decision, code } = decide(it);
          const deletes = plan === 'delete' || plan === 'delete-and-ask';
          if (plan !== 'nothing') {
            expect([tier, found, terminating]).toEqual(['revoke', false, false]);
            expect(effect).not.toBe('unknown');
          }
          if (deletes) {
            expect(['grants', 'mixed', 'opt-out']).toContain(effect);
            expect([alertOnly, change === 'removed']).toEqual([false, false]);
          }
          expect((decision === 'record' || decision === 'hold') === (code !== undefined)).toBe(true);
        }
});
