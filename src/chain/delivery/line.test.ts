import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ChangedFile, deliverable, type LineLanding } from './line.ts';

type Files = Readonly<Record<string, string>>;
interface Step {
  readonly verdict: LineLanding['verdict'];
  /** What it writes; '' removes. */
  readonly writes: Files;
}

/** Landings and the whole tree after each. */
function history(steps: readonly Step[], start: Files = {}): { landings: LineLanding[]; trees: Files[] } {
  const trees: Files[] = [start];
  const landings = steps.map(({ verdict, writes }, index): LineLanding => {
    const before = trees.at(-1) ?? {};
    const after = Object.fromEntries(
      Object.entries({ ...before, ...writes }).filter(([, text]) => text !== ''),
    );
    trees.push(after);
    const changes = [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap(
      (path): ChangedFile[] =>
        before[path] === after[path] ? [] : [{ path, before: before[path] ?? '', after: after[path] ?? '' }],
    );
    return { commit: String(index + 1), verdict, changes };
  });
  return { landings, trees };
}

describe('how far agents may be led', () => {
  test('is to the newest landing where all pass', () => {
    const { landings } = history([
      { verdict: 'pass', writes: { a: '1' } },
      { verdict: 'pass', writes: { a: '2' } },
    ]);
    expect(deliverable(landings)).toEqual({ deliver: '2' });
    expect(deliverable([])).toEqual({});
  });

  test.each(['fail', 'unknown'] as const)(
    'is to the last one before what is %s, and nothing after it',
    (verdict) => {
      const { landings } = history([
        { verdict: 'pass', writes: { a: '1' } },
        { verdict, writes: { evil: '1' } },
        { verdict: 'pass', writes: { b: '1' } },
      ]);
      expect(deliverable(landings)).toEqual({ deliver: '1', held: '2', unmended: ['evil'] });
    },
  );

  test('goes on with the landing that takes the failed one back, once it passes', () => {
    const steps: Step[] = [
      { verdict: 'pass', writes: { a: '1', b: '1' } },
      { verdict: 'fail', writes: { a: '2', evil: '1', b: '' } },
      { verdict: 'pass', writes: { c: '1' } },
    ];
    const revert: Files = { a: '1', evil: '', b: '1' };
    const start = { a: '0' };
    expect(deliverable(history([...steps, { verdict: 'pass', writes: revert }], start).landings)).toEqual({
      deliver: '4',
    });
    expect(deliverable(history([...steps, { verdict: 'fail', writes: revert }], start).landings)).toEqual({
      deliver: '1',
      held: '2',
      unmended: [],
    });
    expect(
      deliverable(
        history(
          [...steps, { verdict: 'fail', writes: revert }, { verdict: 'pass', writes: { d: '1' } }],
          start,
        ).landings,
      ),
    ).toEqual({ deliver: '5' });
  });

  test('is not led on by a landing that passes and leaves a part of it, or makes something else of it', () => {
    const start = { a: '0' };
    const failed: Step = { verdict: 'fail', writes: { a: '1', evil: '1' } };
    const partly = history([failed, { verdict: 'pass', writes: { evil: '' } }], start);
    expect(deliverable(partly.landings)).toEqual({ held: '1', unmended: ['a'] });
    const other = history([failed, { verdict: 'pass', writes: { evil: '2', a: '0' } }], start);
    expect(deliverable(other.landings)).toEqual({ held: '1', unmended: ['evil'] });
  });

  test('cannot be told where what a landing changed cannot be read', () => {
    const { landings } = history([
      { verdict: 'pass', writes: { a: '1' } },
      { verdict: 'pass', writes: { a: '2' } },
      { verdict: 'pass', writes: { a: '3' } },
    ]);
    const blind = landings.map((one) => (one.commit === '2' ? { ...one, changes: null } : one));
    expect(deliverable(blind)).toEqual({ deliver: '1', held: '2', unmended: null });
  });

  test('does not let whoever got past the rules once make the rules for what comes after', () => {
    const start = { '.mainward/policy.yaml': 'two people', a: '0' };
    const { landings } = history(
      [
        { verdict: 'fail', writes: { '.mainward/policy.yaml': 'nobody' } },
        { verdict: 'pass', writes: { evil: '1' } },
        { verdict: 'pass', writes: { '.mainward/policy.yaml': 'two people' } },
        { verdict: 'pass', writes: { b: '1' } },
      ],
      start,
    );
    expect(deliverable(landings)).toEqual({ held: '1', unmended: ['evil'] });
  });

  const path = fc.constantFrom('a', 'b', 'c');
  const step: fc.Arbitrary<Step> = fc.record({
    verdict: fc.constantFrom('pass', 'pass', 'pass', 'fail', 'unknown'),
    writes: fc.dictionary(path, fc.constantFrom('', '1', '2', '3'), { maxKeys: 3 }),
  });

  test('never hands over content that no passed landing, and no tree before all of them, had in that file', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const start: Files = { a: '0', b: '0' };
        const { landings, trees } = history(steps, start);
        const { deliver } = deliverable(landings);
        if (deliver === undefined) return;
        const tree = trees[Number(deliver)] ?? {};
        for (const name of ['a', 'b', 'c']) {
          const accepted = new Set([start[name]]);
          for (const [index, { verdict, writes }] of steps.entries())
            if (verdict === 'pass' && index < Number(deliver) && name in writes)
              accepted.add(writes[name] || undefined);
          expect([...accepted]).toContain(tree[name]);
        }
        expect(landings[Number(deliver) - 1]?.verdict).toBe('pass');
      }),
    );
  });

  test('is the same whether landings come at once or one after the other', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 10 }), fc.nat(10), (steps, cut) => {
        const { landings } = history(steps, { a: '0' });
        const first = deliverable(landings.slice(0, cut));
        const from = first.deliver === undefined ? 0 : Number(first.deliver);
        const then = deliverable(landings.slice(from));
        expect(then.deliver ?? first.deliver).toEqual(deliverable(landings).deliver);
      }),
    );
  });
});
