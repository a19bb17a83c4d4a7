import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { GitCliOpener } from '../../src/adapters/git-cli/opener.ts';
import { openNativeForge } from '../../src/entrypoints/cli/native-forge.ts';
import { NO_EVIDENCE } from '../../src/flows/evidence/evidence.ts';
import { verify } from '../../src/flows/verify/verify.ts';
import { preAuthentication, writeEnvelope } from '../../src/formats/dsse/envelope.ts';
import { IN_TOTO_PAYLOAD } from '../../src/formats/in-toto/statement.ts';
import type { Roster } from '../../src/model/person.ts';
import { ATTESTATION_NAMESPACE, ATTESTATIONS_REF, statementPath } from '../../src/model/statement.ts';
import type { VerifyReport } from '../../src/model/verify.ts';
import { approvalPayload } from '../../src/stages/2-review/statements/approval.ts';
import { Workshop } from '../verify/workshop.ts';
import { AT, person } from './people.ts';

const NOW = '2026-06-01T00:00:00Z';
/** OpenSSH's, which git itself calls. */
const KEYGEN = 'ssh-keygen';

let shop: Workshop;
let roster: Roster;
beforeEach(() => {
  shop = new Workshop();
  const keyed = (id: string): ReturnType<typeof person> => {
    const line = shop.key(join(shop.root, id), id).split(' ').slice(1, 3).join(' ');
    return person(id, { keys: [{ type: 'ssh', publicKey: line, at: AT }] });
  };
  roster = { people: ['ann', 'ben', 'cy'].map(keyed), robots: [], at: AT };
});
afterEach(() => shop.remove());

/** Signs as `mainward approve` does, with the real `ssh-keygen`, and keeps it where it belongs. */
function approve(
  who: string,
  head: string,
  over: { at?: string; namespace?: string; base?: string } = {},
): void {
  const base = over.base ?? shop.git('rev-parse', 'main');
  const payload = approvalPayload({
    repository: 'shop',
    ref: 'refs/heads/main',
    head,
    base,
    tree: shop.git('merge-tree', '--write-tree', base, head),
    verdict: 'approve',
    at: over.at ?? '2026-01-01T00:00:00Z',
  });
  const message = preAuthentication(IN_TOTO_PAYLOAD, payload);
  const namespace = over.namespace ?? ATTESTATION_NAMESPACE;
  const signature = execFileSync(KEYGEN, ['-q', '-Y', 'sign', '-n', namespace, '-f', join(shop.root, who)], {
    input: message,
  });
  keep(head, writeEnvelope(IN_TOTO_PAYLOAD, payload, { signature }));
}

function keep(head: string, envelope: Uint8Array): void {
  const digest = createHash('sha256').update(envelope).digest('hex');
  const path = join(shop.root, 'statements', statementPath('refs/heads/main', head, digest));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, envelope);
  const index = ['-c', 'core.bare=false', `--work-tree=${join(shop.root, 'statements')}`];
  execFileSync('git', ['-C', shop.folder, ...index, 'add', '-A', '.'], {
    env: { PATH: process.env['PATH'], GIT_INDEX_FILE: join(shop.root, 'index') },
    cwd: join(shop.root, 'statements'),
  });
  const tree = execFileSync('git', ['-C', shop.folder, 'write-tree'], {
    env: { PATH: process.env['PATH'], GIT_INDEX_FILE: join(shop.root, 'index') },
    encoding: 'utf8',
  }).trim();
  shop.git('update-ref', ATTESTATIONS_REF, shop.git('commit-tree', '-m', 'Statements', tree));
}

async function judged(): Promise<VerifyReport> {
  const requirement = {
    name: 'two',
    paths: [],
    kinds: [],
    approvals: [{ group: 'security', count: 1 }],
    signed: false,
    at: AT,
  };
  return verify(
    { path: shop.folder, now: NOW, evidence: { ...NO_EVIDENCE, roster, requirements: [requirement] } },
    { git: new GitCliOpener(), clock: () => 0, native: openNativeForge },
  );
}

