import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT, run } from '../support/project.ts';

/** The built command, with real git, as a newcomer runs it in the first minute. */
function mainward(...argv: readonly string[]): {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
} {
  const { status, stdout, stderr } = run('node', [join(ROOT, 'bin/mainward.js'), ...argv], { cwd: folder });
  return { status, out: stdout, err: stderr };
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mainward-e2e-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the first minute', () => {
  test('the demo answers and ends well', () => {
    const answer = mainward('demo');
    expect(answer.status, answer.err).toBe(0);
    expect(answer.out).toMatch(/production/);
  });

  test('the same seed makes the same commits', () => {
    for (const name of ['one', 'two']) {
      const made = mainward('demo', '--out', join(folder, name), '--seed', '1');
      expect(made.status, made.err).toBe(0);
    }
    const heads = ['one', 'two'].map((name) =>
      run('git', ['-C', join(folder, name, 'infrastructure'), 'rev-parse', 'HEAD']).stdout.trim(),
    );
    expect(heads[0]).toMatch(/^[0-9a-f]{40}$/);
    expect(heads[1]).toBe(heads[0]);
  });

  test('a scan of its infrastructure judges it, in text and in JSON alike', () => {
    const repository = join(folder, 'one', 'infrastructure');
    const text = mainward('scan', repository);
    const json = mainward('scan', repository, '-o', 'json');
    expect([0, 1], text.err).toContain(text.status);
    expect(json.status).toBe(text.status);
    expect(JSON.parse(json.out)).toMatchObject({ schema: 'mainward.dev/scan/v1' });
  });

  test('an empty folder is nothing to judge', () => {
    const empty = mkdtempSync(join(folder, 'empty-'));
    expect(mainward('scan', empty).status).toBe(3);
  });
});
