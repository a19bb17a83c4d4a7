import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { judgeLedger } from '../../src/chain/ledger/invariant.ts';
import { RepositoryObserver } from '../../src/flows/observe/observer.ts';
import { MainwardError } from '../../src/model/errors.ts';
import { NAME, policyText, REF, ROLE_BINDING, Scene } from './scene.ts';

let scene: Scene;
beforeEach(() => {
  scene = new Scene();
});
afterEach(() => scene.remove());

function invariant(): readonly string[] {
  const { changes, strays } = judgeLedger(scene.ledger.entries, { whole: true });
  return [
    ...changes.map(({ approved, checked }) => `${approved.verdict} ${checked.verdict}`),
    ...strays.map(({ why }) => why),
  ];
}

describe('a change', () => {
  test('is recorded as it is offered, approved, checked and landed, in this order', async () => {
    const observer = scene.observer();
    await observer.observe();
    const head = scene.shop.offer(7, scene.base, { 'apps/view.yaml': ROLE_BINDING('view', 'bob') });
    await observer.observe();
    const statement = scene.approve('ben', head);
    await observer.observe();
    const commit = scene.shop.merge(7, head);
    const { standing, notes } = await observer.observe();
    expect(scene.ledger.types()).toEqual([
      'change.landed',
      'policy.loaded',
      'change.proposed',
      'change.checked',
      'change.approved',
      'change.landed',
    ]);
    const about = { repository: NAME, ref: REF, proposal: '7', head };
    expect(scene.ledger.of('change.proposed')).toMatchObject([{ ...about, base: scene.base }]);
    expect(scene.ledger.of('change.approved')).toMatchObject([{ ...about, statement }]);
    const tree = scene.shop.git('rev-parse', `${commit}^{tree}`);
    expect(scene.ledger.of('change.checked')).toMatchObject([
      { ...about, base: scene.base, merged: tree, verdict: 'pass' },
    ]);
    expect(scene.ledger.of('change.landed')[1]).toMatchObject({
      ...about,
      before: scene.base,
      commit,
      tree,
      merged: tree,
      approvals: [{ statement, head, merged: tree }],
      demanded: true,
      policy: 1,
      verdict: 'pass',
    });
    const payload = scene.ledger.payloads.get(scene.ledger.of('change.landed')[1]?.payload ?? '');
    const { report } = JSON.parse(Buffer.from(payload ?? []).toString('utf8')) as { readonly report: string };
    expect(JSON.parse(report)).toMatchObject({
      required: [{ requirement: 'security agrees: 1 of security', met: true, missing: '' }],
    });
    expect(invariant()).toEqual(['not-applicable not-applicable', 'holds holds']);
    expect(standing).toMatchObject({ tip: commit, accepted: commit });
    expect(notes).toEqual([]);
  });

  test('names people only outside the tree, where nobody can guess them from a digest', async () => {
    const observer = scene.observer();
    const head = scene.shop.offer(7, scene.base, { 'apps/view.yaml': ROLE_BINDING('view', 'bob') });
    scene.approve('ben', head);
    await observer.observe();
    scene.shop.merge(7, head);
    await observer.observe();
    const entries = JSON.stringify(scene.ledger.entries);
    expect(entries).not.toMatch(/"(ann|ben|cy|dee)"|Ann|Cy|example\.org/);
    const payloads = [...scene.ledger.payloads.values()].map((bytes) => Buffer.from(bytes).toString('utf8'));
    expect(payloads.some((text) => text.includes('"by":"ben"'))).toBe(true);
    for (const text of payloads) expect(text).toMatch(/"salt":"[\w-]{22}"/);
    const again = new Scene();
    try {
      await again.observer().observe();
      const [first, other] = [scene, again].map(({ ledger }) => ledger.of('policy.loaded')[0]?.payload);
      expect(first).not.toBe(other);
    } finally {
      again.remove();
    }
  });

  test('that nobody approved, or that was pushed past review, is recorded as it is', async () => {
    const observer = scene.observer();
    await observer.observe();
    const head = scene.shop.offer(7, scene.base, { 'apps/view.yaml': ROLE_BINDING('view', 'bob') });
    await observer.observe();
    const merged = scene.shop.merge(7, head);
    const pushed = scene.shop.commit('Directly', { 'apps/evil.yaml': ROLE_BINDING('evil', 'mallory') });
    const { standing } = await observer.observe();
    expect(scene.ledger.of('change.landed').slice(1)).toMatchObject([
      { commit: merged, verdict: 'fail', approvals: [], demanded: true },
      { commit: pushed, verdict: 'fail', approvals: [], demanded: true },
    ]);
    expect(invariant()).toEqual(['not-applicable not-applicable', 'violated holds', 'violated violated']);
    expect(standing).toMatchObject({
      accepted: scene.base,
      held: { landed: { entry: { commit: merged } }, unmended: ['apps/evil.yaml', 'apps/view.yaml'] },
    });
  });

  test('is checked anew when its base moves, and only then', async () => {
    const observer = scene.observer();
    const head = scene.shop.offer(7, scene.base, { 'apps/a.yaml': 'a: 1\n' });
    const other = scene.shop.offer(8, scene.base, { 'apps/b.yaml': 'b: 1\n' });
    for (const one of [head, other]) scene.approve('ben', one);
    await observer.observe();
    await observer.observe();
    const moved = scene.shop.merge(7, head);
    await observer.observe();
    expect(scene.ledger.of('change.checked').map(({ proposal, base }) => [proposal, base])).toEqual([
      ['7', scene.base],
      ['8', scene.base],
      ['8', moved],
    ]);
    scene.shop.merge(8, other);
    await observer.observe();
    expect(invariant().slice(1)).toEqual(['holds holds', 'holds holds']);
  });

  test('that is approved only after it landed is said to be so', async () => {
    const observer = scene.observer();
    await observer.observe();
    const head = scene.shop.offer(7, scene.base, { 'apps/a.yaml': 'a: 1\n' });
    await observer.observe();
    scene.shop.merge(7, head);
    await observer.observe();
    const statement = scene.approve('ben', head);
    await observer.observe();
    expect(scene.ledger.types().slice(-2)).toEqual(['change.checked', 'change.landed']);
    await observer.observe();
    expect(scene.ledger.of('change.landed')[1]).toMatchObject({ verdict: 'fail', approvals: [] });
    expect(JSON.stringify(scene.ledger.entries)).not.toContain(statement);
    expect(invariant().slice(1)).toEqual(['violated holds']);
  });

  test('keeps its approval through a merge of the base into it', async () => {
    const observer = scene.observer();
    const first = scene.shop.offer(7, scene.base, { 'apps/a.yaml': 'a: 1\n' });
    const early = scene.shop.offer(8, scene.base, { 'apps/b.yaml': 'b: 1\n' });
    for (const one of [first, early]) scene.approve('ben', one);
    await observer.observe();
    scene.shop.merge(7, first);
    scene.shop.git('checkout', '-q', '--detach', early);
    scene.shop.git('merge', '-q', '-m', 'Take over main', 'main');
    const late = scene.shop.head();
    scene.shop.git('update-ref', 'refs/pull/8/head', late);
    scene.shop.git('checkout', '-q', 'main');
    await observer.observe();
    scene.shop.merge(8, late);
    await observer.observe();
    expect(scene.ledger.of('change.landed').at(-1)).toMatchObject({
      head: late,
      verdict: 'pass',
      approvals: [{ head: early }],
    });
    expect(invariant().slice(1)).toEqual(['holds holds', 'holds holds']);
  });
});

