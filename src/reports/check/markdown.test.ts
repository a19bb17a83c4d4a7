import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AccessChange, AccessDiff } from '../../model/access-diff.ts';
import type { CheckDocument, CheckReport } from '../../model/check.ts';
import type { Finding } from '../../model/finding.ts';
import { SEVERITIES } from '../../model/verdict.ts';
import { hostileLocation, hostileText } from '../fixtures/hostile.ts';
import { isHarmful } from '../harmless.ts';
import { renderCheckMarkdown } from './markdown.ts';
import { renderCheckText } from './text.ts';

const AT = { path: 'binding.yaml', line: 3, column: 5, endLine: 3, endColumn: 9 };

function grant(over: Partial<AccessChange> = {}): AccessChange {
  return {
    subject: { kind: 'Group', name: 'devs' },
    cluster: 'production',
    verbs: ['get', 'list', 'watch'],
    groups: [''],
    resources: ['secrets'],
    namespace: 'pay',
    danger: 'high',
    opens: ['Read Secrets'],
    people: ['ann', 'ben'],
    via: [
      {
        binding: { kind: 'RoleBinding', name: 'b' },
        role: { kind: 'Role', name: 'r' },
        rule: { verbs: ['get'] },
        location: AT,
        ruleLocation: AT,
      },
    ],
    ...over,
  };
}

function diff(over: Partial<AccessDiff> = {}): AccessDiff {
  return {
    gained: [],
    lost: [],
    escalations: { gained: [], lost: [] },
    quorum: { before: [], after: [] },
    effective: false,
    unknown: [],
    notes: [],
    ...over,
  };
}

function report(over: Partial<CheckDocument> = {}, more: Partial<CheckReport> = {}): CheckReport {
  return {
    repository: 'shop',
    seconds: 1,
    notes: [],
    ...more,
    document: {
      schema: 'mainward.dev/check/v1',
      base: 'b'.repeat(40),
      head: 'a'.repeat(40),
      ref: 'refs/heads/main',
      merge: { tree: 'c'.repeat(40), conflict: false },
      access: diff(),
      findings: [],
      people: ['ann'],
      approvals: [],
      required: [],
      landing: 'pass',
      verdict: 'pass',
      reasons: [],
      ...over,
    },
  };
}

const LACKING = report({
  access: diff({
    gained: [
      grant({ danger: 'critical', verbs: ['*'], groups: ['*'], resources: ['*'], namespace: null }),
      grant(),
    ],
    lost: [grant({ subject: { kind: 'User', name: 'eve' }, people: [] })],
  }),
  required: [
    {
      requirement: 'access',
      met: false,
      missing: [{ group: 'sec', kind: 'group', count: 2, have: 1, who: ['cho', 'dee'] }],
      details: [],
    },
    {
      requirement: 'protect main',
      met: false,
      missing: [
        { group: '@acme/sec', kind: 'owners', count: 1, have: 0, who: null },
        { group: 'the reviewers', kind: 'anybody', count: 1, have: 0, who: ['cho'] },
      ],
      details: [],
    },
  ],
  approvals: [{ person: 'ben', source: 'github', state: 'counted', boundTo: 'a'.repeat(40) }],
  landing: 'fail',
  verdict: 'fail',
  reasons: [
    { code: 'approvals-missing', detail: 'access: 2 of sec: 1 more of sec' },
    { code: 'policy-changes', detail: 'the change edits the policy itself' },
  ],
});

