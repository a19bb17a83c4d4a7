import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readPolicyFile } from '../../src/policy/read.ts';
import { BINDING, forgeWith, Gate, POLICY, ROLE, requirement, review } from './gate.ts';

let gate: Gate;
beforeEach(() => {
  gate = new Gate();
});
afterEach(() => gate.remove());

const codes = (document: { readonly reasons: readonly { readonly code: string }[] }): readonly string[] => [
  ...new Set(document.reasons.map(({ code }) => code)),
];

describe('what is missing', () => {
  test('is told by the name of the team, with who could still give it', async () => {
    const sha = gate.branch('give', { 'binding.yaml': BINDING });
    const forge = forgeWith({ sha, reviews: [review('ben', sha), review('ann', sha), review('eve', sha)] });
    const { document } = await gate.check({ head: 'give' }, { forges: [forge] });
    expect(document).toMatchObject({
      ref: 'refs/heads/main',
      merge: { conflict: false },
      verdict: 'fail',
      landing: 'fail',
      people: ['ann', 'cy'],
      required: [
        {
          requirement: 'access',
          met: false,
          missing: [{ group: 'sec', kind: 'group', count: 2, have: 1, who: ['cho', 'dee'] }],
        },
        { requirement: 'all', met: true, missing: [], details: [] },
      ],
      approvals: [
        { person: 'ben', state: 'counted' },
        { person: 'ann', state: 'void', why: 'self-approval' },
        { person: 'eve', state: 'counted' },
      ],
    });
    expect(document.access?.gained).toMatchObject([{ subject: { name: 'devs' }, resources: ['secrets'] }]);
  });

  test('is nothing where the roster of the base has enough people agree', async () => {
    const sha = gate.branch('give', { 'binding.yaml': BINDING });
    const forge = forgeWith({ sha, reviews: [review('ben', sha), review('cho', sha)] });
    const { document } = await gate.check({ head: 'give' }, { forges: [forge] });
    expect(document).toMatchObject({ verdict: 'pass', landing: 'pass', reasons: [], findings: [] });
    expect(document.merge.tree).toBe(gate.git('rev-parse', 'give^{tree}'));
  });

  test('was given for an older head, and is missing again', async () => {
    const old = gate.branch('give', { 'binding.yaml': BINDING });
    gate.git('checkout', '-q', 'give');
    const sha = gate.commit('More', { 'more.yaml': BINDING.replace('readers', 'more') });
    gate.git('checkout', '-q', 'main');
    const stale = { sha: old, reviews: [review('ben', old), review('cho', sha)] };
    const { document } = await gate.check({ head: sha }, { forges: [forgeWith({ ...stale, sha })] });
    expect(document.verdict).toBe('fail');
    expect(document.approvals).toMatchObject([
      { person: 'ben', state: 'void', why: 'stale-approval' },
      { person: 'cho', state: 'counted' },
    ]);
    // A forge that was asked before the last push says nothing about it.
    const event = { number: 7, base: gate.head(), head: sha, ref: 'refs/heads/main' };
    const late = await gate.check({ event }, { forges: [forgeWith(stale)] });
    expect(late.document).toMatchObject({ verdict: 'fail', pullRequest: 7 });
    expect(late.document.approvals.map(({ why }) => why)).toEqual(['stale-approval', undefined]);
  });

  test('cannot be told where nobody supplied the reviews, and the team is named all the same', async () => {
    gate.branch('give', { 'binding.yaml': BINDING });
    const { document, notes } = await gate.check({ head: 'give' });
    expect(document).toMatchObject({
      verdict: 'unknown',
      required: [
        { requirement: 'access', met: null, missing: [{ group: 'sec', who: ['ben', 'cho', 'dee'] }] },
        { requirement: 'all', met: null },
      ],
    });
    expect(codes(document)).toEqual(['undecided', 'reviews-not-supplied']);
    expect(notes.join()).toContain('--evidence DIR');
  });

  test('is decided by nothing where the base demands nothing', async () => {
    gate.remove();
    gate = new Gate({ 'role.yaml': ROLE });
    gate.branch('give', { 'binding.yaml': BINDING });
    const { document } = await gate.check({ head: 'give' });
    expect(document).toMatchObject({ verdict: 'unknown', required: [] });
    expect(codes(document)).toEqual(['reviews-not-supplied', 'rules-not-supplied']);
  });

  test('may also be asked for by what was handed in', async () => {
    const sha = gate.branch('text', { 'README.md': 'new\n' });
    const forge = forgeWith({ sha, reviews: [review('ben', sha)] });
    const { document: without } = await gate.check({ head: 'text' }, { forges: [forge] });
    expect(without.verdict).toBe('pass');
    const bytes = new TextEncoder().encode(requirement('more', 'approvals: [{group: sec, count: 3}]'));
    const { requirements } = readPolicyFile(bytes, { path: 'more.yaml' });
    const { document } = await gate.check({ head: 'text' }, { forges: [forge], requirements });
    expect(document.required.map((one) => [one.requirement, one.met])).toEqual([
      ['more', false],
      ['all', true],
    ]);
  });
});

