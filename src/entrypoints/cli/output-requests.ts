import { resolve } from 'node:path';
import { MainwardError } from '../../model/errors.ts';
import { OUTPUT_FORMATS, type OutputFormat, type OutputRequest } from './invocation.ts';
import type { CommandSpec } from './table/spec.ts';

/**
 * Reads `FORMAT[=FILE]`. Where every report goes to a file, the text still goes to standard output, unless
 * `quiet`. Throws `USAGE` for what no command writes, `NOT_BUILT` for what this one does not write.
 */
export function readOutputRequests(
  command: Pick<CommandSpec, 'name' | 'formats'>,
  values: readonly string[],
  cwd: string,
  quiet: boolean,
): readonly OutputRequest[] {
  if (values.length === 0) return [{ format: 'text' }];
  const requests = values.map((value) => readOutputRequest(command, value, cwd));
  const onStdout = requests.filter((request) => request.file === undefined);
  if (onStdout.length > 1) {
    throw new MainwardError('USAGE', 'Two reports cannot share standard output.', {
      remedy: 'Give all but one a file: `-o json=report.json`.',
    });
  }
  const written = requests.flatMap((request) => request.file ?? []);
  if (new Set(written).size < written.length) {
    throw new MainwardError('USAGE', 'Two reports cannot share a file.', { remedy: 'Name a file for each.' });
  }
  return onStdout.length === 0 && !quiet ? [{ format: 'text' }, ...requests] : requests;
}

function readOutputRequest(
  command: Pick<CommandSpec, 'name' | 'formats'>,
  value: string,
  cwd: string,
): OutputRequest {
  const separator = value.indexOf('=');
  const name = separator === -1 ? value : value.slice(0, separator);
  const file = separator === -1 ? undefined : value.slice(separator + 1);
  const format = OUTPUT_FORMATS.find((known): known is OutputFormat => known === name);
  const remedy = `\`${command.name}\` writes ${command.formats.join(', ')}.`;
  if (format === undefined) {
    throw new MainwardError('USAGE', `There is no output format ${JSON.stringify(name)}.`, { remedy });
  }
  if (!command.formats.includes(format)) {
    throw new MainwardError('NOT_BUILT', `\`${command.name}\` does not write ${format}.`, { remedy });
  }
  if (file === '') throw new MainwardError('USAGE', `No file is named after \`-o ${format}=\`.`);
  return file === undefined ? { format } : { format, file: resolve(cwd, file) };
}
