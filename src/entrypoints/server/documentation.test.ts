import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Access, ANY_ROLE, READS_LOG } from './access.ts';
import { PROBLEM_CODES, PROBLEMS } from './problem.ts';
import { routesOf } from './routes.ts';

const text = readFileSync(new URL('../../../docs/server.md', import.meta.url), 'utf8');

function inWords(access: Access): string {
  if (access === 'public') return 'public';
  if (access === 'signed-in') return 'signed in';
  if (access === ANY_ROLE) return 'any role';
  return access === READS_LOG ? 'reads the log' : access.join(', ');
}

test('docs/server.md lists every route and who may ask it, and no other', () => {
  const rows = [...text.matchAll(/^\| `([A-Z]+ [^`]+)` \| ([^|]+) \|/gm)].map(
    (row) => `${row[1]}: ${row[2]}`,
  );
  const open = new Set(
    routesOf({ openLog: true })
      .filter(({ access }) => access === 'public')
      .map(({ path }) => path),
  );
  const routes = routesOf({ openLog: false }).map(({ method, path, access }) => {
    const also = access !== 'public' && open.has(path) ? ', or public' : '';
    return `${method} ${path}: ${inWords(access)}${also}`;
  });
  expect(rows.sort()).toEqual(routes.sort());
});

test('docs/server.md explains every code of a refusal, and no other', () => {
  const rows = [...text.matchAll(/^\| `([A-Z_]+)` \| (\d+) \| .+ \|$/gm)].map((row) => [
    row[1],
    Number(row[2]),
  ]);
  expect(rows).toEqual(PROBLEM_CODES.map((code) => [code, PROBLEMS[code][0]]));
});
