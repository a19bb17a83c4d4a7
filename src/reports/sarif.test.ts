import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostileReport } from './fixtures/hostile.ts';
import { HEAL_FINDING, KEY_FINDING, reportOf, UNKNOWN_FINDING } from './fixtures/report.ts';
import { renderSarif } from './sarif.ts';

interface Result {
  readonly ruleId: string;
  readonly kind: string;
  readonly level: string;
  readonly locations: readonly { readonly physicalLocation: Physical }[];
  readonly [key: string]: unknown;
}
interface Physical {
  readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string };
}
interface Run {
  readonly tool: { readonly driver: { readonly rules: readonly Readonly<Record<string, unknown>>[] } };
  readonly originalUriBaseIds: Readonly<Record<string, unknown>>;
  readonly results: readonly Result[];
}

/** The official schema is draft 4; it uses nothing that a newer draft reads differently but its own name. */
const {
  $schema: _,
  id: __,
  ...schema
} = JSON.parse(
  readFileSync(new URL('./fixtures/sarif-schema-2.1.0.json', import.meta.url), 'utf8'),
) as Record<string, unknown>;
const ajv = new Ajv({ strict: false });
addFormats.default(ajv);
const validate = ajv.compile(schema);

const context = {
  version: '1.2.3',
  documents: new Map([[KEY_FINDING.control, '## What\n\nThe agent reads.']]),
};

function runOf(text: string): Run {
  const [run] = (JSON.parse(text) as { runs: readonly Run[] }).runs;
  if (run === undefined) throw new Error('no run');
  return run;
}

describe('the SARIF report', () => {
  const run = runOf(renderSarif(reportOf({}), context));

  test('would be refused if it broke the schema', () => {
    expect(validate({ version: '2.1.0', runs: [{ results: [] }] })).toBe(false);
    expect(
      validate({
        version: '2.1.0',
        runs: [
          {
            tool: { driver: { name: 'x' } },
            results: [
              {
                message: { text: 'x' },
                locations: [{ physicalLocation: { artifactLocation: { uri: 'a b' } } }],
              },
            ],
          },
        ],
      }),
    ).toBe(false);
  });

  test('is valid, whatever strangers called their files and robots', () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const text = renderSarif(report, context);
        expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
        expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
        for (const { locations } of runOf(text).results) {
          const { uri } = locations.at(0)?.physicalLocation.artifactLocation ?? { uri: '' };
          const resolved = new URL(uri, 'file:///root/repository/');
          expect(uri).not.toBe('');
          expect(resolved.href.startsWith('file:///root/repository/'), uri).toBe(true);
          expect(resolved.search + resolved.hash).toBe('');
        }
      }),
    );
  });

  test('gives a violation its level, and an unknown none, as the standard has it', () => {
    expect(run.results.map(({ ruleId, kind, level }) => [ruleId, kind, level])).toEqual([
      [HEAL_FINDING.control, 'fail', 'warning'],
      [KEY_FINDING.control, 'fail', 'error'],
      [UNKNOWN_FINDING.control, 'open', 'none'],
    ]);
  });

  test('leaves out what holds', () => {
    const holding = { ...KEY_FINDING, verdict: 'holds' as const };
    expect(runOf(renderSarif(reportOf({ findings: [holding] }), context)).results).toEqual([]);
  });

  test('walks the chain as a thread flow, each step at its place', () => {
    expect(run.results[1]).toMatchObject({
      partialFingerprints: { 'mainward/v1': KEY_FINDING.fingerprint },
      relatedLocations: [{ id: 1 }],
      codeFlows: [
        {
          threadFlows: [
            {
              locations: [
                {
                  executionOrder: 1,
                  location: {
                    message: { text: 'deploy key flux → shop' },
                    physicalLocation: { artifactLocation: { uri: 'evidence/forge/shop.json' } },
                  },
                },
                {
                  executionOrder: 2,
                  location: {
                    physicalLocation: { artifactLocation: { uri: 'clusters/production/sync.yaml' } },
                  },
                },
              ],
            },
          ],
        },
      ],
    });
  });

  test('names the root that a path counts from, and gives it no address', () => {
    expect(run.originalUriBaseIds).toEqual({
      '%SRCROOT%': { description: { text: `root of infrastructure, at commit ${'a'.repeat(40)}` } },
      'ROOT:shop': { description: { text: 'root of shop, as it lies' } },
      SUPPLIED: { description: { text: 'what was supplied from outside the judged repositories' } },
    });
    const bases = run.results.map((one) => one.locations.at(0)?.physicalLocation.artifactLocation.uriBaseId);
    expect(bases).toEqual(['%SRCROOT%', 'SUPPLIED', '%SRCROOT%']);
  });

  test('helps with the document of the control', () => {
    const rule = run.tool.driver.rules.find((one) => one['id'] === KEY_FINDING.control);
    expect(rule).toMatchObject({
      shortDescription: { text: KEY_FINDING.title },
      help: { markdown: expect.stringContaining('The agent reads.') },
      properties: { 'security-severity': '8.0', tags: ['security', 'agent'] },
    });
  });

  test('shows a link that a stranger wrote, and does not make it one', () => {
    const finding = { ...KEY_FINDING, message: '[press here](https://evil.example)' };
    const [result] = runOf(renderSarif(reportOf({ findings: [finding] }), context)).results;
    expect(result?.['message']).toEqual({ text: '\\[press here\\](https://evil.example)' });
  });
});