describe('approvals kept in the repository', () => {
  test('count for what was merged, also when the ref of the pull request is gone', async () => {
    const base = shop.commit('Begin', { a: '1\n' });
    const head = shop.offer(7, base, { b: '1\n' });
    approve('ben', head);
    shop.merge(7, head);
    const [landing] = (await judged()).landings;
    expect(landing).toMatchObject({
      verdict: 'pass',
      pullRequest: 7,
      people: ['ann', 'cy'],
      approvals: [{ person: 'ben', source: 'signed statement', state: 'counted', boundTo: head }],
    });
    shop.git('update-ref', '-d', 'refs/pull/7/head');
    expect((await judged()).landings[0]?.verdict).toBe('pass');
  });

  test('count for a head that became the ref itself', async () => {
    const base = shop.commit('Begin', { a: '1\n' });
    const head = shop.offer(7, base, { b: '1\n' });
    approve('ben', head);
    shop.git('merge', '-q', '--ff-only', head);
    expect((await judged()).landings[0]).toMatchObject({
      verdict: 'pass',
      landing: 'rebase',
      pullRequest: 7,
    });
  });

  test('count for a squash whose message names the pull request, where the content is that of its head', async () => {
    const base = shop.commit('Begin', { a: '1\n' });
    const head = shop.offer(7, base, { b: '1\n' }, { c: '1\n' });
    approve('ben', head);
    shop.squash(7, head);
    expect((await judged()).landings[0]).toMatchObject({
      verdict: 'pass',
      landing: 'squash',
      contentProved: true,
    });
  });

  test('leave nothing open where there is none', async () => {
    const base = shop.commit('Begin', { a: '1\n' });
    const [first, second] = [shop.offer(7, base, { b: '1\n' }), shop.offer(8, base, { c: '1\n' })];
    approve('ben', first);
    shop.merge(7, first);
    shop.merge(8, second);
    shop.commit('Directly', { d: '1\n' });
    const { landings } = await judged();
    expect(landings.map(({ verdict, reasons }) => [verdict, reasons[0]?.code])).toEqual([
      ['fail', 'approvals-missing'],
      ['fail', 'approvals-missing'],
      ['pass', undefined],
      ['pass', 'initial'],
    ]);
  });

  test('do not count for what was pushed after them, nor for an evil merge', async () => {
    const base = shop.commit('Begin', { a: '1\n' });
    const early = shop.offer(7, base, { b: '1\n' });
    approve('ben', early);
    const late = shop.offer(7, early, { b: '2\n' });
    shop.merge(7, late);
    const other = shop.offer(8, base, { c: '1\n' });
    approve('ben', other);
    shop.merge(8, other, '--no-commit');
    writeFileSync(join(shop.folder, 'evil'), '1\n');
    shop.git('add', '-A');
    shop.git('commit', '-q', '-m', 'Merge pull request #8 from acme/x');
    const { landings } = await judged();
    expect(landings.map(({ reasons }) => reasons.map(({ code }) => code))).toEqual([
      ['content-differs'],
      ['stale-approval'],
      ['initial'],
    ]);
  });

  test('do not count where the signature is one of Git, with the same key', async () => {
    const base = shop.commit('Begin', { a: '1\n' });
    const head = shop.offer(7, base, { b: '1\n' });
    approve('ben', head, { namespace: 'git' });
    shop.merge(7, head);
    expect((await judged()).landings[0]?.approvals).toMatchObject([{ state: 'void', why: 'bad-signature' }]);
  });

  test('are no commit signatures: one put into a commit is bad', async () => {
    shop.commit('Begin', { a: '1\n' });
    shop.signWith(join(shop.root, 'ann'));
    shop.commit('Signed', { a: '2\n' });
    const raw = shop.git('cat-file', 'commit', 'HEAD');
    const payload = raw.replace(/gpgsig [\s\S]*?-----END SSH SIGNATURE-----\n/, '');
    const armour = execFileSync(
      KEYGEN,
      ['-q', '-Y', 'sign', '-n', ATTESTATION_NAMESPACE, '-f', join(shop.root, 'ann')],
      { input: `${payload}\n`, encoding: 'utf8' },
    );
    const signed = payload.replace('\n\n', `\ngpgsig ${armour.trim().replaceAll('\n', '\n ')}\n\n`);
    const forged = shop.object('commit', `${signed}\n`);
    shop.git('update-ref', 'refs/heads/main', forged);
    const { landings } = await judged();
    expect(landings[0]?.commits[0]?.signature.status).toBe('bad');
  });

  test('of a hostile repository cost no more than their bounds', async () => {
    const base = shop.commit('Begin', { a: '1\n' });
    const head = shop.offer(7, base, { b: '1\n' });
    keep(head, Buffer.alloc(1 << 20, 0x5b));
    approve('ben', head);
    keep(head, Buffer.from('{"payloadType":"x"}'));
    shop.git('update-ref', 'refs/pull/9/head', shop.object('blob', 'no commit\n'));
    shop.merge(7, head);
    expect((await judged()).landings[0]).toMatchObject({ verdict: 'pass', approvals: [{ person: 'ben' }] });
  });
});
