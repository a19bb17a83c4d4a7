import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Invocation } from '../invocation.ts';
import { run } from './demo.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mainward-demo-command-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function invocation(out: string, said: string[], quiet = false): Invocation {
  return {
    command: 'demo',
    args: [],
    options: {
      output: [{ format: 'text' }],
      evidence: [],
      offline: false,
      failOn: 'high',
      newOnly: false,
      quiet,
      verbose: false,
      progress: false,
      all: false,
      strict: false,
      worktree: false,
      sigstoreIdentity: [],
      groups: [],
      out,
      seed: 3,
    },
    cwd: folder,
    env: {},
    stdin: Readable.from([]),
    self: ['node', 'mainward'],
    stdout: { write: (text) => said.push(`data: ${text}`) },
    stderr: { write: (text) => said.push(text) },
    untilStopped: () => new Promise<never>(() => undefined),
    isTTY: false,
    columns: 80,
    color: false,
    version: '0.0.0',
  };
}

test('with a folder it makes the organisation there, says how to go on, and ends well', async () => {
  const said: string[] = [];
  const out = join(folder, 'acme');
  expect(await run(invocation(out, said))).toBe(0);
  expect(existsSync(join(out, 'infrastructure', '.git'))).toBe(true);
  expect(readFileSync(join(out, 'expected.yaml'), 'utf8')).toContain('seed: 3\n');
  expect(said.join('')).toMatch(/^acme has 13 repositories/);
  expect(said.join('')).toContain(`--evidence ${join(out, 'evidence')}`);
  expect(said.filter((text) => text.startsWith('data:'))).toEqual([]);
});

test('it says nothing where nothing is to be said', async () => {
  const said: string[] = [];
  expect(await run(invocation(join(folder, 'quiet'), said, true))).toBe(0);
  expect(said).toEqual([]);
});
