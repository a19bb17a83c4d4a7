import { MainwardError } from '../../model/errors.ts';
import { EXIT_OF_ERROR } from './exit.ts';
import type { Writer } from './invocation.ts';

/** Says on standard error what went wrong and what to do; returns the exit code. */
export function reportFailure(error: unknown, stderr: Writer, verbose: boolean): number {
  if (error instanceof MainwardError) {
    const remedy = error.remedy === undefined ? '' : `\n  remedy: ${printable(error.remedy)}`;
    stderr.write(`error[${error.code}]: ${printable(error.message)}${remedy}\n`);
    if (verbose && error.cause !== undefined)
      stderr.write(`  cause: ${printableLines(describe(error.cause))}\n`);
    return EXIT_OF_ERROR[error.code];
  }
  stderr.write(
    `error[DEFECT]: this is a defect of Mainward's: ${printableLines(describe(error))}\n` +
      '  remedy: please report it with the command line, `mainward --version` and what `-v` adds to this text; see SECURITY.md if it may be exploitable.\n',
  );
  if (verbose && error instanceof Error) stderr.write(`  ${printableLines(error.stack ?? '')}\n`);
  return EXIT_OF_ERROR.DEFECT;
}

/** Names and paths come from repositories that others write: nothing in them may steer a terminal or feign a line. */
function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}

function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n  ');
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
