import { describe, expect, test } from 'vitest';
import type { CommitOutcome, Committer } from './committer.ts';

export interface CommitterRig {
  readonly committer: Committer;
  /** Name of its repository, which begins with `a.txt` and `b.txt`. */
  readonly repository: string;
  /** Where a ref is; the protected one is `refs/heads/main`. */
  at(ref: string): Promise<string | undefined>;
  text(commit: string, path: string): Promise<string | undefined>;
  parents(commit: string): Promise<readonly string[]>;
  /** Somebody else lands a file; resolves to the new tip. */
  landElse(path: string, text: string): Promise<string>;
  /** From now on the gate says this to every push. */
  refuse(say: string): Promise<void>;
  takeAway(): Promise<void>;
}

const MAIN = 'refs/heads/main';
const REF = 'refs/heads/mainward/access/one';
const text = (words: string): Uint8Array => new TextEncoder().encode(words);

/** What every `Committer` must do. `make` gives a new repository each time. */
export function conformsToCommitter(name: string, make: () => Promise<CommitterRig>): void {
  describe(`${name} as a committer`, () => {
    const offered = async (rig: CommitterRig): Promise<string> => {
      const { committer, repository } = rig;
      const base = (await rig.at(MAIN)) ?? '';
      return made(
        await committer.offer({
          repository,
          base,
          edits: [
            { path: 'new/file.yaml', bytes: text('new\n') },
            { path: 'b.txt', bytes: null },
          ],
          message: 'Offer something\n\nWhy: because',
          ref: REF,
        }),
      );
    };

    test('offers a commit on its branch, and leaves the protected ref where it is', async () => {
      const rig = await make();
      const base = await rig.at(MAIN);
      const head = await offered(rig);
      expect(await rig.at(REF)).toBe(head);
      expect(await rig.at(MAIN)).toBe(base);
      expect(await rig.parents(head)).toEqual([base]);
      expect(await rig.text(head, 'new/file.yaml')).toBe('new\n');
      expect(await rig.text(head, 'b.txt')).toBeUndefined();
      expect(await rig.text(head, 'a.txt')).toBe('a\n');
    });

    test('moves a branch of its own to what is offered later', async () => {
      const rig = await make();
      await offered(rig);
      const base = await rig.landElse('c.txt', 'c\n');
      const edits = [{ path: 'd.txt', bytes: text('d\n') }];
      const head = made(
        await rig.committer.offer({ repository: rig.repository, base, edits, message: 'Again', ref: REF }),
      );
      expect(await rig.at(REF)).toBe(head);
      expect(await rig.text(head, 'new/file.yaml')).toBeUndefined();
    });

    test('lands what was offered as a merge, over what landed in between', async () => {
      const rig = await make();
      const head = await offered(rig);
      const onto = await rig.landElse('c.txt', 'c\n');
      const { repository } = rig;
      const landed = made(await rig.committer.land({ repository, onto, head, message: 'Land it' }));
      expect(await rig.at(MAIN)).toBe(landed);
      expect(await rig.parents(landed)).toEqual([onto, head]);
      expect(await rig.text(landed, 'c.txt')).toBe('c\n');
      expect(await rig.text(landed, 'new/file.yaml')).toBe('new\n');
      expect(await rig.text(landed, 'b.txt')).toBeUndefined();
    });

    test('that was slower than somebody else says so, and lands nothing', async () => {
      const rig = await make();
      const onto = (await rig.at(MAIN)) ?? '';
      const head = await offered(rig);
      const now = await rig.landElse('c.txt', 'c\n');
      const { repository } = rig;
      expect(await rig.committer.land({ repository, onto, head, message: 'Land it' })).toEqual({
        kind: 'moved',
      });
      expect(await rig.at(MAIN)).toBe(now);
    });

    test('lands nothing where both sides changed the same', async () => {
      const rig = await make();
      const head = await offered(rig);
      const onto = await rig.landElse('new/file.yaml', 'other\n');
      const { repository } = rig;
      expect(await rig.committer.land({ repository, onto, head, message: 'Land it' })).toEqual({
        kind: 'conflict',
      });
      expect(await rig.at(MAIN)).toBe(onto);
    });

    test('repeats what the gate says, and nothing has moved', async () => {
      const rig = await make();
      const head = await offered(rig);
      const onto = (await rig.at(MAIN)) ?? '';
      await rig.refuse('one approval of leads is missing');
      const { repository } = rig;
      const answer = await rig.committer.land({ repository, onto, head, message: 'Land it' });
      expect(answer).toMatchObject({
        kind: 'refused',
        say: expect.stringContaining('approval of leads is missing'),
      });
      expect(await rig.at(MAIN)).toBe(onto);
      const again = { repository, base: onto, edits: [], message: 'More', ref: 'refs/heads/mainward/x' };
      expect(await rig.committer.offer(again)).toMatchObject({ kind: 'refused' });
      expect(await rig.at('refs/heads/mainward/x')).toBeUndefined();
    });

    test('pushes to no branch but its own', async () => {
      const rig = await make();
      const base = (await rig.at(MAIN)) ?? '';
      const { repository } = rig;
      for (const ref of [MAIN, 'refs/heads/other', 'refs/heads/mainwardx'])
        expect(await rig.committer.offer({ repository, base, edits: [], message: 'No', ref })).toMatchObject({
          kind: 'refused',
        });
      expect(await rig.committer.withdraw({ repository, ref: MAIN, head: base })).toMatchObject({
        kind: 'refused',
      });
      expect(await rig.at(MAIN)).toBe(base);
    });

    test('takes its branch away where it is as expected, also twice', async () => {
      const rig = await make();
      const head = await offered(rig);
      const { repository } = rig;
      const other = 'f'.repeat(head.length);
      expect(await rig.committer.withdraw({ repository, ref: REF, head: other })).toEqual({ kind: 'moved' });
      expect(await rig.committer.withdraw({ repository, ref: REF, head })).toEqual({ kind: 'gone' });
      expect(await rig.committer.withdraw({ repository, ref: REF, head })).toEqual({ kind: 'gone' });
      expect(await rig.at(REF)).toBeUndefined();
    });

    test('says where nobody is there, and rejects nothing', async () => {
      const rig = await make();
      const base = (await rig.at(MAIN)) ?? '';
      const head = await offered(rig);
      const request = { repository: rig.repository, base, edits: [], message: 'Again', ref: REF };
      expect(await rig.committer.offer({ ...request, repository: 'other' })).toMatchObject({
        kind: 'unreachable',
      });
      await rig.takeAway();
      expect(await rig.committer.offer(request)).toMatchObject({ kind: 'unreachable' });
      const { repository } = rig;
      expect(await rig.committer.land({ repository, onto: base, head, message: 'L' })).toMatchObject({
        kind: 'unreachable',
      });
      expect(await rig.committer.withdraw({ repository, ref: REF, head })).toMatchObject({
        kind: 'unreachable',
      });
    });
  });
}

function made(outcome: CommitOutcome): string {
  if (outcome.kind === 'done') return outcome.commit;
  throw new Error(`It was not done: ${JSON.stringify(outcome)}`);
}
