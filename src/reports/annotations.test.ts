import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderGithub, renderGitlab, renderJunit } from './annotations.ts';
import { hostileReport } from './fixtures/hostile.ts';
import { HEAL_FINDING, KEY_FINDING, reportOf } from './fixtures/report.ts';
import { readXml } from './fixtures/xml.ts';
import { harmless } from './harmless.ts';

const many = Array.from({ length: 12 }, (_, index) => ({ ...HEAL_FINDING, fingerprint: String(index) }));

/** As the runner reads a line (`actions/runner`, `ActionCommand.TryParseV2`). */
function readCommand(line: string): { command: string; properties: Record<string, string>; data: string } {
  const end = line.indexOf('::', 2);
  const [command = '', ...rest] = line.slice(2, end).split(' ');
  const properties = Object.fromEntries(
    rest
      .join(' ')
      .split(',')
      .map((pair) => [
        pair.slice(0, pair.indexOf('=')),
        decodeURIComponent(pair.slice(pair.indexOf('=') + 1)),
      ]),
  );
  return { command, properties, data: decodeURIComponent(line.slice(end + 2)) };
}

describe('annotations for GitHub', () => {
  test('stand at the line of the finding, and say what stops it', () => {
    expect(renderGithub(reportOf({ findings: [HEAL_FINDING] }))).toBe(
      '::warning file=clusters/production/sync.yaml,line=18,endLine=34,col=1,title=agent/heals-itself::Kustomization shop/shop: it is suspended.%0AStops it: Resume what is suspended.\n',
    );
  });

  test('name a place that is not in the checkout in words', () => {
    const line = renderGithub(reportOf({ findings: [KEY_FINDING] }));
    expect(line).toMatch(
      /^::error title=agent\/reads-repository-only::evidence\/forge\/shop\.json:240:16: shop/,
    );
  });

  test('are ten at most, and the rest is counted', () => {
    const lines = renderGithub(reportOf({ findings: many }))
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(11);
    expect(lines.at(-1)).toBe('::notice title=Mainward::2 more findings are in the summary');
  });

  test('are nothing where nothing is violated', () => {
    expect(renderGithub(reportOf({ findings: [] }))).toBe('');
  });

  test('carry a path back unchanged, and let no stranger write a command', () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const lines = renderGithub(report).split('\n').slice(0, -1);
        const violated = report.document.findings.filter((one) => one.verdict === 'violated');
        expect(lines.length).toBe(violated.length);
        for (const line of lines) {
          expect(line).toMatch(/^::(error|warning|notice) /);
          const { properties, data } = readCommand(line);
          expect(violated.map((one) => one.control)).toContain(properties['title']);
          expect(data).toMatch(/Stops it: /);
          if (properties['file'] !== undefined)
            expect(violated.map((one) => harmless(one.location?.path ?? ''))).toContain(properties['file']);
        }
      }),
    );
  });
});

describe('the Code Quality report for GitLab', () => {
  test('has what GitLab needs of each violation, the gravest first', () => {
    expect(JSON.parse(renderGitlab(reportOf({})))).toEqual([
      {
        description: KEY_FINDING.message,
        check_name: 'agent/reads-repository-only',
        fingerprint: KEY_FINDING.fingerprint,
        severity: 'critical',
        location: { path: 'evidence/forge/shop.json', lines: { begin: 240 } },
      },
      {
        description: HEAL_FINDING.message,
        check_name: 'agent/heals-itself',
        fingerprint: HEAL_FINDING.fingerprint,
        severity: 'major',
        location: { path: 'clusters/production/sync.yaml', lines: { begin: 18 } },
      },
    ]);
  });

  test('is an empty list where nothing is violated', () => {
    expect(JSON.parse(renderGitlab(reportOf({ findings: [] })))).toEqual([]);
  });
});

describe('the JUnit report', () => {
  test('has a suite a stage; what is unknown is skipped, and says why', () => {
    const root = readXml(renderJunit(reportOf({})));
    expect(root.children.map((suite) => suite.attributes)).toEqual([
      { name: 'agent', tests: '2', failures: '2', errors: '0', skipped: '0' },
      { name: 'review', tests: '1', failures: '0', errors: '0', skipped: '1' },
    ]);
    const [first] = root.children.at(0)?.children ?? [];
    expect(first?.attributes).toEqual({
      classname: 'agent/reads-repository-only',
      name: 'deploy key flux',
      file: 'evidence/forge/shop.json',
      line: '240',
    });
    expect(first?.children[0]).toMatchObject({
      name: 'failure',
      attributes: { type: 'high', message: KEY_FINDING.message },
      text: `Stops it: ${KEY_FINDING.remediation}`,
    });
    const [skipped] = root.children.at(1)?.children.at(0)?.children ?? [];
    expect(skipped).toMatchObject({
      name: 'skipped',
      attributes: { message: expect.stringContaining('were not observed') },
    });
  });

  test('is well-formed, whatever strangers called their files and robots', () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const root = readXml(renderJunit(report));
        const cases = root.children.flatMap((suite) => suite.children);
        const shown = report.document.findings.filter((one) => ['violated', 'unknown'].includes(one.verdict));
        expect(cases.length).toBe(shown.length);
      }),
    );
  });
});