describe('for a pull request', () => {
  test('it is understood from the top: verdict, what is missing, who gains, what happens then', () => {
    expect(renderCheckMarkdown(LACKING)).toBe(`**Mainward: may not land yet**: 1 more of sec must agree.

**Still needed**

- 1 more of **sec** (access and protect main): cho or dee

**Gains access**

- critical: **group devs \\(2 people\\)** can do everything, everywhere in cluster production \`binding.yaml:3:5\` → \`Role r\`
- high: **group devs \\(2 people\\)** can read secrets, in namespace pay of cluster production \`binding.yaml:3:5\` → \`Role r\`

**Loses access**

- high: **user eve** can no longer read secrets, in namespace pay of cluster production \`binding.yaml:3:5\` → \`Role r\`

Merged as it is, \`verify\` would fail it \\(approvals-missing\\). Made by ann; agreed to by ben.

**The policy itself changes**: the change edits the policy itself

<details><summary>Why: 2 reasons</summary>

- \`approvals-missing\` access: 2 of sec: 1 more of sec
- \`policy-changes\` the change edits the policy itself
- \`aaaaaaaaaaaa\` into refs/heads/main at \`bbbbbbbbbbbb\`, by the policy of the base

</details>
`);
  });

  test('a change that may land says so, and nothing else that matters', () => {
    expect(renderCheckMarkdown(report()).split('\n').slice(0, 5)).toEqual([
      '**Mainward: may land**: everything that is asked for is there.',
      '',
      'Nobody’s access changes.',
      '',
      'Merged as it is, `verify` passes it. Made by ann; agreed to by nobody yet.',
    ]);
  });

  test('more than a few entries are folded away, and the rest counted', () => {
    const gained = Array.from({ length: 60 }, (_, index) =>
      grant({ subject: { kind: 'Group', name: `g${index}` }, verbs: ['get', `v${index}`] }),
    );
    const text = renderCheckMarkdown(report({ access: diff({ gained }) }));
    expect(text.split('<details>')[0]?.match(/^- high/gm)).toHaveLength(5);
    expect(text).toContain('<summary>55 more</summary>');
    expect(text).toContain('- and 15 more entries');
  });
});

const hostile = fc
  .record({
    text: hostileText,
    names: fc.array(hostileText, { maxLength: 8 }),
    at: hostileLocation,
    danger: fc.constantFrom(...SEVERITIES),
    many: fc.constantFrom(1, 40, 400),
  })
  .map(({ text, names, at, danger, many }): CheckReport => {
    const change = grant({
      subject: { kind: 'ServiceAccount', name: text, namespace: text },
      cluster: text,
      verbs: names,
      groups: names,
      resources: names,
      names,
      namespace: text,
      danger,
      via: grant().via.map((one) => ({ ...one, location: at })),
    });
    const gained = Array.from({ length: many }, (_, index) => ({ ...change, cluster: `${text}${index}` }));
    const finding: Finding = {
      control: 'cluster/x',
      title: text,
      stage: 'cluster',
      severity: danger,
      verdict: 'violated',
      message: text,
      location: at,
      related: [],
      chain: [],
      remediation: '',
      fingerprint: '',
      docs: '',
      group: '',
    };
    const missing = { group: text, kind: 'group', count: 2, have: 0, who: names } as const;
    return report(
      {
        ref: `refs/heads/${text}`,
        access: diff({
          gained,
          lost: [change],
          unknown: [{ reason: text, location: at, cluster: text, side: 'after', changed: true }],
          notes: [text],
        }),
        findings: Array.from({ length: many }, () => finding),
        people: names,
        approvals: names.map((person) => ({ person, source: text, state: 'void', why: text, boundTo: '' })),
        required: Array.from({ length: many }, (_, index) => ({
          requirement: text,
          met: false,
          missing: [{ ...missing, group: `${text} ${index}` }],
          details: [text],
        })),
        verdict: 'fail',
        landing: 'fail',
        reasons: Array.from({ length: many }, () => ({ code: 'policy-changes', detail: text })),
      },
      { repository: text, notes: [text] },
    );
  });

function harmfulIn(text: string): readonly string[] {
  return [...text].filter((char) => char !== '\n' && isHarmful(char.codePointAt(0) ?? 0));
}

describe('whatever strangers call things', () => {
  test('it fits into a comment, steers nothing, calls nobody and closes what it opens', () => {
    fc.assert(
      fc.property(hostile, (it) => {
        const text = renderCheckMarkdown(it);
        expect(text.length).toBeLessThan(65_536);
        expect(harmfulIn(text)).toEqual([]);
        const ours = text
          .replaceAll(/\\[^A-Za-z0-9\s]/g, '')
          .replaceAll(/`[^`\n]*`|<code>[^<\n]*<\/code>/g, '');
        expect(ours.match(/<details>/g)?.length).toBe(ours.match(/<\/details>/g)?.length);
        const foreign = ours.replaceAll(/<\/?(?:details|summary)>/g, '');
        expect(foreign).not.toMatch(/[<>`[\]]/);
        expect(foreign).not.toMatch(/@(?!&#8203;)/);
      }),
      { numRuns: 100 },
    );
  });

  test('a terminal is not steered either', () => {
    fc.assert(
      fc.property(hostile, (it) => {
        const text = renderCheckText(it, { width: 80, color: false });
        expect(harmfulIn(text)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
