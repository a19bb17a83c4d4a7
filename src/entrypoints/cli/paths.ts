import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { MainwardError } from '../../model/errors.ts';

/** Paths as given -> absolute ones that exist. Throws PATH_NOT_FOUND. */
export function resolvePaths(paths: readonly string[], cwd: string): readonly string[] {
  return paths.map((path) => {
    const absolute = resolve(cwd, path);
    if (!existsSync(absolute)) {
      throw new MainwardError(
        'PATH_NOT_FOUND',
        `${path} does not exist, so there is nothing there to judge.`,
        {
          fields: { path },
          remedy: 'Name a repository or a folder.',
        },
      );
    }
    return absolute;
  });
}
