import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Stage, trustText } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.begin();
});
afterEach(() => stage.end());

const view = (user: string): Readonly<Record<string, string>> => ({ 'apps/view.yaml': `user: ${user}\n` });

describe('a commit is deployed', () => {
  test('that landed as it should, and again after the server was started anew', async () => {
    const commit = stage.land(view('bob'));
    expect(await stage.trade(await stage.token(commit))).toBe('ok');
    stage.restart();
    expect(await stage.trade(await stage.token(commit))).toBe('ok');
    const issued = stage.scene.ledger.of('credential.issued');
    expect(issued).toMatchObject([
      { commit, trust: 'deploy', policyCommit: expect.stringMatching(/^[0-9a-f]{40}$/) },
      { commit },
    ]);
    expect(stage.scene.ledger.of('policy.loaded').map((one) => one.commit)).toContain(
      issued[0]?.policyCommit,
    );
  });

  test('and none that was offered and has not landed, whatever its branch is called', async () => {
    const { shop } = stage.scene;
    const head = shop.offer(7, stage.scene.tip(), view('eve'));
    shop.git('update-ref', `refs/heads/${head}`, stage.scene.tip());
    expect(await stage.trade(await stage.token(head))).toBe('commit-not-landed');
    expect(await stage.trade(await stage.token(head, { ref: 'refs/heads/feature' }))).toBe('ref-wrong');
    expect(await stage.trade(await stage.token(head, { event_name: 'pull_request' }))).toBe(
      'claims-do-not-match',
    );
  });

  test('and none that landed inside a merge, which the ref never pointed to', async () => {
    const { shop } = stage.scene;
    const head = shop.offer(7, stage.scene.tip(), view('bob'));
    stage.scene.approve('ben', head);
    const merge = shop.merge(7, head);
    expect(await stage.trade(await stage.token(head))).toBe('commit-not-landed');
    expect(await stage.trade(await stage.token(merge))).toBe('ok');
  });

  test('and none that nobody has', async () => {
    expect(await stage.trade(await stage.token('0'.repeat(40)))).toBe('commit-not-landed');
  });

  test('and none that nobody agreed to, nor what landed on it before it is undone', async () => {
    const good = stage.land(view('bob'));
    const bad = stage.land({ 'apps/evil.yaml': 'user: mallory\n' }, []);
    const after = stage.land(view('ann'));
    expect(await stage.trade(await stage.token(bad))).toBe('landing-failed');
    expect(await stage.trade(await stage.token(after))).toBe('landing-held');
    expect(await stage.trade(await stage.token(good))).toBe('ok');
    const { shop } = stage.scene;
    shop.git('rm', '-q', 'apps/evil.yaml');
    const head = shop.git('commit-tree', '-p', stage.scene.tip(), '-m', 'Undo', shop.git('write-tree'));
    shop.git('reset', '-q', '--hard');
    shop.git('update-ref', 'refs/pull/9/head', head);
    stage.scene.approve('ben', head);
    const undone = shop.merge(9, head);
    expect(await stage.trade(await stage.token(undone))).toBe('ok');
    expect(await stage.trade(await stage.token(after))).toBe('landing-held');
  });

  test('and none that a forced push took away', async () => {
    const commit = stage.land(view('bob'));
    expect(await stage.trade(await stage.token(commit))).toBe('ok');
    stage.scene.shop.git('reset', '-q', '--hard', `${commit}^1`);
    expect(await stage.trade(await stage.token(commit))).toBe('commit-not-landed');
  });
});

describe('the policy in force is', () => {
  test('not what a pull request brings along', async () => {
    const { shop } = stage.scene;
    const commit = stage.land(view('bob'));
    const evil = trustText(stage.issuer.issuer, { repository: 'mallory/shop' });
    const head = shop.offer(7, stage.scene.tip(), { '.mainward/trust.yaml': evil });
    const token = await stage.token(head, { repository: 'mallory/shop' });
    expect(await stage.trade(token, 'validate/production')).toBe('claims-do-not-match');
    expect(await stage.trade(await stage.token(commit))).toBe('ok');
  });

  test('not what was pushed past review, and that is not quiet', async () => {
    const before = stage.land(view('bob'));
    const evil = trustText(stage.issuer.issuer, { repository: 'mallory/shop' });
    const pushed = stage.scene.shop.commit('Directly', { '.mainward/trust.yaml': evil });
    expect(await stage.trade(await stage.token(pushed, { repository: 'mallory/shop' }))).toBe(
      'claims-do-not-match',
    );
    expect(await stage.trade(await stage.token(before))).toBe('ok');
    expect((await stage.observer.current()).standing.held?.landed.entry.commit).toBe(pushed);
  });

  test('the next one as soon as it landed as it should', async () => {
    const moved = trustText(stage.issuer.issuer, { repository: 'acme/moved' });
    const commit = stage.land({ '.mainward/trust.yaml': moved });
    expect(await stage.trade(await stage.token(commit))).toBe('claims-do-not-match');
    expect(await stage.trade(await stage.token(commit, { repository: 'acme/moved' }))).toBe('ok');
  });

  test.each([
    ['does not parse', () => 'apiVersion: [\n'],
    ['binds nobody', (issuer: string) => trustText(issuer, { repository: '{glob: "*/shop"}' })],
    [
      'gives one account to both stages',
      (issuer: string) => trustText(issuer).replace('pipelines/validate', 'pipelines/deploy'),
    ],
  ])(
    'the last good one where the newest %s, also after a restart, and the fault is loud',
    async (_, text) => {
      const before = stage.land(view('bob'));
      expect(await stage.trade(await stage.token(before))).toBe('ok');
      const broken = stage.land({ '.mainward/trust.yaml': text(stage.issuer.issuer) });
      for (const restarted of [false, true]) {
        if (restarted) stage.restart();
        expect(await stage.trade(await stage.token(before))).toBe('ok');
        const { policyFault } = await stage.observer.current();
        expect(policyFault).toMatchObject({
          commit: broken,
          error: { code: expect.stringMatching(/POLICY_INVALID|YAML/) },
        });
      }
      expect(stage.scene.ledger.of('policy.refused')).toMatchObject([{ commit: broken }]);
      stage.land({ '.mainward/trust.yaml': trustText(stage.issuer.issuer) });
      expect(await stage.trade(await stage.token(stage.scene.tip()))).toBe('ok');
      expect((await stage.observer.current()).policyFault).toBeUndefined();
    },
  );

  test('not the older one that a forced push brings back', async () => {
    const older = stage.scene.tip();
    const narrow = trustText(stage.issuer.issuer, { repository: 'acme/narrow' });
    const commit = stage.land({ '.mainward/trust.yaml': narrow });
    expect(await stage.trade(await stage.token(commit, { repository: 'acme/narrow' }))).toBe('ok');
    stage.scene.shop.git('reset', '-q', '--hard', older);
    for (const restarted of [false, true]) {
      if (restarted) stage.restart();
      expect(await stage.trade(await stage.token(older))).toBe('claims-do-not-match');
      expect((await stage.observer.current()).policyFault?.error.code).toBe('POLICY_REWOUND');
    }
  });

  test('nobody’s where the repository is gone', async () => {
    const token = await stage.token(stage.scene.tip());
    stage.scene.shop.git('update-ref', '-d', 'refs/heads/main');
    expect(await stage.trade(token)).toBe('policy-unavailable');
  });
});
