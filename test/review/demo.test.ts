import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GitCliOpener } from '../../src/adapters/git-cli/opener.ts';
import { systemRandom } from '../../src/adapters/system/random.ts';
import { makeDemo } from '../../src/entrypoints/demo/make.ts';
import { castOf } from '../../src/entrypoints/demo/thread/cast.ts';
import { handOver } from '../../src/entrypoints/demo/thread/handover.ts';
import { committerOf } from '../../src/entrypoints/server/committing.ts';
import { Metrics } from '../../src/entrypoints/server/metrics/registry.ts';
import { observersOf } from '../../src/entrypoints/server/repositories.ts';
import { composeReviews } from '../../src/entrypoints/server/reviews.ts';
import { NO_EVIDENCE } from '../../src/flows/evidence/evidence.ts';
import { previewReview } from '../../src/flows/review/preview.ts';
import type { ReviewPreviewDocument } from '../../src/model/review-document.ts';
import { FakeLedger } from '../../src/ports/ledger.fake.ts';

let folder: string;
let handed: string;
let since: string;
let document: ReviewPreviewDocument;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mainward-quarterly-'));
  const demo = makeDemo({ out: join(folder, 'acme'), seed: 1 });
  const [infrastructure = ''] = demo.repositories;
  ({ repository: handed, since } = await handOver(castOf(1), {
    infrastructure,
    evidence: demo.evidence,
    root: join(folder, 'root'),
    issuer: 'http://127.0.0.1:1',
    audience: 'mainward',
  }));
  document = await previewReview(
    {
      path: handed,
      definition: 'quarterly',
      revision: 'HEAD',
      now: '2026-11-20T09:00:00Z',
      evidence: NO_EVIDENCE,
    },
    { git: new GitCliOpener() },
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the quarterly review of the example organisation asks about 200 people in 12 namespaces', () => {
  const people = new Set(document.items.flatMap(({ principal }) => principal.person ?? []));
  expect(people.size).toBe(200);
  const namespaces = document.namespaces.filter(({ namespace }) => namespace !== null);
  expect(namespaces.map(({ namespace }) => namespace)).toEqual(
    expect.arrayContaining(['payments', 'checkout', 'identity']),
  );
  expect(namespaces).toHaveLength(12);
});

test('everything it asks about has somebody to ask, who neither has it nor brought it in', () => {
  expect(document.unassigned).toBe(0);
  for (const { principal, reviewer, origin } of document.items) {
    expect(reviewer).toBeDefined();
    expect(principal.person).not.toBe(reviewer);
    expect(origin.kind === 'known' && origin.author === reviewer).toBe(false);
  }
});

test('every item names a line of the commit in which its subject stands', async () => {
  const git = await new GitCliOpener().open(handed);
  if (git === undefined) throw new Error('There is no repository.');
  const blobs = await git.blobs([...new Set(document.items.map(({ blob }) => blob))], { bytesEach: 1 << 20 });
  await git.close();
  for (const { blob, at, via, principal } of document.items) {
    const bytes = blobs.get(blob);
    const lines = bytes instanceof Uint8Array ? new TextDecoder().decode(bytes).split('\n') : [];
    const written = lines.slice(at.line - 1, at.endLine).join('\n');
    expect(written).toContain(via[0] ?? principal.subject.name);
  }
});

test('a server over what was handed over begins it, and everybody is asked the same', async () => {
  const clock = { now: () => Date.parse('2026-11-20T09:00:00Z') };
  const ledger = new FakeLedger(clock);
  const git = new GitCliOpener();
  const place = {
    name: 'infrastructure',
    path: handed,
    ref: 'refs/heads/main',
    policy: '.mainward',
    since,
  };
  const ports = { git, ledger, clock, random: systemRandom };
  const observers = observersOf([place], ports);
  await observers.get('infrastructure')?.observe();
  const { services: reviews } = composeReviews({
    ...ports,
    config: { repositories: [place] },
    observers,
    committer: committerOf([], clock),
    live: () => undefined,
    metrics: new Metrics(),
  });
  const campaign = await reviews.starter.start({ definition: 'quarterly', by: castOf(1).approvers[0].id });
  expect(campaign.id).toBe('quarterly-2026-11-20');
  const told = [...campaign.items()].map(({ item, assignment }) => `${item.id} ${assignment?.reviewer}`);
  expect(told.sort()).toEqual(document.items.map(({ id, reviewer }) => `${id} ${reviewer}`).sort());
});
