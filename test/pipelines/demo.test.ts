import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FsWorktreeComparer } from '../../src/adapters/folder-fs/compare.ts';
import { FsFolderReader } from '../../src/adapters/folder-fs/reader.ts';
import { GitCliOpener } from '../../src/adapters/git-cli/opener.ts';
import { CONTROLS } from '../../src/controls/registry.generated.ts';
import { type ExpectedFinding, readExpected } from '../../src/entrypoints/demo/expected.ts';
import { makeDemo } from '../../src/entrypoints/demo/make.ts';
import { readEvidence } from '../../src/flows/evidence/evidence.ts';
import { scan } from '../../src/flows/scan/scan.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { ScanDocument } from '../../src/model/scan.ts';

let folder: string;
let planted: readonly ExpectedFinding[];
let document: ScanDocument;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mainward-pipelines-'));
  const demo = makeDemo({ out: join(folder, 'acme'), seed: 7 });
  planted = readExpected(readFileSync(demo.expected)).filter(({ control }) =>
    control.startsWith('pipeline/'),
  );
  const report = await scan(
    {
      paths: demo.repositories,
      worktree: false,
      only: ['pipeline'],
      all: false,
      evidence: await readEvidence({ folders: [demo.evidence] }, new FsFolderReader()),
      controls: CONTROLS,
      now: demo.now,
    },
    {
      git: new GitCliOpener(),
      folders: new FsFolderReader(),
      worktrees: new FsWorktreeComparer(),
      landings: async () => undefined,
      clock: () => 0,
    },
  );
  ({ document } = report);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function told(finding: Finding): string {
  const { location } = finding;
  return `${finding.control} at ${location?.path}:${location?.line}`;
}

describe('acme’s pipelines', () => {
  test('are found wrong where a weakness was planted, and nowhere else', () => {
    const violated = document.findings.filter(({ verdict }) => verdict === 'violated');
    expect(violated.map(told).sort()).toEqual(
      planted.map(({ control, path, line }) => `${control} at ${path}:${line}`).sort(),
    );
    expect(planted.length).toBeGreaterThanOrEqual(4);
  });

  test('are named by the repository, or by the role that the weakness is about', () => {
    for (const { control, repository, subject } of planted) {
      const finding = document.findings.find((one) => one.control === control);
      if (subject === undefined) expect(finding?.location?.repository).toBe(repository);
      else expect(finding?.subject).toBe(subject);
    }
  });

  test('leave nothing unknown where everything was observed', () => {
    expect(document.findings.filter(({ verdict }) => verdict === 'unknown').map(told)).toEqual([]);
  });

  test('let whoever may push to the catalogue reach production alone, by its role', () => {
    const quorum = document.quorum.find(
      ({ target, route, effect }) => target === 'production' && route === 'delivery' && effect === 'workload',
    );
    const path = quorum?.paths.find(({ steps }) =>
      steps.some(({ to }) => to === 'role arn:aws:iam::111122223333:role/app-catalog-production'),
    );
    expect(path?.people[0]).toHaveLength(1);
    expect(path?.assumed).toEqual([]);
    expect(path?.steps.map(({ stage }) => stage)).toEqual(['commit', 'pipeline', 'pipeline']);
  });
});
