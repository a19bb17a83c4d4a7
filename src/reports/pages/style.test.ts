import { expect, test } from 'vitest';
import { PAGE_STYLE } from './style.ts';

const [light = '', dark = ''] = [...PAGE_STYLE.matchAll(/:root\{[^}]*\}/g)].map(([block]) => block);

function colours(block: string): ReadonlyMap<string, string> {
  return new Map(
    [...block.matchAll(/--([a-z]+):(#[0-9a-f]{3,6})/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

/** WCAG 2: relative luminance of `#rgb` or `#rrggbb`. */
function luminance(colour: string): number {
  const digits =
    colour.length === 4
      ? [...colour]
          .slice(1)
          .flatMap((one) => [one, one])
          .join('')
      : colour.slice(1);
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const part = Number.parseInt(digits.slice(at, at + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [bright = 0, dim = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (bright + 0.05) / (dim + 0.05);
}

test.each([
  ['light', light],
  ['dark', dark],
])('every text is legible in %s', (_, block) => {
  const all = colours(block);
  const of = (name: string): string => all.get(name) ?? '';
  for (const text of ['fg', 'dim', 'link', 'good', 'bad', 'open'])
    for (const behind of ['bg', 'card'])
      expect(contrast(of(text), of(behind)), `${text} on ${behind}`).toBeGreaterThanOrEqual(4.5);
  expect(contrast(of('fg'), of('mark')), 'marked text').toBeGreaterThanOrEqual(4.5);
});
