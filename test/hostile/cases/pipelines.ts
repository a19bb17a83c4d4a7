import type { HostileCase } from '../support/case.ts';
import { BINDING, put } from '../support/repository.ts';

function file(name: string, path: string, content: string, says: HostileCase['says'] = ['ann']): HostileCase {
  return {
    name,
    exit: [0, 1],
    says,
    heavy: content.length > 10_000,
    make(room) {
      put(room.judged, 'rbac.yaml', BINDING);
      for (let at = 0; at < 200; at += 1) put(room.judged, `${'a'.repeat(50)}/${at}.yaml`, 'kind: x\n');
      put(room.judged, path, content);
      return { path: room.judged };
    },
  };
}

const WORKFLOW = 'on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n';
const PATH = '.github/workflows/w.yaml';

export const PIPELINE_CASES: readonly HostileCase[] = [
  file(
    '100,000 owners of patterns that would explode',
    'CODEOWNERS',
    '*a*a*a*a*a*a*a*a*b @x\n'.repeat(100_000),
  ),
  file('one owner pattern of 2 MB', 'CODEOWNERS', `${'*/'.repeat(1_000_000)} @x\n`),
  file('an owner rule with 100,000 owners', 'CODEOWNERS', `* ${'@x '.repeat(100_000)}\n`),
  file(
    'an expression nested 5,000 deep',
    PATH,
    `${WORKFLOW}    - run: echo \${{ ${'('.repeat(5_000)}1${')'.repeat(5_000)} }}\n    - run: x\n      if: ${'!'.repeat(5_000)}true\n`,
  ),
  file(
    '100,000 expressions in one step',
    PATH,
    `${WORKFLOW}    - run: |\n        ${'${{ github.event.issue.title }}'.repeat(20_000)}\n`,
  ),
  file('expressions that never end', PATH, `${WORKFLOW}    - run: "${'${{ '.repeat(50_000)}"\n`),
  file(
    'a matrix of a million million jobs',
    PATH,
    `on: push\njobs:\n  a:\n    runs-on: x\n    strategy:\n      matrix:\n${Array.from({ length: 12 }, (_, at) => `        k${at}: [1,2,3,4,5,6,7,8,9,10]\n`).join('')}    steps: [{run: "echo \${{ matrix.k0 }}"}]\n`,
  ),
  file(
    '4,000 jobs that need each other',
    PATH,
    `on: push\njobs:\n${Array.from({ length: 4_000 }, (_, at) => `  j${at}: {runs-on: x, needs: [j${(at + 1) % 4_000}], steps: [{run: a}]}\n`).join('')}`,
  ),
  file(
    'workflows that call each other in a circle',
    PATH,
    'on: [push, workflow_call]\njobs:\n  a:\n    uses: ./.github/workflows/w.yaml\n    secrets: inherit\n',
  ),
  file(
    'a local action that uses itself',
    '.github/actions/a/action.yml',
    'name: a\nruns: {using: composite, steps: [{uses: ./.github/actions/a}]}\n',
  ),
  file(
    'a shell script of quotes in quotes',
    PATH,
    `${WORKFLOW}    - run: |\n        ${'$(echo "`'.repeat(20_000)}\n`,
  ),
  file(
    'trigger patterns that would explode',
    PATH,
    `on: {push: {branches: ["${'*a'.repeat(2_000)}b", "${'+'.repeat(2_000)}"]}}\njobs: {a: {runs-on: x, steps: [{run: a}]}}\n`,
  ),
  file(
    'keys named __proto__ and constructor',
    PATH,
    'on: push\nenv: {constructor: 1, prototype: 2}\njobs:\n  constructor: {runs-on: x, steps: [{run: a, env: {toString: b}}]}\n',
  ),
];
