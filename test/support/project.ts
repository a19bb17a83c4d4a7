import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the project, without a slash at the end. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

const GENERATED = 'registry.generated.ts';

/** Files below a folder of the project, as paths from its root; `node_modules` and `dist` are never entered. */
export function filesBelow(folder: string, matches: RegExp): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = folder === '.' ? entry.name : `${folder}/${entry.name}`;
      if (['node_modules', 'dist', '.git'].includes(entry.name)) return [];
      if (entry.isDirectory()) return filesBelow(path, matches);
      return entry.isFile() && matches.test(path) && entry.name !== GENERATED ? [path] : [];
    })
    .sort();
}

/** Sources as people wrote them: no tests, no conformance suites, no fixtures. */
export function sourceFiles(): readonly string[] {
  return [...filesBelow('src', /\.ts$/), ...filesBelow('console/src', /\.tsx?$/)].filter(
    (path) => !/\.(test|conformance)\.ts$/.test(path) && !/\/(fixtures|testdata)\//.test(path),
  );
}

export function readProjectFile(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** Runs a program of the project's own toolchain, or any other on the search path. */
export function run(
  program: string,
  argv: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): SpawnSyncReturns<string> {
  return spawnSync(program, argv, {
    cwd: options.cwd ?? ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...(options.env ?? process.env), PATH: `${ROOT}/node_modules/.bin:${process.env['PATH'] ?? ''}` },
  });
}
