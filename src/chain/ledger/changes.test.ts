import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LedgerEntry, Recorded } from '../../model/ledger.ts';
import { changesOf } from './changes.ts';

const at = '2026-11-27T09:00:00.000Z';
const base = { v: 1, at, repository: 'infrastructure', ref: 'refs/heads/main' } as const;
const offer = (proposal: string, head: string) => ({ ...base, proposal, head });
const report = 'f'.repeat(64);

const proposed = (proposal: string, head: string): LedgerEntry => ({
  ...offer(proposal, head),
  type: 'change.proposed',
  base: 'b0',
});
const approved = (proposal: string, head: string): LedgerEntry => ({
  ...offer(proposal, head),
  type: 'change.approved',
  statement: report,
});
const checked = (proposal: string, head: string, verdict: 'pass' | 'fail'): LedgerEntry => ({
  ...offer(proposal, head),
  type: 'change.checked',
  base: 'b0',
  merged: 't1',
  verdict,
  report,
});
const landed = (commit: string, proposal?: string, head?: string): LedgerEntry => ({
  ...base,
  type: 'change.landed',
  commit,
  tree: 't1',
  merged: 't1',
  approvals: [],
  demanded: true,
  verdict: 'pass',
  report,
  ...(proposal === undefined ? {} : { proposal }),
  ...(head === undefined ? {} : { head }),
});
const published = (commit: string): LedgerEntry => ({
  ...base,
  type: 'source.published',
  commit,
  tree: 't1',
  artifact: report,
  bytes: 1,
  cluster: 'production',
  source: { apiVersion: 'v1', kind: 'ExternalArtifact', namespace: 'flux-system', name: 'x' },
});

const recorded = (...entries: readonly LedgerEntry[]): readonly Recorded[] =>
  entries.map((entry, index) => ({ index, entry }));

describe('the changes that a ledger tells of', () => {
  test('have every entry from the offer to what became of it', () => {
    const changes = changesOf(
      recorded(
        proposed('7', 'h1'),
        checked('7', 'h1', 'fail'),
        proposed('7', 'h2'),
        approved('7', 'h2'),
        checked('7', 'h2', 'pass'),
        landed('c1', '7', 'h2'),
        published('c1'),
      ),
    );
    expect(changes).toMatchObject([
      { id: 0, proposal: '7', head: 'h2', commit: 'c1', state: 'published', verdict: 'pass' },
    ]);
    expect(changes[0]?.entries.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  test('are apart by repository, ref and proposal, and the one that moved last comes first', () => {
    const elsewhere = { ...proposed('7', 'h9'), repository: 'other' } as LedgerEntry;
    const changes = changesOf(
      recorded(proposed('7', 'h1'), elsewhere, proposed('8', 'h3'), approved('7', 'h1')),
    );
    expect(changes.map(({ id, state }) => [id, state])).toEqual([
      [0, 'approved'],
      [2, 'proposed'],
      [1, 'proposed'],
    ]);
  });

  test('begin with their landing where nothing was offered, and leave out what belongs to none of them', () => {
    const changes = changesOf(
      recorded(published('c0'), landed('c1'), landed('c2'), published('c1'), {
        v: 1,
        at,
        type: 'gap',
        what: 'x',
        from: at,
      }),
    );
    expect(changes.map(({ id, commit, state }) => [id, commit, state])).toEqual([
      [1, 'c1', 'published'],
      [2, 'c2', 'landed'],
    ]);
  });

  test('are the same in whatever order the entries come, and no entry is in two of them', () => {
    const letter = fc.constantFrom('1', '2', '3');
    const one = fc.oneof(
      fc.tuple(letter, letter).map(([proposal, head]) => proposed(proposal, `h${head}`)),
      fc.tuple(letter, letter).map(([proposal, head]) => approved(proposal, `h${head}`)),
      fc
        .tuple(letter, fc.option(letter, { nil: undefined }))
        .map(([commit, proposal]) => landed(`c${commit}`, proposal)),
      letter.map((commit) => published(`c${commit}`)),
    );
    fc.assert(
      fc.property(fc.array(one, { maxLength: 30 }), fc.infiniteStream(fc.nat()), (entries, order) => {
        const list = recorded(...entries);
        const shuffled = list
          .map((entry) => ({ entry, at: order.next().value ?? 0 }))
          .sort((a, b) => a.at - b.at)
          .map(({ entry }) => entry);
        const changes = changesOf(list);
        expect(changesOf(shuffled)).toEqual(changes);
        const used = changes.flatMap((change) => change.entries.map(({ index }) => index));
        expect(new Set(used).size).toBe(used.length);
        for (const change of changes) expect(change.entries[0]?.index).toBe(change.id);
      }),
    );
  });
});
