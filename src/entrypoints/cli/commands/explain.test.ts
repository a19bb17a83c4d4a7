import { expect, test } from 'vitest';
import { CONTROLS } from '../../../controls/registry.generated.ts';
import { runProgram } from '../program.ts';

async function explain(...argv: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await runProgram(['explain', ...argv], {
    cwd: '/',
    env: {},
    version: () => '0.0.0',
    stdout: { write: (text) => void (out += text) },
    stderr: { write: (text) => void (err += text) },
    untilStopped: () => new Promise<never>(() => undefined),
  });
  return { code, out, err };
}

test('without a control lists each on a line', async () => {
  const { code, out } = await explain();
  expect(code).toBe(0);
  expect(
    out
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split(' ')[0]),
  ).toEqual(CONTROLS.map(({ control }) => control.id));
  expect(JSON.parse((await explain('-o', 'json')).out)).toMatchObject({ schema: 'mainward.dev/explain/v1' });
});

test('prints each document whole, under its title and without front matter', async () => {
  for (const { control, document } of CONTROLS) {
    const { code, out } = await explain(control.id);
    expect(code).toBe(0);
    expect(out.startsWith(`${control.id} (${control.severity}): ${control.title}\n\n`)).toBe(true);
    expect(out).not.toContain('\nsince: ');
    expect(document.trimEnd().endsWith(out.trimEnd().slice(-100))).toBe(true);
  }
});

test('refuses a control that does not exist', async () => {
  const { code, out, err } = await explain('review/no-such-thing');
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain('error[CONTROL_UNKNOWN]: There is no control "review/no-such-thing"');
});
