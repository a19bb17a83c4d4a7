import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const text = readFileSync(new URL('style.css', import.meta.url), 'utf8');
const colours = new Map(
  [...text.matchAll(/--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }],
  ),
);

/** WCAG 2: relative luminance of `#rrggbb`. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [bright = 0, dim = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (bright + 0.05) / (dim + 0.05);
}

describe.each(['light', 'dark'] as const)('in %s', (theme) => {
  const of = (name: string): string => colours.get(name)?.[theme] ?? '';
  const onEach = ['text', 'dim', 'accent', 'good', 'bad', 'open'].flatMap((name) =>
    ['bg', 'surface', 'sunken', 'raised'].map((behind) => [name, behind] as const),
  );
  const marked = ['good', 'bad', 'open', 'accent'].map((name) => [name, `${name}-soft`] as const);

  test.each([
    ...onEach,
    ...marked,
    ['on-accent', 'accent'],
    ['on-bad', 'bad'],
    ['text', 'bad-soft'],
    ['text', 'good-soft'],
  ] as const)('%s is legible on %s', (name, behind) => {
    expect(contrast(of(name), of(behind))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(['bg', 'surface', 'raised', 'sunken'])('what can be operated is seen on %s', (behind) => {
    expect(contrast(of('line-strong'), of(behind))).toBeGreaterThanOrEqual(3);
    expect(contrast(of('accent'), of(behind))).toBeGreaterThanOrEqual(3);
  });
});

test('nothing of it comes from elsewhere', () => {
  expect(text).not.toMatch(/url\(|https?:/);
});
