import { describe, expect, test } from 'vitest';
import type { OutputRequest } from './invocation.ts';
import { readOutputRequests } from './output-requests.ts';

const command = { name: 'scan', formats: ['text', 'json'] } as const;

function read(values: readonly string[], quiet = false): readonly OutputRequest[] {
  return readOutputRequests(command, values, '/work', quiet);
}

describe('-o', () => {
  test('without it, text goes to standard output', () => {
    expect(read([])).toEqual([{ format: 'text' }]);
  });

  test('a format alone goes to standard output in place of the text', () => {
    expect(read(['json'])).toEqual([{ format: 'json' }]);
  });

  test('a file keeps the text on standard output, unless all should be quiet', () => {
    expect(read(['json=a=b.json'])).toEqual([{ format: 'text' }, { format: 'json', file: '/work/a=b.json' }]);
    expect(read(['json=a.json'], true)).toEqual([{ format: 'json', file: '/work/a.json' }]);
  });

  test.each([
    [['yaml'], 'There is no output format "yaml"'],
    [['sarif'], '`scan` does not write sarif'],
    [['json='], 'No file is named'],
    [['json', 'text'], 'cannot share standard output'],
    [['json=a', 'text=./a'], 'cannot share a file'],
    [[''], 'There is no output format ""'],
  ])('%j is refused', (values, message) => {
    expect(() => read(values)).toThrow(message);
  });
});
