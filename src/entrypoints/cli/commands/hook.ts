import { MainwardError } from '../../../model/errors.ts';
import { EXIT } from '../exit.ts';
import { reportFailure } from '../failure.ts';
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

async function preReceive({ cwd, env, stdin, stderr, options }: Invocation): Promise<number> {
  try {
    const { judgePush } = await import('../../hook/pre-receive.ts');
    const report = await judgePush({ folder: cwd, env, stdin, now: new Date().toISOString() });
    if (report.refusals.length === 0) return EXIT.judged;
    const { renderRefusals } = await import('../../../reports/refusal.ts');
    stderr.write(renderRefusals(report));
    return EXIT.violated;
  } catch (error) {
    // Whatever goes wrong here, the push is not taken: Git looks only at whether this is 0.
    stderr.write('mainward: this push could not be judged, and nothing of it is taken\n');
    return reportFailure(error, stderr, options.verbose);
  }
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
