import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { forbiddenImports, LAW } from './support/law.ts';
import { filesBelow, ROOT, readProjectFile, run } from './support/project.ts';

interface ProjectFile {
  readonly references: readonly { readonly path: string }[];
}

function referencesOf(folder: string): readonly string[] {
  const project = JSON.parse(readProjectFile(join(folder, 'tsconfig.json'))) as ProjectFile;
  return project.references.map((reference) => relative('src', join(folder, reference.path)));
}

/** A project of the same shape, with one harmless file a layer. */
let overlay: string;

function write(path: string, text: string): void {
  mkdirSync(dirname(join(overlay, path)), { recursive: true });
  writeFileSync(join(overlay, path), text);
}

beforeAll(() => {
  overlay = mkdtempSync(join(tmpdir(), 'mainward-law-'));
  for (const file of ['tsconfig.base.json', 'tsconfig.json', '.oxlintrc.json', 'package.json']) {
    cpSync(join(ROOT, file), join(overlay, file));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(overlay, 'node_modules'));
  for (const layer of Object.keys(LAW)) {
    write(`src/${layer}/tsconfig.json`, readFileSync(join(ROOT, 'src', layer, 'tsconfig.json'), 'utf8'));
    write(`src/${layer}/fact.ts`, 'export const fact: number = 1;\n');
  }
});
afterAll(() => rmSync(overlay, { recursive: true, force: true }));

describe('the project references', () => {
  test('are one project a layer, no layer missing', () => {
    const projects = filesBelow('src', /\/tsconfig\.json$/).map((path) => dirname(relative('src', path)));
    expect(projects).toEqual(Object.keys(LAW).sort());
    expect(referencesOf('.').toSorted()).toEqual(Object.keys(LAW).sort());
  });

  test.each(Object.entries(LAW))('of %s are what the law allows', (layer, allowed) => {
    expect(referencesOf(`src/${layer}`).toSorted()).toEqual([...allowed].sort());
  });
});

describe('the compiler', () => {
  test('builds what the law allows and refuses every import it forbids', () => {
    const forbidden = forbiddenImports();
    expect(run('tsc', ['-b'], { cwd: overlay })).toMatchObject({ status: 0, stdout: '' });
    for (const [from, to] of forbidden) {
      const target = relative(`src/${from}`, `src/${to}/fact.ts`);
      write(
        `src/${from}/wants-${to.replace('/', '-')}.ts`,
        `import { fact } from '${target}';\nexport const taken: number = fact;\n`,
      );
    }
    const build = run('tsc', ['-b', '--pretty', 'false'], { cwd: overlay });
    expect(build.status).not.toBe(0);
    for (const [from, to] of forbidden) {
      const file = `src/${from}/wants-${to.replace('/', '-')}.ts`;
      const refused = build.stdout
        .split('\n')
        .some((line) => line.startsWith(file) && /TS(6059|6307)/.test(line));
      expect(refused, `${from} must not import ${to}`).toBe(true);
    }
  });
});

describe('the linter refuses', () => {
  const offences: readonly (readonly [string, string, string, string])[] = [
    [
      'a control that imports a control',
      'src/controls/1-commit/a/control.ts',
      "import { x } from '../b/control.ts';\nexport const y: number = x;\n",
      'no-restricted-imports',
    ],
    [
      'a control that imports a control of another stage',
      'src/controls/2-review/c/control.ts',
      "import { x } from '../../1-commit/b/control.ts';\nexport const y: number = x;\n",
      'no-restricted-imports',
    ],
    [
      'a stage that imports a stage',
      'src/stages/2-review/sideways.ts',
      "import { fact } from '../1-commit/fact.ts';\nexport const y: number = fact;\n",
      'no-restricted-imports',
    ],
    [
      'a report that asks a flow',
      'src/reports/asks.ts',
      "import { fact } from '../flows/fact.ts';\nexport const y: number = fact;\n",
      'no-restricted-imports',
    ],
    [
      'files in a pure part',
      'src/model/reads.ts',
      "import { readFileSync } from 'node:fs';\nexport const y: string = readFileSync('x', 'utf8');\n",
      'no-restricted-imports',
    ],
    [
      'files in a flow',
      'src/flows/reads.ts',
      "import { readFileSync } from 'node:fs';\nexport const y: string = readFileSync('x', 'utf8');\n",
      'no-restricted-imports',
    ],
    [
      'files in a report',
      'src/reports/reads.ts',
      "import { readFileSync } from 'node:fs';\nexport const y: string = readFileSync('x', 'utf8');\n",
      'no-restricted-imports',
    ],
    [
      'files in a control',
      'src/controls/3-pipeline/d/control.ts',
      "import { readFileSync } from 'node:fs';\nexport const y: string = readFileSync('x', 'utf8');\n",
      'no-restricted-imports',
    ],
    [
      'files in a stage',
      'src/stages/1-commit/reads.ts',
      "import { readFileSync } from 'node:fs';\nexport const y: string = readFileSync('x', 'utf8');\n",
      'no-restricted-imports',
    ],
    [
      'a clock in a pure part',
      'src/chain/clock.ts',
      'export const y: number = Date.now();\n',
      'no-restricted-properties',
    ],
    [
      'randomness in a pure part',
      'src/policy/dice.ts',
      'export const y: number = Math.random();\n',
      'no-restricted-properties',
    ],
    [
      'the process in a pure part',
      'src/formats/env.ts',
      'export const y: number = process.pid;\n',
      'no-restricted-globals',
    ],
    ['a default export', 'src/model/one.ts', 'const one = 1;\nexport default one;\n', 'no-default-export'],
    ['a barrel', 'src/model/all.ts', "export * from './fact.ts';\n", 'no-barrel-file'],
    ['a file name in capitals', 'src/model/TheFact.ts', 'export const y: number = 1;\n', 'filename-case'],
    [
      'an unproved non-null assertion',
      'src/model/sure.ts',
      'export function first(xs: readonly number[]): number {\n  return xs[0]!;\n}\n',
      'no-non-null-assertion',
    ],
  ];

  let reports: ReadonlyMap<string, string>;
  beforeAll(() => {
    write('src/controls/1-commit/b/control.ts', 'export const x: number = 1;\n');
    for (const [, file, text] of offences) write(file, text);
    const lint = run('oxlint', ['-f', 'unix', ...offences.map(([, file]) => file)], { cwd: overlay });
    const lines = lint.stdout.split('\n');
    reports = new Map(
      offences.map(([, file]) => [file, lines.filter((line) => line.includes(`${file}:`)).join('\n')]),
    );
  });

  test.each(offences)('%s', (_, file, _text, rule) => {
    expect(reports.get(file)).toContain(rule);
  });
});