/** An observer, and how often it opened the repository. */
function counted(): { readonly observer: RepositoryObserver; readonly opened: () => number } {
  const ports = scene.ports();
  let opened = 0;
  const git = {
    tip: (path: string, ref: string) => ports.git.tip(path, ref),
    refs: (path: string) => ports.git.refs(path),
    open: (path: string) => {
      opened += 1;
      return ports.git.open(path);
    },
  };
  const observer = new RepositoryObserver(scene.observer().place, { ...ports, git });
  return { observer, opened: () => opened };
}

describe('an observer', () => {
  test('says nothing twice, whenever it is started anew', async () => {
    const head = scene.shop.offer(7, scene.base, { 'apps/a.yaml': 'a: 1\n' });
    scene.approve('ben', head);
    await scene.observer().observe();
    const early = scene.ledger.size();
    await scene.observer().observe();
    expect(scene.ledger.size()).toBe(early);
    scene.shop.merge(7, head);
    await scene.observer().observe();
    const late = scene.ledger.size();
    await scene.observer().observe();
    expect(scene.ledger.size()).toBe(late);
  });

  test('opens the repository only where a ref moved, or after a minute', async () => {
    const { observer, opened } = counted();
    const first = await observer.observe();
    expect(await observer.observe()).toBe(first);
    expect(opened()).toBe(1);
    scene.shop.offer(7, scene.base, { 'apps/view.yaml': ROLE_BINDING('view', 'bob') });
    await observer.observe();
    expect(opened()).toBe(2);
    expect(scene.ledger.of('change.proposed')).toHaveLength(1);
    scene.clock.at += 60_001;
    await observer.observe();
    expect(opened()).toBe(3);
  });

  test('looks again sooner where something could not be told', async () => {
    scene.check = () =>
      Promise.reject(new MainwardError('REPOSITORY_UNREADABLE', 'It is away for a moment.'));
    const { observer, opened } = counted();
    scene.shop.offer(7, scene.base, { 'apps/view.yaml': ROLE_BINDING('view', 'bob') });
    const { notes } = await observer.observe();
    expect(notes).toHaveLength(1);
    scene.clock.at += 9_000;
    await observer.observe();
    expect(opened()).toBe(1);
    scene.clock.at += 1_001;
    await observer.observe();
    expect(opened()).toBe(2);
  });

  test('says what landed while nobody watched, and leaves open what that may hide', async () => {
    await scene.observer().observe();
    const head = scene.shop.offer(7, scene.base, { 'apps/a.yaml': 'a: 1\n' });
    scene.approve('ben', head);
    scene.shop.merge(7, head);
    await scene.observer().observe();
    const [gap] = scene.ledger.of('gap');
    expect(gap).toMatchObject({ what: 'refs/heads/main of shop', repository: NAME });
    expect(invariant().slice(1)).toEqual(['holds unknown']);
  });

  test('goes on where it was when the ledger could not be written at any moment', async () => {
    const story = async (one: Scene, observe: (scene: Scene) => Promise<void>): Promise<void> => {
      await observe(one);
      const head = one.shop.offer(7, one.base, { 'apps/a.yaml': 'a: 1\n' });
      one.approve('ben', head);
      await observe(one);
      one.shop.merge(7, head);
      await observe(one);
    };
    const plain = scene.observer();
    await story(scene, async () => {
      await plain.observe();
    });
    const whole = scene.ledger.types();
    for (let at = 0; at < whole.length; at += 1) {
      const broken = new Scene();
      try {
        const observer = broken.observer();
        broken.ledger.failAfter = at;
        await story(broken, async () => {
          try {
            await observer.observe();
          } catch (error) {
            expect(error).toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
            broken.ledger.failAfter = undefined;
            await observer.observe();
          }
        });
        expect(broken.ledger.types().filter((type) => type !== 'gap')).toEqual(whole);
      } finally {
        broken.remove();
      }
    }
  });

  test('keeps the last good policy where a newer one cannot be used, and says so', async () => {
    const observer = scene.observer();
    await observer.observe();
    const broken = scene.shop.offer(7, scene.base, { '.mainward/policy.yaml': 'kind: [\n' });
    scene.approve('ben', broken);
    const landed = scene.shop.merge(7, broken);
    const { policyFault } = await observer.observe();
    expect(policyFault).toMatchObject({ commit: landed, error: { code: 'POLICY_INVALID' } });
    expect(scene.ledger.of('policy.refused')).toMatchObject([{ commit: landed, code: 'POLICY_INVALID' }]);
    const unapproved = scene.shop.offer(8, landed, { 'apps/a.yaml': 'a: 1\n' });
    scene.shop.merge(8, unapproved);
    const again = scene.observer();
    const { standing } = await again.observe();
    expect(scene.ledger.of('change.landed').at(-1)).toMatchObject({ verdict: 'fail', policy: 1 });
    expect(standing.accepted).toBe(landed);
    const mended = scene.shop.offer(9, scene.tip(), { '.mainward/policy.yaml': policyText(2) });
    scene.approve('ben', mended);
    scene.shop.merge(9, mended);
    expect((await again.observe()).policyFault).toBeDefined();
    expect(scene.ledger.of('policy.loaded')).toHaveLength(1);
    const reverted = scene.shop.offer(10, scene.tip(), { 'apps/a.yaml': '' });
    scene.shop.git('checkout', '-q', '--detach', reverted);
    scene.shop.git('rm', '-q', 'apps/a.yaml');
    const gone = scene.shop.commit('Take it back', {});
    scene.shop.git('update-ref', 'refs/pull/10/head', gone);
    scene.shop.git('checkout', '-q', 'main');
    for (const who of ['ben', 'dee']) scene.approve(who, gone);
    scene.shop.merge(10, gone);
    const last = await again.observe();
    expect(last.standing.accepted).toBe(scene.tip());
    expect(last.policyFault).toBeUndefined();
    expect(scene.ledger.of('policy.loaded').at(-1)).toMatchObject({ commit: scene.tip() });
  });

  test('does not let whoever gets past the rules once make the rules', async () => {
    const observer = scene.observer();
    await observer.observe();
    scene.shop.commit('Nobody has to agree', {
      '.mainward/policy.yaml': policyText(1).replace('count: 1', 'count: 0'),
    });
    scene.shop.commit('Evil', { 'apps/evil.yaml': ROLE_BINDING('evil', 'mallory') });
    scene.shop.commit('As if nothing had been', { '.mainward/policy.yaml': policyText(1) });
    const { standing } = await observer.observe();
    expect(scene.ledger.of('policy.loaded')).toHaveLength(1);
    expect(scene.ledger.of('change.landed').map(({ verdict }) => verdict)).toEqual([
      'pass',
      'fail',
      'fail',
      'fail',
    ]);
    expect(standing).toMatchObject({ accepted: scene.base, held: { unmended: ['apps/evil.yaml'] } });
  });

  test('says once and loudly that the ref went back, and lets no policy come back with it', async () => {
    const observer = scene.observer();
    await observer.observe();
    const stricter = scene.shop.offer(7, scene.base, { '.mainward/policy.yaml': policyText(2) });
    scene.approve('ben', stricter);
    const landed = scene.shop.merge(7, stricter);
    await observer.observe();
    scene.shop.git('reset', '-q', '--hard', scene.base);
    const aside = scene.shop.offer(8, scene.base, { 'apps/a.yaml': 'a: 1\n' });
    scene.approve('ben', aside);
    scene.shop.merge(8, aside);
    for (let time = 0; time < 2; time += 1) {
      const { standing, policyFault } = await observer.observe();
      expect(standing.lost).toBe(landed);
      expect(policyFault).toMatchObject({ error: { code: 'POLICY_REWOUND' } });
    }
    const gaps = scene.ledger.of('gap').map(({ what }) => what);
    expect(gaps).toEqual([
      `refs/heads/main went back or aside, and no longer holds ${landed}; how it came there`,
    ]);
    expect(scene.ledger.of('change.landed').at(-1)).toMatchObject({ verdict: 'fail', policy: 5 });
    expect(invariant().at(-1)).toBe('violated violated');
  });

  const step = fc.constantFrom('offer', 'push again', 'approve', 'merge', 'look', 'look twice', 'restart');

  test('says the same of what happened whenever it looks, and each thing once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async (script) => {
        const one = new Scene();
        try {
          let observer = one.observer();
          await observer.observe();
          const heads: string[] = [];
          const landed: string[] = [];
          const approved = new Set<string>();
          for (const [at, action] of script.entries()) {
            const head = heads.at(-1);
            if (action === 'offer')
              heads.push(one.shop.offer(heads.length + 1, one.tip(), { [`f${at}`]: '1\n' }));
            else if (action === 'restart') observer = one.observer();
            else if (action.startsWith('look')) await observer.observe();
            else if (head !== undefined && action === 'approve' && !landed.includes(head)) {
              one.approve('ben', head);
              approved.add(head);
            } else if (head !== undefined && action === 'push again' && !landed.includes(head))
              heads[heads.length - 1] = one.shop.offer(heads.length, head, { [`f${at}`]: '2\n' });
            else if (head !== undefined && action === 'merge' && !landed.includes(head)) {
              one.shop.merge(heads.length, head);
              landed.push(head);
            }
            if (action === 'look twice') await observer.observe();
          }
          await observer.observe();
          await one.observer().observe();
          const said = one.ledger.of('change.landed').slice(1);
          expect(said.map(({ head }) => head)).toEqual(landed);
          for (const { head, verdict, approvals } of said) {
            expect(verdict).toBe(approved.has(head ?? '') ? 'pass' : 'fail');
            expect(approvals).toHaveLength(approved.has(head ?? '') ? 1 : 0);
          }
          const keys = one.ledger.entries
            .filter(({ entry }) => entry.type !== 'gap')
            .map(({ entry: { at: _at, payload: _payload, ...entry } }) =>
              JSON.stringify({ ...entry, report: undefined }),
            );
          expect(new Set(keys).size).toBe(keys.length);
          const { changes } = judgeLedger(one.ledger.entries, { whole: true });
          for (const change of changes.slice(1))
            expect(change.approved.verdict).toBe(
              said.find(({ commit }) => commit === change.commit)?.verdict === 'pass' ? 'holds' : 'violated',
            );
        } finally {
          one.remove();
        }
      }),
      // The same statement kept twice: a tree may have an entry twice.
      { numRuns: 8, examples: [[['offer', 'approve', 'look', 'restart', 'approve', 'merge']]] },
    );
  });
});
