import { expect, test } from 'vitest';
import { runProgram } from '../program.ts';

async function refusal(...argv: readonly string[]): Promise<string> {
  let said = '';
  const code = await runProgram(['guard', ...argv], {
    cwd: process.cwd(),
    env: {},
    version: () => '1.2.3',
    stdout: { write: () => expect.unreachable('it answered') },
    stderr: { write: (text) => void (said += text) },
    untilStopped: () => new Promise<never>(() => undefined),
  });
  expect(code).toBe(2);
  return said;
}

test('an action that a guard does not have is refused', async () => {
  expect(await refusal('revert')).toContain('A guard has no action "revert"');
});

test('a removal needs a kubeconfig, and says how to do without', async () => {
  const said = await refusal('remove');
  expect(said).toContain('No kubeconfig is named');
  expect(said).toContain('kubectl delete validatingwebhookconfiguration mainward');
  expect(await refusal('remove', '--server', 'https://mainward.example')).toContain(
    '--server has no meaning',
  );
});
