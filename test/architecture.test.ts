import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { STAGES } from '../src/model/verdict.ts';
import { LAW, sourcesOf } from './support/law.ts';
import { filesBelow, readProjectFile, sourceFiles } from './support/project.ts';

const PURE = /^src\/(model|formats|stages|chain|policy|controls|reports|ledger)\//;

describe('the house', () => {
  test('numbers its stages in the order of the chain', () => {
    const folders = Object.keys(LAW).filter((layer) => layer.startsWith('stages/'));
    expect(folders.map((folder) => folder.replace(/^stages\/\d-/, ''))).toEqual(
      STAGES.filter((stage) => stage !== 'chain'),
    );
  });

  test('keeps half its files under 100 lines and nine tenths under 300', () => {
    const lengths = sourceFiles()
      .map((path) => readProjectFile(path).split('\n').length - 1)
      .sort((a, b) => a - b);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(100);
    expect(lengths[Math.floor(lengths.length * 0.9)]).toBeLessThan(300);
  });

  test('has no drawer for odds and ends', () => {
    const drawers = sourceFiles().filter((path) =>
      /(^|\/)(utils?|helpers?|common|misc|shared|index)(\.|\/|$)/.test(path),
    );
    expect(drawers).toEqual([]);
  });

  test('writes relative imports with their real ending, and takes no way round the layers', () => {
    const wrong = sourceFiles().flatMap((path) =>
      importsOf(readProjectFile(path))
        .filter((target) =>
          target.startsWith('.') ? !/\.(tsx?|json|css)$/.test(target) : /^[#/]/.test(target),
        )
        .map((target) => `${path}: ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  test('holds tests to the import law of the code they stand beside', () => {
    const crossing = [...filesBelow('src', /\.ts$/), ...filesBelow('console/src', /\.tsx?$/)].flatMap(
      (path) => {
        const from = layerOf(path);
        return importsOf(readProjectFile(path))
          .filter((target) => target.startsWith('.'))
          .map((target) => layerOf(join(dirname(path), target)))
          .filter((to) => from !== undefined && to !== from && !LAW[from]?.includes(to ?? ''))
          .map((to) => `${path}: ${to}`);
      },
    );
    expect(crossing).toEqual([]);
  });

  test('lets no pure part look at the clock or wait for anything', () => {
    const impure = sourceFiles()
      .filter((path) => PURE.test(path))
      .filter((path) => /\bnew Date\(\)|\bDate\.now\b|\bMath\.random\b|\bawait\b|\basync\b/.test(code(path)));
    expect(impure).toEqual([]);
  });

  test('builds no regular expression from values, outside what proves it safe', () => {
    const dynamic = sourceFiles().filter((path) => /\bnew RegExp\(|\bRegExp\(/.test(code(path)));
    expect(dynamic).toEqual([]);
  });

  test('silences neither the compiler nor the linter without a reason', () => {
    const silenced = [...sourceFiles(), ...filesBelow('test', /\.ts$/)].filter((path) =>
      /@ts-(ignore|nocheck)|as unknown as|(oxlint|eslint)-disable(?!-next-line [\w/-]+ -- \S)/.test(
        path === 'test/architecture.test.ts' ? '' : readProjectFile(path),
      ),
    );
    expect(silenced).toEqual([]);
  });
});

function layerOf(path: string): string | undefined {
  return Object.keys(LAW).find((layer) => path.startsWith(`${sourcesOf(layer)}/`));
}

function importsOf(text: string): readonly string[] {
  return [...text.matchAll(/^(?:import|export)\b[^'"]*?from '([^']+)'/gm)].flatMap((match) => match[1] ?? []);
}

/** The source without comments, roughly: enough to look for words. */
function code(path: string): string {
  return readProjectFile(path)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '');
}
