import { MainwardError } from '../../../model/errors.ts';
import { EXIT } from '../exit.ts';
import type { Invocation } from '../invocation.ts';

/** `mainward hook`: what Git's hooks of a bare repository run, and what puts them there. */
export async function run(invocation: Invocation): Promise<number> {
  const [what] = invocation.args;
  if (what === 'pre-receive') return preReceive(invocation);
  if (what === 'install') return install(invocation);
  throw new MainwardError('USAGE', `There is no hook ${JSON.stringify(what)}.`, {
    remedy: 'Use `hook install` or, from Git, `hook pre-receive`.',
  });
}

async function preReceive({ cwd, env, stdin, stderr, options, version }: Invocation): Promise<number> {
  const { runPreReceive } = await import('../../hook/run.ts');
  return runPreReceive(
    { folder: cwd, env, stdin, now: new Date().toISOString(), version },
    stderr,
    options.verbose,
  );
}

async function install({ cwd, options, self, stdout }: Invocation): Promise<number> {
  const { repository, roster, policy, ref } = options;
  if (roster === undefined)
    throw new MainwardError('USAGE', 'Without a roster nobody is anybody, and every push would be refused.', {
      remedy: 'Name it with --roster FILE; the file is read anew at each push.',
    });
  const { installHook } = await import('../../hook/install.ts');
  const installed = await installHook({
    folder: repository ?? cwd,
    roster,
    self,
    now: new Date().toISOString(),
    ...(policy === undefined ? {} : { policy }),
    ...(ref === undefined ? {} : { ref }),
  });
  if (!options.quiet)
    stdout.write(
      `${installed.ref} of ${installed.name} now takes only what \`mainward verify\` would pass.\n` +
        'What is in force is what lies in .mainward/ there before each change, and --policy. Who pushed what is kept in mainward/ of its folder.\n',
    );
  return EXIT.judged;
}
