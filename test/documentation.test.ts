import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMANDS, GLOBAL_OPTIONS } from '../src/entrypoints/cli/commands.ts';
import { EXIT, EXIT_OF_ERROR } from '../src/entrypoints/cli/exit.ts';
import { mirrorOf } from '../src/entrypoints/cli/options.ts';
import { REFUSALS as ADMISSION_REFUSALS, ALLOWANCES } from '../src/flows/admit/codes.ts';
import { STEPS } from '../src/flows/admit/steps.ts';
import { EXCHANGE } from '../src/flows/exchange/exchange.ts';
import { GRANT_REFUSALS } from '../src/flows/grant/refusal.ts';
import { PLAN_CODES } from '../src/flows/review/remedy/plan.ts';
import { REMEDY_REFUSALS } from '../src/flows/review/remedy/refusal.ts';
import { CHECK_CODES } from '../src/model/check.ts';
import { ERROR_CODES } from '../src/model/errors.ts';
import { REFUSALS } from '../src/model/exchange.ts';
import { REASON_CODES } from '../src/model/landing.ts';
import { filesBelow, ROOT, readProjectFile, run } from './support/project.ts';

const documents = [
  ...filesBelow('.', /^[^/]+\.md$/),
  ...filesBelow('docs', /\.md$/),
  ...filesBelow('src', /\.md$/),
];

describe('docs/errors.md', () => {
  const rows = [
    ...readProjectFile('docs/errors.md').matchAll(/^\| `([A-Z_]+)` \| (\d+) \| (.+) \| (.+) \|$/gm),
  ];

  test('explains every code there is, and no other', () => {
    expect(rows.map((row) => row[1]).sort()).toEqual([...ERROR_CODES].sort());
  });

  test('names the exit code that each ends in', () => {
    expect(Object.fromEntries(rows.map((row) => [row[1], Number(row[2])]))).toEqual(EXIT_OF_ERROR);
  });
});

test('docs/verify.md explains every reason there is, and no other', () => {
  const rows = [
    ...readProjectFile('docs/verify.md').matchAll(/^\| `([a-z-]+)` \| (?:fails|unknown|remark) \| .+ \|$/gm),
  ];
  expect(rows.map((row) => row[1]).sort()).toEqual([...REASON_CODES].sort());
});

test('docs/access.md explains every refusal there is, and no other', () => {
  const rows = [...readProjectFile('docs/access.md').matchAll(/^\| `([a-z-]+)` \| .+ \|$/gm)];
  expect(rows.map((row) => row[1]).sort()).toEqual([...GRANT_REFUSALS].sort());
});

test('docs/review.md explains every refusal of what comes after a revocation, and every task, and no other', () => {
  const [, section = ''] = readProjectFile('docs/review.md').split('\n## After a revocation\n');
  const rows = [...section.matchAll(/^\| `([a-z-]+)` \| .+ \|$/gm)].map((row) => row[1]);
  expect(rows.sort()).toEqual([...REMEDY_REFUSALS, ...PLAN_CODES].sort());
});

test('docs/check.md explains every reason that verify does not have, and no other', () => {
  const rows = [
    ...readProjectFile('docs/check.md').matchAll(/^\| `([a-z-]+)` \| (?:fails|unknown|remark) \| .+ \|$/gm),
  ];
  expect(rows.map((row) => row[1]).sort()).toEqual([...CHECK_CODES].sort());
});

test('docs/broker.md explains every refusal there is, and no other, and names the steps in their order', () => {
  const text = readProjectFile('docs/broker.md');
  const rows = [...text.matchAll(/^\| `([a-z-]+)` \| .+ \|$/gm)].map((row) => row[1] ?? '');
  expect(rows.filter((code) => !/^(issuer|audience|claims|commit|ref)$/.test(code)).sort()).toEqual(
    [...REFUSALS].sort(),
  );
  expect([...text.matchAll(/^\d+\. (.+)$/gm)].map((row) => row[1])).toEqual(EXCHANGE.names);
});

