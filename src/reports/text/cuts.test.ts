import { expect, test } from 'vitest';
import type { Answer, AnswerQuorum } from '../../model/cut.ts';
import { renderCut, renderCuts } from './cuts.ts';

const CUT = {
  id: 'line:infrastructure:access.yaml:g, ann, role%3Aadmin',
  what: 'the policy does not say `g, ann, role:admin`',
  how: 'Remove line 3 of access.yaml of infrastructure: g, ann, role:admin',
  evidence: 'access.yaml#3',
};

function quorum(atMost: number, effect: AnswerQuorum['effect'] = 'workload'): AnswerQuorum {
  return {
    target: 'production',
    route: 'delivery',
    effect,
    atLeast: atMost,
    atMost,
    alone: { people: [], robots: [] },
    paths: [{ people: [['ann']], alternatives: 1, robots: [], assumed: [], steps: [] }],
    open: [],
  };
}

function answer(...quorums: readonly AnswerQuorum[]): Answer {
  return { quorum: quorums, steps: [], cuts: [CUT] };
}

test('each fact is listed with what names it, as a shell takes it', () => {
  expect(renderCuts(answer())).toContain("--cut 'line:infrastructure:access.yaml:g, ann, role%3Aadmin'");
  expect(renderCuts({ cuts: [] })).toBe('Nothing on the strongest paths can be taken away by itself.\n');
});

test('only the numbers that move are said, and how it is really done', () => {
  const text = renderCut(answer(quorum(1), quorum(2, 'access')), {
    cuts: [CUT],
    after: answer(quorum(2), quorum(2, 'access')),
  });
  expect(text).toContain('Without 1 fact:\n  what runs in production, by delivery: 1 -> 2\n');
  expect(text).not.toContain('who may do what');
  expect(text).toContain(CUT.how);
});

test('where no number moves, that is said', () => {
  expect(renderCut(answer(quorum(1)), { cuts: [CUT], after: answer(quorum(1)) })).toContain(
    'No number moves: there are other ways.',
  );
});

test('what repositories name steers no terminal', () => {
  const cut = { ...CUT, what: 'a\u001b[2J', id: 'line:x:\u001b[2J' };
  expect(renderCuts({ cuts: [cut] })).not.toContain('\u001b');
});
