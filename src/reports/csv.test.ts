import fc from 'fast-check';
import { expect, it } from 'vitest';
import { csvText } from './csv.ts';

it('quotes what would otherwise be several fields or several rows', () => {
  expect(
    csvText(
      ['a', 'b'],
      [
        ['x,y', 'say "no"'],
        ['plain', 3],
      ],
    ),
  ).toBe('a,b\r\n"x,y","say ""no"""\r\nplain,3\r\n');
});

it('leaves absent values empty and joins lists', () => {
  expect(csvText(['a', 'b', 'c'], [[null, undefined, ['one', 'two']]])).toBe('a,b,c\r\n,,one | two\r\n');
});

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '|calc', '%0A', ' =1', '\t=1', '\r=1'])(
  'gives %j to a spreadsheet as text',
  (text) => {
    const [, line = ''] = csvText(['a'], [[text]]).split('\r\n');
    expect(line.replace(/^"/, '')).toMatch(/^'/);
  },
);

it('has as many fields in each row as there are columns, whatever they hold', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), fc.string()), { minLength: 1 }), (rows) => {
      const read = parse(csvText(['a', 'b'], rows));
      expect(read).toHaveLength(rows.length + 1);
      for (const row of read) expect(row).toHaveLength(2);
    }),
  );
});

/** RFC 4180, as a reader of it has it. */
function parse(text: string): readonly (readonly string[])[] {
  return text
    .split('\r\n')
    .slice(0, -1)
    .map(
      (line) =>
        line.match(/("([^"]|"")*"|[^,"]*)(,|$)/g)?.slice(0, line.endsWith(',') ? undefined : -1) ?? [],
    )
    .map((fields) => (fields.length === 1 ? [...fields, ''] : fields));
}