describe('the policy of the base decides', () => {
  test('over a change that takes it back, which is told that it does', async () => {
    const sha = gate.branch('weaken', {
      '.mainward/access.yaml': requirement('access', 'approvals: []'),
      '.mainward/all.yaml': requirement('all', 'approvals: []'),
      'binding.yaml': BINDING,
    });
    const { document } = await gate.check({ head: 'weaken' }, { forges: [forgeWith({ sha })] });
    expect(document).toMatchObject({ verdict: 'fail', required: [{ met: false }, { met: false }] });
    const told = document.reasons.find(({ code }) => code === 'policy-changes')?.detail;
    expect(told).toContain('.mainward/access.yaml, .mainward/all.yaml');
    expect(told).toContain('asks for 1 of sec (all)');
  });

  test('over a change that makes itself known to a roster of its own', async () => {
    const sha = gate.branch('join', {
      '.mainward/roster.yaml':
        POLICY['.mainward/roster.yaml']?.replace(
          'id: eve, emails: [eve@example.org], accounts: [{system: github, login: eve}], groups: []',
          'id: eve, emails: [eve@example.org], accounts: [{system: github, login: eve}], groups: [sec]',
        ) ?? '',
    });
    const forge = forgeWith({ sha, reviews: [review('eve', sha)] });
    const { document } = await gate.check({ head: 'join' }, { forges: [forge] });
    expect(document).toMatchObject({ verdict: 'fail', required: [{ requirement: 'all', met: false }] });
  });

  test('and may not be left unreadable', async () => {
    const sha = gate.branch('break', { '.mainward/access.yaml': 'kind: [\n' });
    const forge = forgeWith({ sha, reviews: [review('ben', sha)] });
    const { document } = await gate.check({ head: 'break' }, { forges: [forge] });
    expect(document).toMatchObject({ verdict: 'fail', landing: 'pass' });
    expect(codes(document)).toEqual(['policy-breaks', 'policy-changes']);
  });

  test('and is not guessed where it cannot be read', async () => {
    gate.commit('Break it', { '.mainward/access.yaml': 'kind: [\n' });
    const sha = gate.branch('text', { 'README.md': 'new\n' });
    const forge = forgeWith({ sha, reviews: [review('ben', sha)] });
    const { document } = await gate.check({ head: 'text' }, { forges: [forge] });
    expect(document).toMatchObject({ verdict: 'unknown', landing: 'unknown' });
    expect(codes(document)).toEqual(['policy-not-read']);
  });
});

describe('what would land is the merge of both', () => {
  test('so that what the base gained meanwhile is no news', async () => {
    const start = gate.head();
    gate.commit('Meanwhile', {
      'meanwhile.yaml': BINDING.replace('readers', 'meanwhile').replace('devs', 'ops'),
    });
    const sha = gate.branch('give', { 'binding.yaml': BINDING }, start);
    const { document } = await gate.check({ head: 'give' }, { forges: [forgeWith({ sha })] });
    expect(document.access?.gained.map(({ subject }) => subject.name)).toEqual(['devs']);
    expect(document.access?.lost).toEqual([]);
    expect(document.merge.tree).toMatch(/^[0-9a-f]{40}$/);
    expect(document.access?.gained[0]?.via[0]?.location.commit).toBeUndefined();
  });

  test('and where both conflict nothing is decided', async () => {
    const start = gate.head();
    gate.commit('Here', { 'role.yaml': ROLE.replace('secrets', 'pods') });
    const sha = gate.branch('there', { 'role.yaml': ROLE.replace('secrets', 'nodes') }, start);
    const forge = forgeWith({ sha, reviews: [review('ben', sha), review('cho', sha)] });
    const { document } = await gate.check({ head: 'there' }, { forges: [forge] });
    expect(document).toMatchObject({ verdict: 'unknown', merge: { tree: null, conflict: true } });
    expect(codes(document)).toEqual(['conflict']);
  });

  test('and where there is none in common nothing is compared', async () => {
    gate.git('checkout', '-q', '--orphan', 'other');
    gate.commit('Begin elsewhere', { 'a.txt': 'a' });
    gate.git('checkout', '-q', 'main');
    const { document } = await gate.check({ head: 'other' });
    expect(document).toMatchObject({ verdict: 'unknown', access: null, findings: null });
    expect(codes(document)).toContain('histories-unrelated');
  });

  test('and where nothing is offered there is nothing to judge', async () => {
    await expect(gate.check({ head: 'main' })).rejects.toMatchObject({ code: 'NOTHING_TO_JUDGE' });
    await expect(gate.check({ head: 'nowhere' })).rejects.toMatchObject({ code: 'REVISION_UNKNOWN' });
  });
});

