import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderCliLoginPage } from './cli-login.ts';
import { renderProblemPage } from './problem.ts';
import { PAGE_STYLE } from './style.ts';
import { renderUnbuiltPage } from './unbuilt.ts';

/** Every page, with a text wherever a text comes from elsewhere. */
function pagesWith(text: string): readonly string[] {
  const reader = { name: text, roles: [text] };
  return [
    renderCliLoginPage(reader, { port: 4_567, challenge: text, state: text, minutes: 60 }),
    renderProblemPage({ title: text, code: text, detail: text, signInFor: text, requestId: text }),
  ];
}

/** Markup as a browser would see it: tags with the names of their attributes. */
function skeleton(page: string): readonly string[] {
  return [...page.matchAll(/<\/?([a-z0-9]+)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*>|<[^a-z/!]|<$/g)].map(
    ([all, name, attributes]) =>
      name === undefined ? all : `${name}${(attributes ?? '').replace(/="[^"]*"/g, '')}`,
  );
}

describe('pages', () => {
  test('are never other markup because of what stands in them', () => {
    const plain = pagesWith('x').map(skeleton);
    const pieces = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '&',
      '<script>',
      '</p>',
      '-->',
      'javascript:',
      ' onx=',
      '\u0000',
      '\u202e',
      '&lt;',
      '`',
      'x',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (hostile) => {
        const code = (tag: string): boolean => tag !== 'code';
        expect(pagesWith(hostile).map((page) => skeleton(page).filter(code))).toEqual(
          plain.map((page) => page.filter(code)),
        );
      }),
      { numRuns: 500 },
    );
  });

  test('have no script, no style of their own and nothing of elsewhere', () => {
    for (const page of [...pagesWith('x'), renderUnbuiltPage()]) {
      expect(page).not.toMatch(/<script|<style|style=|\son[a-z]+=|https?:|\/\/[a-z]/i);
      expect(page).toContain('<link rel="stylesheet" href="/style.css">');
    }
    expect(PAGE_STYLE).not.toMatch(/url\(|@import|https?:/);
    expect(PAGE_STYLE).toContain('prefers-color-scheme:dark');
  });
});
