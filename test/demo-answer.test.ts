import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ExpectedFinding, readExpected } from '../src/entrypoints/demo/expected.ts';
import { type Demo, makeDemo } from '../src/entrypoints/demo/make.ts';
import type { Finding } from '../src/model/finding.ts';
import type { ScanDocument } from '../src/model/scan.ts';
import { atLeastAsSevere } from '../src/model/verdict.ts';
import { ROOT, readProjectFile, run } from './support/project.ts';

let folder: string;
let demo: Demo;
let answer: ScanDocument;
let planted: readonly ExpectedFinding[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mainward-answer-'));
  demo = makeDemo({ out: join(folder, 'acme'), seed: 1 });
  planted = readExpected(readFileSync(demo.expected));
  const { stdout, stderr } = run('node', [
    join(ROOT, 'bin/mainward.js'),
    'scan',
    ...demo.repositories,
    '--evidence',
    demo.evidence,
    '--as-of',
    demo.now,
    '-o',
    'json',
  ]);
  if (stdout === '') throw new Error(stderr);
  answer = JSON.parse(stdout) as ScanDocument;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function isGrave(finding: Finding): boolean {
  return finding.verdict === 'violated' && atLeastAsSevere(finding.severity, 'high');
}

/** The finding speaks of what was planted: its file and line, or the change that landed. */
function speaksOf(finding: Finding, plant: ExpectedFinding): boolean {
  const { path, line } = plant;
  if (path !== undefined && line !== undefined) {
    const places = [finding.location, ...finding.related].filter((place) => place !== undefined);
    return places.some(
      (place) =>
        place.path === path &&
        (place.repository ?? plant.repository) === plant.repository &&
        place.line <= line &&
        line <= Math.max(place.endLine, place.line),
    );
  }
  const commits = [plant.commit, plant.landing].map((oid) => oid?.slice(0, 12) ?? '-');
  const said = [finding.subject, finding.message, ...finding.chain].join(' ');
  return (
    (finding.location?.repository ?? plant.repository) === plant.repository &&
    (commits.some((oid) => said.includes(oid)) ||
      commits.includes(finding.location?.commit?.slice(0, 12) ?? ''))
  );
}

function shown(finding: Finding): string {
  const { location } = finding;
  const place =
    location === undefined ? '' : `${location.repository ?? ''}:${location.path}:${location.line}`;
  return `${finding.severity} ${finding.control} [${finding.subject ?? ''}] ${place}: ${finding.message}`;
}

describe('the answer about the demo', () => {
  test('finds every planted weakness where it was planted, by the control that is meant for it', () => {
    const missed = planted.filter(
      (plant) =>
        !answer.findings.some(
          (finding) => finding.control === plant.control && isGrave(finding) && speaksOf(finding, plant),
        ),
    );
    const near = missed.map(
      ({ id, control, path, line, landing }) =>
        `${id}: ${control} at ${path ?? landing}:${line ?? ''}\n  ${answer.findings
          .filter((finding) => finding.control === control)
          .map(shown)
          .join('\n  ')}`,
    );
    expect(near).toEqual([]);
  });

  test('names nothing else that is of high severity or above', () => {
    const others = answer.findings
      .filter(isGrave)
      .filter((finding) => !isTheSum(finding))
      .filter(
        (finding) =>
          !planted.some(
            (plant) => [plant.control, ...plant.also].includes(finding.control) && speaksOf(finding, plant),
          ),
      );
    expect(others.map(shown)).toEqual([]);
  });
});

test('the README shows the answer as it is printed', () => {
  const { stdout } = run('node', [join(ROOT, 'bin/mainward.js'), 'demo'], {
    env: { ...process.env, NO_COLOR: '1' },
  });
  const [, block = ''] = readProjectFile('README.md').split('<!-- answer: begin -->\n```text\n');
  const shown = block.slice(0, block.indexOf('\n```\n')).split('\n […]');
  expect(shown.length).toBeGreaterThan(2);
  for (const part of shown) expect(stdout).toContain(part.trim());
});

/** The controls of the chain judge what all the weaknesses together come to. */
function isTheSum(finding: Finding): boolean {
  return finding.stage === 'chain';
}
