import type { Location } from '../../model/location.ts';
import type { ScanInput } from '../read/input.ts';
import { type Cutter, cutId } from './cutter.ts';
import { textIn, withFile } from './files.ts';

/** The id of one line of text, by what it says. */
export function lineId(input: ScanInput, at: Location): string | undefined {
  if (at.repository === undefined || at.line !== at.endLine) return undefined;
  const line = textIn(input, at.repository, at.path)?.split('\n')[at.line - 1]?.trim();
  return line === undefined || line === '' ? undefined : cutId('line', at.repository, at.path, line);
}

/** A line that says the same twice is no fact by itself. */
const line: Cutter = (input, [repository = '', path = '', wanted = '']) => {
  const lines = textIn(input, repository, path)?.split('\n') ?? [];
  const index = lines.findIndex((one) => one.trim() === wanted);
  const written = lines[index];
  if (wanted === '' || written === undefined || lines.filter((one) => one.trim() === wanted).length > 1)
    return undefined;
  const number = index + 1;
  const column = written.length - written.trimStart().length + 1;
  return {
    input: withFile(input, repository, path, lines.toSpliced(index, 1).join('\n')),
    what: `the policy does not say \`${wanted}\``,
    how: `Remove line ${number} of ${path} of ${repository}: ${wanted}`,
    location: { repository, path, line: number, column, endLine: number, endColumn: written.length + 1 },
  };
};

/** Lines of a policy that a file holds as text. */
export const LINE_CUTTERS: Readonly<Record<string, Cutter>> = { line };
