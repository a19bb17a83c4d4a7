import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostileReport } from '../fixtures/hostile.ts';
import { HEAL_FINDING, KEY_FINDING, PRODUCTION, reportOf } from '../fixtures/report.ts';
import { renderHtml } from './page.ts';

/** Every tag of a page with its attributes, by the rules that our own writer keeps: values are quoted. */
function tags(page: string): readonly { readonly name: string; readonly attributes: readonly string[] }[] {
  const body = page.replace(/<(style|script)>[\s\S]*?<\/\1>/g, '<$1>');
  return [...body.matchAll(/<([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*\/?>/gi)].map(
    ([, name = '', attributes = '']) => ({
      name,
      attributes: [...attributes.replace(/="[^"]*"/g, '').matchAll(/\s([a-z-]+)/gi)].flatMap(
        (match) => match[1] ?? [],
      ),
    }),
  );
}

function only(pattern: RegExp, page: string): string {
  const all = [...page.matchAll(pattern)];
  expect(all).toHaveLength(1);
  return all[0]?.[1] ?? '';
}

describe('the HTML report', () => {
  const page = renderHtml(reportOf({}));

  test('is one file that asks nobody for anything', () => {
    expect(page).not.toMatch(/\b(?:src|href|srcset|action)\s*=|url\((?!#)/);
    const policy = only(/http-equiv="Content-Security-Policy" content="([^"]+)"/g, page);
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `style-src '${digest(only(/<style>([\s\S]*?)<\/style>/g, page))}'`,
      `script-src '${digest(only(/<script>([\s\S]*?)<\/script>/g, page))}'`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(page).not.toMatch(/ style="/);
  });

  test('says the sentence, the numbers, the path and the findings without JavaScript', () => {
    const still = page.replace(/<script>[\s\S]*?<\/script>/, '');
    expect(only(/<h1>(.*?)<\/h1>/g, still)).toBe(
      '2 people and 1 robot can change what runs in production alone.',
    );
    expect(still).toContain('<th scope="row">production</th><td>delivery</td>');
    expect(still).toContain('either ann.ash or ben.birch can change what runs in <b>production</b>');
    expect(still).toContain('<tr data-severity="high" data-verdict="violated">');
    expect(still).toContain('<div class="filters" id="filters" hidden>');
    expect(still).toContain('supply: --evidence DIR with forge/shop.json');
  });

  test('draws a lane for each stage, and dashes what was assumed', () => {
    const graphs = page.split('<svg viewBox').slice(1);
    expect(graphs).toHaveLength(2);
    const lanes = [...(graphs[0] ?? '').matchAll(/class="lane"[^>]*>(\w+)</g)].map((match) => match[1]);
    expect(lanes).toEqual(['commit', 'review', 'pipeline', 'agent', 'cluster']);
    const dashed = graphs.map((graph) => graph.match(/class="(box|arrow) assumed"/g)?.length ?? 0);
    expect(dashed).toEqual([0, 2]);
  });

  test('folds findings by root cause and keeps the places', () => {
    const findings = ['a', 'b', 'c'].map((name) => ({
      ...HEAL_FINDING,
      location: { ...KEY_FINDING.location!, path: `${name}.yaml` },
    }));
    const folded = renderHtml(reportOf({ findings }));
    expect(folded.match(/<tr data-severity/g)).toHaveLength(1);
    expect(folded).toContain('<summary>2 more of the same cause</summary>');
    for (const name of ['a', 'b', 'c']) expect(folded).toContain(`<code>${name}.yaml:240:16</code>`);
  });

  test('stands without anything to say', () => {
    const empty = renderHtml(reportOf({ findings: [], quorum: [] }));
    expect(empty).toContain('Nothing here was found to reach a cluster');
    expect(empty).not.toContain('<table');
  });

  test('lets in no tag, attribute or character of a stranger', () => {
    const names = new Set(tags(page).map((tag) => tag.name));
    fc.assert(
      fc.property(hostileReport, (report) => {
        const text = renderHtml(report);
        expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
        for (const tag of tags(text)) {
          expect([...names, 'ul', 'p']).toContain(tag.name);
          expect(tag.attributes.filter((name) => /^(on|src|href|style$)/.test(name))).toEqual([]);
        }
      }),
    );
  });

  test('names a path of any length without tearing a box', () => {
    const people = [[`x${'y'.repeat(300)}`]];
    const paths = PRODUCTION.paths.map((path) => ({ ...path, people, alternatives: 1 }));
    const text = renderHtml(reportOf({ quorum: [{ ...PRODUCTION, paths }] }));
    const boxed = [...text.matchAll(/<text x="\d+" y="\d+">([^<]*)<\/text>/g)].map((match) => match[1] ?? '');
    expect(Math.max(...boxed.map((line) => line.length))).toBeLessThanOrEqual(27);
  });
});

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