test('docs/admission.md explains every answer there is, and no other, and names the steps in their order', () => {
  const text = readProjectFile('docs/admission.md');
  const rows = (cells: number): readonly (string | undefined)[] =>
    [...text.matchAll(/^\| `([a-z-]+)` \|(.+)\|$/gm)]
      .filter(([, , rest = '']) => rest.split(' | ').length === cells)
      .map(([, code]) => code)
      .sort();
  expect(rows(1)).toEqual([...ALLOWANCES].sort());
  expect(rows(2)).toEqual([...ADMISSION_REFUSALS].sort());
  const [, judged = ''] = text.split('\n## How it is judged\n');
  const [steps = ''] = judged.split('\n## ');
  expect([...steps.matchAll(/^\d+\. (.+)$/gm)].map((row) => row[1])).toEqual(STEPS.map(({ name }) => name));
});

test('docs/command-line.md has every global flag with its mirror, and no other', () => {
  const rows = [
    ...readProjectFile('docs/command-line.md').matchAll(/^\| (?:`-\w`, )?`(--[a-z-]+)[^`]*` \| `(\w+)` \|/gm),
  ];
  expect(rows.map((row) => [row[1], row[2]])).toEqual(
    GLOBAL_OPTIONS.map((option) => [`--${option.long}`, mirrorOf(option)]),
  );
});

describe('README.md', () => {
  test('has the five lines that try a guard as its document has them, which a real cluster is tried with', () => {
    const lines = /```sh\n(git clone --mirror[\s\S]*?)```/.exec(readProjectFile('docs/guard.md'))?.[1] ?? '';
    expect(lines.trim().split('\n')).toHaveLength(5);
    expect(readProjectFile('README.md')).toContain(lines);
  });

  test('has every command there is in its table of commands, and no other', () => {
    const section = readProjectFile('README.md').split('\n## Commands\n')[1]?.split('\n## ')[0] ?? '';
    const named = section.split('\n').flatMap((row) => {
      const cell = /^\| (`.+?) \|(?= )/.exec(row.replaceAll('\\|', '/'))?.[1] ?? '';
      return [...cell.matchAll(/`([a-z-]+)/g)].flatMap((match) => match[1] ?? []);
    });
    expect(named.toSorted()).toEqual(COMMANDS.map((command) => command.name).sort());
  });

  test('has a row for each exit code', () => {
    const codes = [...readProjectFile('README.md').matchAll(/^\| (\d+) \|/gm)].map((match) =>
      Number(match[1]),
    );
    expect(codes).toEqual(Object.values(EXIT));
  });
});

describe.each(documents)('%s', (path) => {
  const text = readProjectFile(path);

  test('links only to what exists', () => {
    const prose = text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
    const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].flatMap((match) => match[1] ?? []);
    const broken = targets
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => {
        const [file, anchor] = target.split('#');
        const aim = file === '' || file === undefined ? path : join(dirname(path), file);
        if (!existsSync(join(ROOT, aim))) return true;
        return anchor !== undefined && !anchors(readProjectFile(aim)).includes(anchor);
      });
    expect(broken).toEqual([]);
  });
});

/** Fenced blocks that start with ` ```sh runnable `; each runs in the project's root, as the reader would type it. */
const blocks = ['README.md', 'CONTRIBUTING.md'].flatMap((path) =>
  [...readProjectFile(path).matchAll(/^```sh runnable\n([\s\S]*?)^```$/gm)].map(
    (match) => [path, match[1] ?? ''] as const,
  ),
);

test('the README has commands that are run here', () => {
  expect(blocks.filter(([path]) => path === 'README.md')).not.toEqual([]);
});

test.each(blocks)('%s: %s does what it says', (_, script) => {
  const result = run('bash', [
    '-euo',
    'pipefail',
    '-c',
    `mainward() { node ${ROOT}/bin/mainward.js "$@"; }\n${script}`,
  ]);
  expect(result.status, result.stderr).toBe(0);
});

describe('nothing that is published', () => {
  const published = filesBelow(
    '.',
    /\.(ts|js|json|md|yaml|yml)$|^\.(npmrc|gitignore)$|^LICENSE$|^\.ci\/run$/,
  );

  test('names a package registry, not even the lock file', () => {
    const words = ['registry', 'npmjs'].join('.');
    const naming = published.filter(
      (path) =>
        readProjectFile(path).includes(words) ||
        /"resolved":/.test(path === 'package-lock.json' ? readProjectFile(path) : ''),
    );
    expect(naming).toEqual([]);
  });

  test('names a path of the machine it was written on', () => {
    const naming = published.filter((path) => readProjectFile(path).includes(`${ROOT}/`));
    expect(naming).toEqual([]);
  });
});

/** The anchors of a document's headings, as forges make them. */
function anchors(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
