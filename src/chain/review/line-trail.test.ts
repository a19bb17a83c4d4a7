import { describe, expect, it } from 'vitest';
import { type FileStep, type LineSpan, LineTrail } from './line-trail.ts';

/** History, the newest first: what each commit made of files. */
type Version = Readonly<Record<string, string>>;

function trailOf(
  versions: readonly (readonly [commit: string, files: Version])[],
  spans: readonly LineSpan[],
) {
  const trail = new LineTrail<string>(spans);
  for (const [index, [commit, files]] of versions.entries()) {
    const before = versions[index + 1]?.[1];
    if (before === undefined) trail.begin(commit);
    else
      trail.step(commit, stepsOf(before, files), (text) =>
        text === 'unreadable' ? undefined : text.split('\n'),
      );
  }
  return (path: string, from: number, to = from) => trail.of({ path, from, to });
}

/** The text of a file stands for the id of its Git object. */
function stepsOf(before: Version, after: Version): readonly FileStep[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((path) => before[path] !== after[path])
    .map((path) => ({
      path,
      ...(before[path] === undefined ? {} : { before: before[path] }),
      ...(after[path] === undefined ? {} : { after: after[path] }),
    }));
}

const one = (path: string, from: number, to = from): LineSpan => ({ path, from, to });

describe('the commit that brought a line', () => {
  it('is the one that wrote it, wherever it stood then', () => {
    const of = trailOf(
      [
        ['c', { a: 'x\ny\none\ntwo\nthree' }],
        ['b', { a: 'one\ntwo\nthree' }],
        ['a', { a: 'one\nthree' }],
      ],
      [one('a', 1), one('a', 3), one('a', 4), one('a', 5)],
    );
    expect([of('a', 1), of('a', 3), of('a', 4), of('a', 5)]).toEqual(['c', 'a', 'b', 'a']);
  });

  it('is the newest of those that wrote a part of it', () => {
    const of = trailOf(
      [
        ['c', { a: 'kind: User\nname: eve' }],
        ['b', { a: 'kind: User\nname: ann' }],
        ['a', { a: 'kind: Group\nname: ann' }],
      ],
      [one('a', 1, 2)],
    );
    expect(of('a', 1, 2)).toBe('c');
  });

  it('is found behind another name of the file', () => {
    const of = trailOf(
      [
        ['c', { b: 'one\ntwo' }],
        ['b', { a: 'one\ntwo' }],
        ['a', { a: 'one' }],
      ],
      [one('b', 1), one('b', 2)],
    );
    expect([of('b', 1), of('b', 2)]).toEqual(['a', 'b']);
  });

  it('is the one that made the file, where no other was like it', () => {
    const of = trailOf(
      [
        ['b', { a: 'one', b: 'one' }],
        ['a', { b: 'one' }],
      ],
      [one('a', 1)],
    );
    expect(of('a', 1)).toBe('b');
  });

  it('is not told where an earlier version cannot be read', () => {
    const of = trailOf(
      [
        ['c', { a: 'one' }],
        ['b', { a: 'unreadable' }],
        ['a', { a: 'one' }],
      ],
      [one('a', 1)],
    );
    expect(of('a', 1)).toBe('unreadable');
  });

  it('is not told before history was walked', () => {
    expect(new LineTrail<string>([one('a', 1)]).of(one('a', 1))).toBeUndefined();
  });
});
