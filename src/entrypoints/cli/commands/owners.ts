import { readFileSync, statSync } from 'node:fs';
import { basename, relative } from 'node:path';
import { FsFolderReader } from '../../../adapters/folder-fs/reader.ts';
import { GitCliOpener } from '../../../adapters/git-cli/opener.ts';
import { type OwnersAnswer, type OwnersSource, owners } from '../../../flows/owners/owners.ts';
import { MainwardError } from '../../../model/errors.ts';
import { harmless } from '../../../reports/harmless.ts';
import { jsonText } from '../../../reports/json.ts';
import { renderOwners } from '../../../reports/owners.ts';
import { deliver } from '../deliver.ts';
import { EXIT } from '../exit.ts';
import type { Invocation } from '../invocation.ts';

/** Room for more than GitHub loads, so that a file that is too large for it is seen to be. */
const MOST_BYTES = 4 << 20;

/** `mainward owners`: who owns paths, as the forge would read its CODEOWNERS. */
export async function run(invocation: Invocation): Promise<number> {
  demandDialect(invocation);
  const paths = invocation.args.map(repositoryPath);
  const answer = await owners(paths, sourceOf(invocation), {
    git: new GitCliOpener(),
    folders: new FsFolderReader(),
  });
  if (!invocation.options.quiet) invocation.stderr.write(remarks(answer));
  for (const request of invocation.options.output) {
    deliver(
      invocation,
      request,
      request.format === 'json' ? jsonText(answer.document) : renderOwners(answer.document.paths),
    );
  }
  return EXIT.judged;
}

function demandDialect({ options }: Invocation): void {
  const { dialect } = options;
  if (dialect === 'github') return;
  if (dialect === undefined) {
    throw new MainwardError('USAGE', 'Forges read the same CODEOWNERS differently, and none is named.', {
      remedy: 'Add `--dialect github`.',
    });
  }
  throw new MainwardError('NOT_BUILT', `The dialect ${dialect} is not built yet, so nothing is answered.`, {
    remedy: 'Only `--dialect github` works today.',
  });
}

function sourceOf({ options, cwd }: Invocation): OwnersSource {
  const file = options.codeowners;
  if (file === undefined) return { kind: 'repository', path: cwd };
  const inside = relative(cwd, file);
  const name = inside.startsWith('..') ? basename(file) : inside;
  return { kind: 'file', name, bytes: readBounded(file) };
}

function readBounded(file: string): Uint8Array {
  try {
    const { size } = statSync(file);
    if (size <= MOST_BYTES) return readFileSync(file);
  } catch (cause) {
    throw new MainwardError('USAGE', `--codeowners cannot be read: ${file}`, {
      remedy: 'Name an ownership file that may be read.',
      cause,
    });
  }
  throw new MainwardError('BUDGET_EXCEEDED', `--codeowners is larger than ${MOST_BYTES >> 20} MB: ${file}`, {
    remedy: 'GitHub loads no CODEOWNERS of more than 3 MB; make it smaller.',
  });
}

/** A path as Git has it. Ownership is asked of files: a folder has none of its own. */
function repositoryPath(given: string): string {
  const segments = given.split('/').filter((segment, index) => segment !== '.' || index > 0);
  if (segments.length > 0 && segments.every((segment) => !['', '.', '..'].includes(segment)))
    return segments.join('/');
  throw new MainwardError('USAGE', `${JSON.stringify(given)} is no path of a file in a repository.`, {
    remedy: 'Write it from the root of the repository, without `/` at either end and without `..`.',
  });
}

function remarks({ ownership }: OwnersAnswer): string {
  const { path, shadowed, invalid } = ownership;
  const lines = [
    ...(path === undefined
      ? ['there is no CODEOWNERS in .github/, the root or docs/, so nobody owns anything']
      : []),
    ...shadowed.map((other) => `${other} is not looked at, because ${path ?? ''} is there`),
    ...invalid.map(({ reason, at }) => `${at.path}:${at.line} is passed over: ${reason}`),
  ];
  return lines.map((line) => `note: ${harmless(line)}\n`).join('');
}
