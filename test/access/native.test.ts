import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { Roster } from '../../src/model/person.ts';
import { ATTESTATIONS_REF, statementPath } from '../../src/model/statement.ts';
import { AT, person } from '../native/people.ts';
import { statement } from '../native/statements.ts';
import { BINDING, Gate, ROLE, requirement } from './gate.ts';

const roster: Roster = { people: ['ann', 'ben', 'cho', 'cy'].map((id) => person(id)), robots: [], at: AT };

/** Keeps a signed statement where a plain Git repository has them. */
function keep(gate: Gate, head: string, ...keys: readonly string[]): void {
  const folder = join(gate.root, 'statements');
  for (const key of keys) {
    const { envelope } = statement({ head, at: '2026-01-01T00:00:00Z' }, { key });
    const digest = createHash('sha256').update(envelope).digest('hex');
    const path = join(folder, statementPath('refs/heads/main', head, digest));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, envelope);
  }
  const env = { PATH: process.env['PATH'], GIT_INDEX_FILE: join(gate.root, 'index') };
  const git = ['-C', gate.folder, '-c', 'core.bare=false', `--work-tree=${folder}`];
  execFileSync('git', [...git, 'add', '-A', '.'], { env, cwd: folder });
  const tree = execFileSync('git', ['-C', gate.folder, 'write-tree'], { env, encoding: 'utf8' }).trim();
  gate.git('update-ref', ATTESTATIONS_REF, gate.git('commit-tree', '-m', 'Statements', tree));
}

test('approvals that the repository keeps count, and the rest is missing by name of the team', async () => {
  const gate = new Gate({
    'role.yaml': ROLE,
    '.mainward/two.yaml': requirement('two', 'approvals: [{group: security, count: 2}]'),
  });
  try {
    const head = gate.branch('give', { 'binding.yaml': BINDING });
    gate.git('update-ref', 'refs/pull/7/head', head);
    keep(gate, head, 'ben');
    const { document } = await gate.check({ head: 'refs/pull/7/head' }, { roster });
    expect(document).toMatchObject({
      verdict: 'fail',
      pullRequest: 7,
      people: ['ann', 'cy'],
      approvals: [{ person: 'ben', source: 'signed statement', state: 'counted', boundTo: head }],
      required: [{ requirement: 'two', missing: [{ group: 'security', count: 2, have: 1, who: ['cho'] }] }],
    });
    keep(gate, head, 'ben', 'cho');
    const { document: agreed } = await gate.check({ head: 'give' }, { roster });
    expect(agreed).toMatchObject({ verdict: 'pass', reasons: [] });
  } finally {
    gate.remove();
  }
});
