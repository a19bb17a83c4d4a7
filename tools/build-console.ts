import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BUILT = join(ROOT, 'dist/console');
const STAMP = join(ROOT, 'dist/.console/stamp');
/** All that the built console comes from. */
const SOURCES = ['console', 'src/model', 'src/ledger', 'package-lock.json', 'tools/build-console.ts'];
/** Smaller files gain nothing. */
const LEAST_BYTES = 1_024;

/** Builds the console into `dist/console`, unless what is there comes from the same sources. */
export async function buildConsole(): Promise<'built' | 'up to date'> {
  const stamp = stampOf(SOURCES);
  if (existsSync(join(BUILT, 'index.html')) && readOr(STAMP) === stamp) return 'up to date';
  const { build } = await import('vite');
  await build({ configFile: join(ROOT, 'console/vite.config.ts') });
  for (const path of filesIn(BUILT)) compress(path);
  mkdirSync(join(STAMP, '..'), { recursive: true });
  writeFileSync(STAMP, stamp);
  return 'built';
}

function stampOf(sources: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of sources.flatMap((source) => filesIn(join(ROOT, source)))) {
    hash.update(`${relative(ROOT, path)}\0`);
    hash.update(createHash('sha256').update(readFileSync(path)).digest());
  }
  return hash.digest('hex');
}

function filesIn(path: string): readonly string[] {
  if (path.endsWith('.json') || path.endsWith('.ts')) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Beside each text, the same as browsers unpack it: it is packed once, not at every request. */
function compress(path: string): void {
  const bytes = readFileSync(path);
  if (!/\.(js|css|svg)$/.test(path) || bytes.length < LEAST_BYTES) return;
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
}

function readOr(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(`console: ${await buildConsole()}`);
