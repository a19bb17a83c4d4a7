import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPolicyFile } from '../../src/policy/read.ts';
import { BINDING, forgeWith, Gate, ROSTER, review } from './gate.ts';

const [roster] = readPolicyFile(new TextEncoder().encode(ROSTER), { path: 'roster.yaml' }).rosters;

const changes = fc.record({
  access: fc.boolean(),
  policy: fc.boolean(),
  updated: fc.boolean(),
  reviewers: fc.uniqueArray(fc.constantFrom('ann', 'ben', 'cho', 'gone', 'eve', 'nobody'), { maxLength: 4 }),
  stale: fc.boolean(),
  rules: fc.option(fc.record({ approvals: fc.nat({ max: 2 }), owners: fc.boolean() }), { nil: undefined }),
});

test('check says before the merge what verify says after it', async () => {
  const verdicts = new Set<string>();
  await fc.assert(
    fc.asyncProperty(changes, async ({ access, policy, updated, reviewers, stale, rules }) => {
      const gate = new Gate();
      try {
        gate.commit('Own', { CODEOWNERS: '* @cho\n' });
        const start = gate.head();
        const first = gate.branch('x', access ? { 'binding.yaml': BINDING } : { 'README.md': 'new\n' });
        if (updated) {
          gate.commit('Meanwhile', { 'other.txt': 'other\n' });
          gate.git('checkout', '-q', 'x');
          gate.git('merge', '-q', '--no-ff', '-m', 'Update', 'main');
        } else gate.git('checkout', '-q', 'x');
        if (policy) gate.commit('Policy', { '.mainward/all.yaml': '# nothing is asked for\n' });
        const sha = gate.head();
        gate.git('checkout', '-q', 'main');
        const shown = stale ? first : sha;
        const more =
          rules === undefined
            ? {}
            : {
                rules: [
                  {
                    name: 'protect',
                    enforcement: 'active' as const,
                    include: ['~ALL'],
                    exclude: [],
                    requirePullRequest: true,
                    approvals: rules.approvals,
                    codeOwners: rules.owners,
                    dismissStale: false,
                    lastPushApproval: false,
                    signedCommits: false,
                    blockForcePush: true,
                    blockDeletion: true,
                    bypass: [],
                  },
                ],
              };
        const offered = forgeWith({ sha, reviews: reviewers.map((login) => review(login, shown)) });
        const { document } = await gate.check({ head: 'x' }, { forges: [{ ...offered, ...more }] });
        const mergeCommit = gate.merge(7, sha);
        const landed = forgeWith({
          sha,
          state: 'merged',
          mergeCommit,
          mergedAt: '2026-05-30T00:00:00Z',
          reviews: reviewers.map((login) => review(login, shown)),
        });
        const report = await gate.verify(
          { revision: `${mergeCommit}^..${mergeCommit}`, now: '2026-06-01T00:00:00Z' },
          { ...landed, ...more },
          roster === undefined ? {} : { roster },
        );
        const [landing] = report.landings;
        expect(report.landings).toHaveLength(1);
        expect(document.landing).toBe(landing?.verdict);
        expect(document.people).toEqual(landing?.people);
        expect(document.approvals).toEqual(landing?.approvals);
        const deciding = (reasons: readonly { readonly code: string }[]): unknown =>
          reasons.filter(({ code }) => code !== 'policy-changes' && code !== 'backdated');
        expect(deciding(document.reasons)).toEqual(deciding(landing?.reasons ?? []));
        expect(gate.git('rev-parse', 'main^{tree}')).toBe(document.merge.tree);
        expect(start).not.toBe(sha);
        verdicts.add(document.landing);
      } finally {
        gate.remove();
      }
    }),
    { numRuns: 25, seed: 4 },
  );
  expect([...verdicts].sort()).toEqual(['fail', 'pass', 'unknown']);
});
