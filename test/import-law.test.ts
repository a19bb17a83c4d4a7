import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { forbiddenImports, LAW, projectOf, sourcesOf } from './support/law.ts';
import { filesBelow, ROOT, readProjectFile, run } from './support/project.ts';

interface ProjectFile {
  readonly references: readonly { readonly path: string }[];
}

function referencesOf(folder: string): readonly string[] {
  const project = JSON.parse(readProjectFile(join(folder, 'tsconfig.json'))) as ProjectFile;
  return project.references.map((reference) => layerAt(join(folder, reference.path)));
}

function layerAt(project: string): string {
  return project === 'console' ? project : relative('src', project);
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
    const project = `${projectOf(layer)}/tsconfig.json`;
    write(project, readFileSync(join(ROOT, project), 'utf8'));
    write(`${sourcesOf(layer)}/fact.ts`, 'export const fact: number = 1;\n');
  }
});
afterAll(() => rmSync(overlay, { recursive: true, force: true }));

describe('the project references', () => {
  test('are one project a layer, no layer missing', () => {
    const projects = [
      ...filesBelow('console', /\/tsconfig\.json$/),
      ...filesBelow('src', /\/tsconfig\.json$/),
    ];
    expect(projects.map((path) => layerAt(dirname(path))).sort()).toEqual(Object.keys(LAW).sort());
    expect(referencesOf('.').toSorted()).toEqual(Object.keys(LAW).sort());
  });

  test.each(Object.entries(LAW))('of %s are what the law allows', (layer, allowed) => {
    expect(referencesOf(projectOf(layer)).toSorted()).toEqual([...allowed].sort());
  });
});

describe('the compiler', () => {
  test('builds what the law allows and refuses every import it forbids', () => {
    const forbidden = forbiddenImports();
    expect(run('tsc', ['-b'], { cwd: overlay })).toMatchObject({ status: 0, stdout: '' });
    for (const [from, to] of forbidden) {
      const target = relative(sourcesOf(from), `${sourcesOf(to)}/fact.ts`);
      write(
        `${sourcesOf(from)}/wants-${to.replace('/', '-')}.ts`,
        `import { fact } from '${target}';\nexport const taken: number = fact;\n`,
      );
    }
    const build = run('tsc', ['-b', '--pretty', 'false'], { cwd: overlay });
    expect(build.status).not.toBe(0);
    for (const [from, to] of forbidden) {
      const file = `${sourcesOf(from)}/wants-${to.replace('/', '-')}.ts`;
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
      'a console that asks a flow',
      'console/src/asks.ts',
      "import { fact } from '../../src/flows/fact.ts';\nexport const y: number = fact;\n",
      'no-restricted-imports',
    ],
    [
      'files in the console',
      'console/src/reads.ts',
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
