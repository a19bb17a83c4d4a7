import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LedgerEntry, LedgerEntryType, Recorded } from '../../model/ledger.ts';
import { judgeLedger } from './invariant.ts';

/** An entry without what a test does not look at. */
type Draft = LedgerEntry extends infer Entry
  ? Entry extends LedgerEntry
    ? Omit<Entry, 'v' | 'at'>
    : never
  : never;

interface Change {
  readonly proposal: string;
  readonly ref: string;
  readonly commit: string;
}
interface History {
  readonly drafts: readonly Draft[];
  readonly changes: readonly Change[];
}

const REPOSITORY = 'infrastructure';
const START = Date.parse('2026-11-20T08:00:00.000Z');

function id(...parts: readonly unknown[]): string {
  return createHash('sha1').update(JSON.stringify(parts)).digest('hex');
}
function digest(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
function recorded(drafts: readonly Draft[]): readonly Recorded[] {
  return drafts.map((draft, index) => ({
    index,
    entry: { v: 1, at: new Date(START + index * 1_000).toISOString(), ...draft } as LedgerEntry,
  }));
}

function nth<Item>(list: readonly Item[], index: number): Item {
  const item = list[index % list.length];
  if (item === undefined) throw new Error('The list is empty.');
  return item;
}

interface Plan {
  readonly branch: number;
  /** Heads that were offered before the last one. */
  readonly superseded: number;
  readonly approvals: number;
  /** The last head only merges the base into the one that was approved. */
  readonly updated: boolean;
  /** The base moves after the first check, so that a second one is made. */
  readonly checkedTwice: boolean;
  readonly published: boolean;
  readonly applied: boolean;
  readonly live: boolean;
}

const plan: fc.Arbitrary<Plan> = fc.record({
  branch: fc.integer({ min: 0, max: 1 }),
  superseded: fc.integer({ min: 0, max: 2 }),
  approvals: fc.integer({ min: 1, max: 3 }),
  updated: fc.boolean(),
  checkedTwice: fc.boolean(),
  published: fc.constant(true),
  applied: fc.constant(true),
  live: fc.boolean(),
});

/** A history in which everything goes as it should. Changes of all branches are mixed. */
function honest(plans: readonly Plan[]): History {
  const tips = new Map<string, string>();
  const drafts: Draft[] = [];
  const changes: Change[] = [];
  for (const [at, one] of plans.entries()) {
    const ref = `refs/heads/${one.branch === 0 ? 'main' : 'staging'}`;
    const proposal = String(at + 1);
    const base = tips.get(ref);
    if (base === undefined) {
      const commit = id('initial', ref);
      drafts.push(
        landing({ ref, commit, tree: id('tree', commit), merged: null, approvals: [], demanded: false }),
      );
      tips.set(ref, commit);
    }
    const before = tips.get(ref) ?? '';
    const heads = Array.from({ length: one.superseded + 1 }, (_, index) => id('head', at, index));
    const approvedHead = heads.at(-1) ?? '';
    const head = one.updated ? id('update', approvedHead) : approvedHead;
    const about = { repository: REPOSITORY, ref, proposal };
    for (const offered of [...heads, ...(one.updated ? [head] : [])])
      drafts.push({ type: 'change.proposed', ...about, head: offered, base: before });
    const tree = id('merge', before, approvedHead);
    const check = {
      type: 'change.checked',
      ...about,
      head,
      verdict: 'pass',
      report: digest('check', at),
    } as const;
    if (one.checkedTwice) {
      const older = id('older base', at);
      drafts.push({ ...check, base: older, merged: id('merge', older, approvedHead) });
    }
    const statements = Array.from({ length: one.approvals }, (_, index) => digest('approval', at, index));
    for (const statement of statements)
      drafts.push({ type: 'change.approved', ...about, head: approvedHead, statement });
    drafts.push({ ...check, base: before, merged: tree });
    const commit = id('landed', at);
    drafts.push(
      landing({
        ...about,
        before,
        commit,
        tree,
        head,
        merged: tree,
        approvals: statements.map((statement) => ({ statement, head: approvedHead, merged: tree })),
        demanded: true,
      }),
    );
    tips.set(ref, commit);
    changes.push({ proposal, ref, commit });
    const artifact = digest('archive', commit);
    const cluster = 'production';
    const named = {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      namespace: 'flux-system',
      name: 'infrastructure',
    };
    const about2 = { repository: REPOSITORY, commit, cluster } as const;
    if (one.published)
      drafts.push({
        type: 'source.published',
        ...about2,
        ref,
        tree,
        artifact,
        bytes: 1_000,
        source: { ...named, apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'ExternalArtifact' },
      });
    if (one.applied)
      drafts.push({
        type: 'agent.applied',
        ...about2,
        tree,
        artifact,
        agent: { ...named, kind: 'Kustomization' },
      });
    if (one.live)
      drafts.push({
        type: 'object.live',
        ...about2,
        uid: id('uid', at),
        content: digest('content', at),
        object: {
          apiVersion: 'rbac.authorization.k8s.io/v1',
          kind: 'RoleBinding',
          namespace: 'shop',
          name: 'edit',
        },
      });
  }
  return { drafts, changes };
}

function landing(
  fields: Omit<Extract<Draft, { type: 'change.landed' }>, 'type' | 'repository' | 'verdict' | 'report'>,
): Draft {
  return {
    type: 'change.landed',
    repository: REPOSITORY,
    verdict: 'pass',
    report: digest('report', fields.commit),
    ...fields,
  };
}

/** What is wrong, as `commit link`. */
function wrong(drafts: readonly Draft[], whole = true): readonly string[] {
  const { changes, strays } = judgeLedger(recorded(drafts), { whole });
  return [
    ...changes.flatMap((change) =>
      (['approved', 'checked', 'applied'] as const).flatMap((link) =>
        change[link].verdict === 'violated' ? [`${change.commit} ${link}`] : [],
      ),
    ),
    ...strays.filter(({ verdict }) => verdict === 'violated').map(({ commit }) => `${commit} stray`),
  ].sort();
}

type Tamper = (history: History, change: Change) => readonly Draft[];

/** Changes every entry of a type that belongs to the change. */
function altering<Type extends LedgerEntryType>(
  type: Type,
  alter: (entry: Extract<Draft, { type: Type }>) => object,
): Tamper {
  return ({ drafts }, change) =>
    drafts.map((draft) =>
      draft.type === type && belongs(draft, change)
        ? { ...draft, ...alter(draft as Extract<Draft, { type: Type }>) }
        : draft,
    );
}

function belongs(draft: Draft, change: Change): boolean {
  if ('proposal' in draft) return draft.proposal === change.proposal;
  return 'commit' in draft && draft.commit === change.commit;
}

function without(type: LedgerEntryType): Tamper {
  return ({ drafts }, change) => drafts.filter((draft) => draft.type !== type || !belongs(draft, change));
}

const OTHER = 'f'.repeat(40);

const TAMPERINGS: Readonly<Record<string, readonly [Tamper, links: readonly string[]]>> = {
  'another head landed': [altering('change.landed', () => ({ head: OTHER })), ['approved', 'checked']],
  'another tree landed': [
    altering('change.landed', () => ({ tree: OTHER })),
    ['applied', 'approved', 'checked'],
  ],
  'what landed is not the merge': [altering('change.landed', () => ({ merged: OTHER })), ['approved']],
  'the approved head merges to another tree': [
    altering('change.landed', ({ approvals }) => ({
      approvals: approvals.map((one) => ({ ...one, merged: OTHER })),
    })),
    ['approved'],
  ],
  'it resolves conflicts that nobody approved': [
    altering('change.landed', () => ({ merged: 'conflict' })),
    ['approved'],
  ],
  'it landed on another parent': [
    altering('change.landed', () => ({ before: OTHER })),
    ['approved', 'checked'],
  ],
  'it has no parent': [
    ({ drafts }, change) =>
      drafts.map((draft) => {
        if (draft.type !== 'change.landed' || !belongs(draft, change)) return draft;
        const { before: _before, ...orphan } = draft;
        return orphan;
      }),
    ['approved'],
  ],
  'nobody approved the head': [without('change.approved'), ['approved']],
  'no approval counted, and one was demanded': [
    altering('change.landed', () => ({ approvals: [] })),
    ['approved'],
  ],
  'the approval was for another head': [altering('change.approved', () => ({ head: OTHER })), ['approved']],
  'an approval of another head is counted': [
    altering('change.landed', ({ approvals }) => ({
      approvals: approvals.map((one) => ({ ...one, head: OTHER })),
    })),
    ['approved'],
  ],
  'it was never offered': [without('change.proposed'), ['approved']],
  'the approval was for another ref': [
    altering('change.approved', () => ({ ref: 'refs/heads/sandbox' })),
    ['approved'],
  ],
  'it was offered for another ref': [
    altering('change.proposed', () => ({ ref: 'refs/heads/sandbox' })),
    ['approved'],
  ],
  'it was approved after it had landed': [
    ({ drafts }, change) => {
      const late = drafts.filter((draft) => draft.type === 'change.approved' && belongs(draft, change));
      return [...drafts.filter((draft) => !late.includes(draft)), ...late];
    },
    ['approved'],
  ],
  'it was checked after it had landed': [
    ({ drafts }, change) => {
      const late = drafts.filter((draft) => draft.type === 'change.checked' && belongs(draft, change));
      return [...drafts.filter((draft) => !late.includes(draft)), ...late];
    },
    ['checked'],
  ],
  'another base was checked': [altering('change.checked', () => ({ base: OTHER })), ['checked']],
  'another tree was checked': [altering('change.checked', () => ({ merged: OTHER })), ['checked']],
  'another head was checked': [altering('change.checked', () => ({ head: OTHER })), ['checked']],
  'the check was for another ref': [
    altering('change.checked', () => ({ ref: 'refs/heads/sandbox' })),
    ['checked'],
  ],
  'the check said no': [altering('change.checked', () => ({ verdict: 'fail' })), ['checked']],
  'nothing was checked': [without('change.checked'), ['checked']],
  'it was handed over although verify failed it': [
    altering('change.landed', () => ({ verdict: 'fail' })),
    ['applied'],
  ],
  'another tree was handed over': [altering('source.published', () => ({ tree: OTHER })), ['applied']],
  'another archive was handed over': [
    altering('source.published', () => ({ artifact: digest('other') })),
    ['applied'],
  ],
  'another archive was applied': [
    altering('agent.applied', () => ({ artifact: digest('other') })),
    ['applied'],
  ],
  'an archive of another cluster was applied': [
    altering('agent.applied', () => ({ cluster: 'staging' })),
    ['applied'],
  ],
  'another tree was applied': [altering('agent.applied', () => ({ tree: OTHER })), ['applied']],
  'it was applied before it landed': [
    ({ drafts }, change) => {
      const early = drafts.filter((draft) => draft.type === 'agent.applied' && belongs(draft, change));
      return [...early, ...drafts.filter((draft) => !early.includes(draft))];
    },
    ['applied'],
  ],
};

const histories = fc.array(plan, { minLength: 1, maxLength: 6 });

describe('the invariant, from entries alone', () => {
  test('holds of honest histories, for every change and link', () => {
    fc.assert(
      fc.property(histories, (plans) => {
        const history = honest(plans);
        const { changes, strays } = judgeLedger(recorded(history.drafts), { whole: true });
        expect(strays).toEqual([]);
        for (const change of changes) {
          const wanted = history.changes.some(({ commit }) => commit === change.commit)
            ? 'holds'
            : 'not-applicable';
          expect([change.approved.verdict, change.checked.verdict, change.applied.verdict]).toEqual([
            wanted,
            wanted,
            wanted,
          ]);
        }
      }),
    );
  });

  test.each(Object.entries(TAMPERINGS))('finds that %s, and nothing else', (_, [tamper, links]) => {
    fc.assert(
      fc.property(histories, fc.nat(), (plans, pick) => {
        const history = honest(plans);
        const target = nth(history.changes, pick);
        expect(wrong(tamper(history, target))).toEqual(links.map((link) => `${target.commit} ${link}`));
      }),
    );
  });

  test.each(['source.published', 'agent.applied', 'object.live'] as const)(
    'finds that %s is of a commit that never landed, and nothing else',
    (type) => {
      fc.assert(
        fc.property(histories, fc.nat(), (plans, pick) => {
          const history = honest(plans.map((one) => ({ ...one, live: true })));
          const target = nth(history.changes, pick);
          const tampered = altering(type, () => ({ commit: OTHER }))(history, target);
          const found = wrong(tampered);
          expect(found).toContain(`${OTHER} stray`);
          // What was applied came from an archive that is now of another commit.
          const also = type === 'source.published' ? [`${target.commit} applied`] : [];
          expect(found).toEqual([...also, `${OTHER} stray`].sort());
        }),
      );
    },
  );

  test('takes nothing that is not among the entries at hand for a violation', () => {
    fc.assert(
      fc.property(histories, fc.infiniteStream(fc.boolean()), (plans, keep) => {
        const kept = honest(plans).drafts.filter(() => keep.next().value);
        expect(wrong(kept, false)).toEqual([]);
      }),
    );
  });

  test('does not depend on the order in which entries are handed in', () => {
    fc.assert(
      fc.property(histories, fc.infiniteStream(fc.nat()), (plans, dice) => {
        const entries = recorded(honest(plans).drafts);
        const mixed = entries
          .map((entry) => ({ entry, at: Number(dice.next().value) }))
          .sort((a, b) => a.at - b.at)
          .map(({ entry }) => entry);
        expect(judgeLedger(mixed, { whole: true })).toEqual(judgeLedger(entries, { whole: true }));
      }),
    );
  });

  test('leaves open what may have come while nothing was observed', () => {
    const history = honest([{ ...PLAIN, superseded: 0 }]);
    const target = nth(history.changes, 0);
    const at = history.drafts.findIndex((draft) => draft.type === 'change.landed' && belongs(draft, target));
    const gap: Draft = {
      type: 'gap',
      what: 'the forge',
      repository: REPOSITORY,
      from: '2026-11-20T07:00:00.000Z',
    };
    const inGap = (draft: Draft): Draft =>
      draft.type === 'change.landed' && belongs(draft, target) ? { ...draft, gap: at } : draft;
    const drafts = history.drafts.toSpliced(at, 0, gap).map(inGap);
    const unchecked = without('change.checked')({ drafts, changes: [] }, target);
    const gapAt = unchecked.findIndex(({ type }) => type === 'gap');
    const pointed = unchecked.map((draft) =>
      draft.type === 'change.landed' && draft.gap !== undefined ? { ...draft, gap: gapAt } : draft,
    );
    const [, judged] = judgeLedger(recorded(pointed), { whole: true }).changes;
    expect(judged?.checked.verdict).toBe('unknown');
    expect(judged?.checked.why).toContain('the forge was not observed from 2026-11-20T07:00:00.000Z');
    const elsewhere = pointed.map((draft) =>
      draft.type === 'gap' ? { ...draft, repository: 'shop' } : draft,
    );
    expect(wrong(elsewhere)).toEqual([`${target.commit} checked`]);
    const later = pointed.filter(({ type }) => type !== 'gap');
    expect(wrong(later)).toEqual([`${target.commit} checked`]);
  });

  test('leaves open what a check that said no would have said of the approvals that came after it', () => {
    fc.assert(
      fc.property(plan, (one) => {
        const history = honest([one]);
        const [change] = history.changes;
        const at = history.drafts.findIndex(
          (draft) => draft.type === 'change.landed' && draft.commit === change?.commit,
        );
        const landed = history.drafts[at];
        fc.pre(change !== undefined && landed?.type === 'change.landed');
        const isOfHead = (draft: (typeof history.drafts)[number]): boolean =>
          'head' in draft && draft.head === landed.head;
        const check = history.drafts.findLast(
          (draft) => draft.type === 'change.checked' && isOfHead(draft) && draft.base === landed.before,
        );
        const approval = history.drafts.findLast(
          (draft) => draft.type === 'change.approved' && isOfHead(draft),
        );
        fc.pre(check !== undefined && approval !== undefined);
        const kept = (draft: (typeof history.drafts)[number]): boolean =>
          draft.type !== 'change.checked' && draft !== approval;
        const drafts = [
          ...history.drafts.slice(0, at).filter(kept),
          { ...check, verdict: 'fail' as const },
          approval,
          ...history.drafts.slice(at).filter(kept),
        ];
        const judged = judgeLedger(recorded(drafts as typeof history.drafts), { whole: true }).changes;
        expect(judged.find(({ commit }) => commit === change.commit)?.checked.verdict).toBe('unknown');
      }),
    );
  });

  test('lets what was undecided be judged again, but not be something else', () => {
    const history = honest([PLAIN]);
    const target = nth(history.changes, 0);
    const [first] = history.drafts.filter(
      (draft) => draft.type === 'change.landed' && belongs(draft, target),
    );
    if (first?.type !== 'change.landed') throw new Error('The history has no landing.');
    const at = history.drafts.indexOf(first);
    const undecided = (then: object): readonly Draft[] =>
      history.drafts.toSpliced(at, 1, { ...first, verdict: 'unknown' }, { ...first, ...then });
    expect(wrong(undecided({ verdict: 'pass' }))).toEqual([]);
    expect(wrong(undecided({ verdict: 'unknown' }))).toEqual([`${target.commit} applied`]);
    expect(wrong(undecided({ head: OTHER }))).toContain(`${target.commit} approved`);
  });

  test('names the entries that say so', () => {
    const { drafts } = honest([PLAIN]);
    const [, judged] = judgeLedger(recorded(drafts), { whole: true }).changes;
    const typesOf = (indexes: readonly number[] = []): readonly string[] =>
      indexes.map((index) => nth(drafts, index).type);
    expect(typesOf(judged?.approved.entries)).toEqual([
      'change.proposed',
      'change.approved',
      'change.landed',
    ]);
    expect(typesOf(judged?.checked.entries)).toEqual(['change.checked', 'change.landed']);
    expect(typesOf(judged?.applied.entries)).toEqual([
      'change.landed',
      'source.published',
      'agent.applied',
      'object.live',
    ]);
  });
});

const PLAIN: Plan = {
  branch: 0,
  superseded: 0,
  approvals: 1,
  updated: false,
  checkedTwice: false,
  published: true,
  applied: true,
  live: true,
};
