import { expect, test } from 'vitest';
import type { Finding } from '../../model/finding.ts';
import type { Exception } from '../../model/policy.ts';
import { waive } from './waive.ts';

const AT = { path: '.mainward/exceptions.yaml', line: 1, column: 1, endLine: 1, endColumn: 1 };

function finding(path: string, over: Partial<Finding> = {}): Finding {
  return {
    control: 'agent/heals-itself',
    title: '',
    stage: 'agent',
    severity: 'high',
    verdict: 'violated',
    message: 'It does not.',
    location: { ...AT, path },
    related: [],
    chain: [],
    remediation: '',
    fingerprint: path,
    docs: '',
    group: '',
    ...over,
  };
}

function exception(over: Partial<Exception> = {}): Exception {
  return {
    control: 'agent/heals-itself',
    reason: 'an incident is handled',
    owner: 'ann',
    expires: '2026-12-01T00:00:00Z',
    at: AT,
    ...over,
  };
}

const verdicts = (findings: readonly Finding[], exceptions: readonly Exception[]): readonly string[] =>
  waive(findings, exceptions, '2026-11-20T00:00:00Z').findings.map(({ verdict }) => verdict);

test('what an exception covers no longer counts, and says by whom, until when and why', () => {
  const { findings, notes } = waive([finding('apps/a.yaml')], [exception()], '2026-11-20T00:00:00Z');
  expect(findings).toMatchObject([
    {
      verdict: 'not-applicable',
      message:
        'It does not. An exception of ann until 2026-12-01T00:00:00Z covers it: an incident is handled',
    },
  ]);
  expect(notes).toEqual([]);
});

test('it covers one control, and the paths it names', () => {
  const findings = [
    finding('apps/a.yaml'),
    finding('infra/a.yaml'),
    finding('apps/b.yaml', { control: 'agent/impersonates' }),
    finding('apps/c.yaml', { verdict: 'unknown' }),
  ];
  expect(verdicts(findings, [exception({ path: 'apps/**' })])).toEqual([
    'not-applicable',
    'violated',
    'violated',
    'not-applicable',
  ]);
});

test('one that has ended covers nothing, and is named like one that meets nothing', () => {
  const exceptions = [
    exception({ expires: '2026-11-20T00:00:00Z' }),
    exception({ control: 'agent/impersonates', owner: 'ben' }),
  ];
  const { findings, notes } = waive([finding('a.yaml')], exceptions, '2026-11-20T00:00:00Z');
  expect(findings.map(({ verdict }) => verdict)).toEqual(['violated']);
  expect(notes).toEqual([
    'the exception of ann from agent/heals-itself ended at 2026-11-20T00:00:00Z',
    'the exception of ben from agent/impersonates meets nothing and can go',
  ]);
});
