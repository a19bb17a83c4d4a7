import fc from 'fast-check';
import { expect, it } from 'vitest';
import { GitCliOpener } from '../../src/adapters/git-cli/opener.ts';
import { broughtBy } from '../../src/flows/review/origins.ts';
import { Reviewed } from './repository.ts';

/** What happens to the lines of a file; each new line is like no other, so that there is one answer. */
const edit = fc.record({
  at: fc.nat(20),
  removed: fc.nat(2),
  added: fc.nat(3),
  isNamedAnew: fc.boolean(),
});

const textOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

it('finds the commit that `git blame` finds along the first parents', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 2, maxLength: 8 }), async (edits) => {
      const repository = new Reviewed();
      try {
        let lines = Array.from({ length: 10 }, (_, index) => `line ${index}`);
        let path = 'a.yaml';
        let number = 0;
        repository.commit({ [path]: textOf(lines) });
        for (const { at, removed, added, isNamedAnew } of edits) {
          // Git takes a file that changes its name and its lines at once for the same one, if they are alike enough.
          if (isNamedAnew) {
            const next = `${number}-${path.slice(-6)}`;
            repository.commit({ [path]: null, [next]: textOf(lines) });
            path = next;
          } else {
            const more = Array.from({ length: added }, () => `new ${number++}`);
            lines = [...lines.slice(0, at), ...more, ...lines.slice(at + removed)];
            repository.commit({ [path]: textOf(lines) });
          }
          number += 1;
        }
        const head = repository.git('rev-parse', 'HEAD');
        const git = await new GitCliOpener().open(repository.folder);
        if (git === undefined) throw new Error('There is no repository.');
        const ways = lines.map((text, index) => ({
          at: { path, line: index + 1, column: 1, endLine: index + 1, endColumn: text.length + 1 },
        }));
        const of = await broughtBy(git, head, ways);
        await git.close();
        const blamed = repository
          .git('blame', '--first-parent', '-l', '-s', '--root', path)
          .split('\n')
          .map((line) => line.slice(0, 40));
        expect(
          ways.map((way) => {
            const found = of(way);
            return found.kind === 'landing' ? found.commit.oid : found.why;
          }),
        ).toEqual(blamed.filter((one) => one !== ''));
      } finally {
        repository.remove();
      }
    }),
    { numRuns: 8 },
  );
});