describe('a clone that lacks something', () => {
  test('says which commit to fetch', async () => {
    const missing = 'f'.repeat(40);
    const { document } = await gate.check({ base: missing, head: 'main' });
    expect(document).toMatchObject({ verdict: 'unknown', base: missing, merge: { tree: null } });
    expect(document.reasons).toEqual([
      {
        code: 'commit-missing',
        detail: `this clone does not have the base ${missing.slice(0, 12)}: git fetch origin ${missing}`,
      },
    ]);
  });

  test('says that it is too shallow', async () => {
    const start = gate.head();
    gate.commit('Here', { a: 'a' });
    gate.branch('there', { b: 'b' }, start);
    const shallow = new Gate();
    try {
      shallow.git('remote', 'add', 'origin', `file://${gate.folder}`);
      shallow.git(
        'fetch',
        '-q',
        '--depth=1',
        'origin',
        'main:refs/remotes/origin/main',
        'there:refs/remotes/origin/there',
      );
      const { document } = await shallow.check({ base: 'origin/main', head: 'origin/there' });
      expect(document).toMatchObject({ verdict: 'unknown', ref: 'refs/heads/main', access: null });
      expect(document.reasons[0]).toMatchObject({ code: 'history-missing' });
      expect(document.reasons[0]?.detail).toContain('git fetch --unshallow');
    } finally {
      shallow.remove();
    }
  });
});

describe('violations', () => {
  const ADMIN =
    '{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: all}, rules: [{apiGroups: ["*"], resources: ["*"], verbs: ["*"]}]}\n---\n{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: all}, roleRef: {kind: ClusterRole, name: all}, subjects: [{kind: Group, name: "system:authenticated"}]}\n';
  const agreed = (sha: string) => ({
    forges: [forgeWith({ sha, reviews: [review('ben', sha), review('cho', sha)] })],
  });

  test('that the base does not have are named, and fail from the given severity on', async () => {
    const sha = gate.branch('admin', { 'admin.yaml': ADMIN });
    const { document } = await gate.check({ head: 'admin' }, agreed(sha));
    expect(document).toMatchObject({ verdict: 'fail', landing: 'pass' });
    expect(document.findings?.map(({ control }) => control)).toContain(
      'cluster/admin-is-not-bound-to-everyone',
    );
    expect(codes(document)).toEqual(['new-violations']);
  });

  test('that the base has already are not', async () => {
    gate.commit('Already', { 'admin.yaml': ADMIN });
    const sha = gate.branch('text', { 'README.md': 'new\n' });
    const { document } = await gate.check({ head: 'text' }, agreed(sha));
    expect(document).toMatchObject({ verdict: 'pass', findings: [] });
  });

  test('that an exception of the base covers are not', async () => {
    const waived = [...new Set((await newControls()).map((control) => control))].map(
      (control, index) =>
        `apiVersion: mainward.dev/v1alpha1\nkind: Exception\nmetadata: {name: e${index}}\nspec: {control: ${control}, reason: a test, owner: ben, expires: '2027-01-01T00:00:00Z'}\n`,
    );
    gate.commit('Except', { '.mainward/exceptions.yaml': waived.join('---\n') });
    const sha = gate.branch('later', { 'admin.yaml': ADMIN });
    const { document } = await gate.check({ head: 'later' }, agreed(sha));
    expect(document).toMatchObject({ verdict: 'pass', findings: [] });
  });

  async function newControls(): Promise<readonly string[]> {
    const sha = gate.branch('admin', { 'admin.yaml': ADMIN });
    const { document } = await gate.check({ head: 'admin' }, agreed(sha));
    return (document.findings ?? []).map(({ control }) => control);
  }
});
