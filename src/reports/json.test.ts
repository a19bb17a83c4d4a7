import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostileReport, hostileText } from './fixtures/hostile.ts';
import { isHarmful } from './harmless.ts';
import { jsonText, renderJson } from './json.ts';

describe('the JSON report', () => {
  test('says exactly what the document says, in characters that do nothing to a terminal', () => {
    fc.assert(
      fc.property(hostileReport, ({ document }) => {
        const text = renderJson(document);
        expect(JSON.parse(text)).toEqual(document);
        const codes = [...text.replaceAll('\n', '')].map((char) => char.codePointAt(0) ?? 0);
        expect(codes.filter(isHarmful)).toEqual([]);
      }),
    );
  });

  test('escapes both halves of a character outside the basic plane', () => {
    expect(jsonText('\u{e0041}')).toBe('"\\udb40\\udc41"\n');
    fc.assert(fc.property(hostileText, (text) => JSON.parse(jsonText(text)) === text));
  });
});
