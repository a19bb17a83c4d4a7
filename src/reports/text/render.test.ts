import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostileReport } from '../fixtures/hostile.ts';
import {
  ACCESS,
  HEAL_FINDING,
  KEY_FINDING,
  PRODUCTION,
  reportOf,
  SYNC,
  UNKNOWN_FINDING,
} from '../fixtures/report.ts';
import { columns } from './paint.ts';
import { renderText } from './render.ts';

const plain = (width: number): { width: number; color: boolean } => ({ width, color: false });

describe('the text report', () => {
  test.each([40, 80, 120])('in %i columns', async (width) => {
    const text = renderText(reportOf({}), plain(width));
    await expect(text).toMatchFileSnapshot(`../fixtures/golden/${width}.txt`);
  });

  test.each([40, 80, 120])(
    'keeps within %i columns; only a word that is longer stands out, uncut',
    (width) => {
      for (const line of renderText(reportOf({}), plain(width)).split('\n')) {
        const words = line.trimStart().split(' ');
        if (columns(line) > width) expect(words.some((word) => columns(word) > width - 24)).toBe(true);
      }
    },
  );

  test('with colours says the same, and nothing else to the terminal', () => {
    const text = renderText(reportOf({}), { width: 80, color: true });
    expect(text).toContain('\u001b[31m\u001b[1mhigh\u001b[0m[agent/reads-repository-only]');
    expect(text.replace(/\u001b\[\d+m/g, '')).toBe(renderText(reportOf({}), plain(80)));
  });

  test('lets no name steer the terminal or reorder its line', () => {
    fc.assert(
      fc.property(hostileReport, fc.constantFrom(40, 80, 120), (report, width) => {
        const text = renderText(report, plain(width));
        expect(text.replaceAll('\n', '')).not.toMatch(
          /[\p{Cc}\p{Cs}\u200b-\u200f\u2028-\u202e\u2060-\u206f]/u,
        );
      }),
    );
  });

  test('shows what it made harmless', () => {
    const finding = { ...KEY_FINDING, message: 'a\u001b[2Jb\u202ec\nerror[X]: d' };
    expect(renderText(reportOf({ findings: [finding] }), plain(80))).toContain(
      '│  a\\u{1b}[2Jb\\u{202e}c\\u{a}error[X]: d',
    );
  });

  test('says where nothing is violated, and where there is no target', () => {
    const text = renderText(reportOf({ findings: [], quorum: [] }), plain(80));
    expect(text).toMatch(/^Nothing here was found to reach a cluster/);
    expect(text).toContain('No control that could be judged is violated.');
    expect(text).not.toContain('Not seen');
  });
});

describe('the first things to mend', () => {
  const findings = Array.from({ length: 7 }, (_, index) => ({
    ...HEAL_FINDING,
    control: `agent/number-${index}`,
    group: `group ${index}`,
    fingerprint: String(index),
  }));

  test('are five controls; the rest is counted', () => {
    const text = renderText(reportOf({ findings }), plain(80));
    expect(text.match(/medium\[/g)).toHaveLength(5);
    expect(text).toContain('… 2 more controls violated (2 medium) in 2 places; all of them: -o plain');
  });

  test('show a control once, however many places and causes it has', () => {
    const many = findings.map((finding) => ({ ...finding, control: HEAL_FINDING.control }));
    const text = renderText(reportOf({ findings: many }), plain(80));
    expect(text.match(/medium\[/g)).toHaveLength(1);
    expect(text).toContain('(and 6 more, of 7 causes)');
  });

  test('begin with what leads to the target that the answer is about', () => {
    const staging = { ...KEY_FINDING, control: 'agent/a', group: 'a', chain: ['x → staging', 'y → staging'] };
    const production = { ...KEY_FINDING, control: 'agent/b', group: 'b', chain: ['z → production'] };
    const text = renderText(reportOf({ findings: [staging, production] }), plain(80));
    expect(text.indexOf('agent/b')).toBeLessThan(text.indexOf('agent/a'));
  });
});

describe('what was not seen', () => {
  test('is folded by what would show it', () => {
    const open = ['a is not in view: name its clone', 'b is not in view: name its clone', 'c was cut off'];
    const text = renderText(reportOf({ quorum: [{ ...PRODUCTION, open }] }), plain(80));
    expect(text).toContain(
      '  ? a is not in view (and 1 more like it)\n    supply: name its clone\n  ? c was cut off\n',
    );
  });

  test('tells of judgements that lack evidence, a control once', () => {
    const text = renderText(reportOf({ findings: [UNKNOWN_FINDING, UNKNOWN_FINDING] }), plain(120));
    expect(text).toContain('? review/rules-bind-everybody (and 1 more): The rules of shop were not observed');
  });
});

describe('the table', () => {
  test('says once what is the same for every route', () => {
    const routes = (['delivery', 'administration', 'break-glass'] as const).map((route) => ({
      ...ACCESS,
      route,
    }));
    expect(renderText(reportOf({ quorum: routes }), plain(80))).toContain(
      '\nproduction  every route     -          0–2              -\n',
    );
  });

  test('names only those for whom there is room, and counts the others', () => {
    const people = Array.from({ length: 26 }, (_, index) => `person.with.a.name-${index}`);
    const quorum = [{ ...PRODUCTION, alone: { people, robots: [] } }];
    const at = (width: number): string | undefined =>
      /^production +delivery(?:.+\n)(?: {40}.+\n)?/m.exec(
        renderText(reportOf({ quorum }), plain(width)),
      )?.[0];
    expect(at(120)).toMatch(
      / person\.with\.a\.name-0, person\.with\.a\.name-1,\n +person\.with\.a\.name-2,? .+ and 2\d more\n$/,
    );
    expect(at(80)).toMatch(/ person\.with\.a\.name-0 and\n +25 more\n$/);
  });
});

test('a step that an earlier path has shown is named, not told again', () => {
  const text = renderText(reportOf({}), plain(80));
  expect(text).toContain('    agent    shop main → production: as in 1\n');
  expect(text.split('Kustomization shop/shop applies').length).toBe(2);
  expect(text).toContain(`infrastructure:${SYNC.path}:18:1`);
});
