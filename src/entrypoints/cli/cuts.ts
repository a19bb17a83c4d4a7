import { FsWorktreeComparer } from '../../adapters/folder-fs/compare.ts';
import { FsFolderReader } from '../../adapters/folder-fs/reader.ts';
import { GitCliOpener } from '../../adapters/git-cli/opener.ts';
import { openAnswering } from '../../flows/answer/open.ts';
import { MainwardError } from '../../model/errors.ts';
import { renderCut, renderCuts } from '../../reports/text/cuts.ts';
import { deliver } from './deliver.ts';
import { collectEvidence } from './evidence.ts';
import { EXIT } from './exit.ts';
import type { Invocation } from './invocation.ts';
import { resolvePaths } from './paths.ts';

/** `mainward scan --cuts`: what could be taken away. `--cut ID`: what the numbers would be then. Judges nothing else. */
export async function showCuts(invocation: Invocation, ids: readonly string[]): Promise<number> {
  const { options, args, cwd } = invocation;
  refuseWhatSaysNothing(invocation);
  const { answering } = await openAnswering(
    {
      places: resolvePaths(args.length === 0 ? ['.'] : args, cwd).map((path) => ({ path })),
      evidence: await collectEvidence(options),
      now: options.asOf ?? new Date().toISOString(),
    },
    { git: new GitCliOpener(), folders: new FsFolderReader(), worktrees: new FsWorktreeComparer() },
  );
  const answer = answering.answer();
  const made = ids.length === 0 ? undefined : answering.without(ids);
  if (made !== undefined && 'impossible' in made)
    throw new MainwardError(
      'USAGE',
      `${JSON.stringify(made.impossible)} is nothing that can be taken away.`,
      {
        remedy: 'mainward scan --cuts lists what can.',
      },
    );
  const text = made === undefined ? renderCuts(answer) : renderCut(answer, made);
  for (const request of options.output) deliver(invocation, request, text);
  return EXIT.judged;
}

function refuseWhatSaysNothing({ options }: Invocation): void {
  const other = options.output.find(({ format }) => format !== 'text');
  if (other !== undefined || options.worktree)
    throw new MainwardError('USAGE', 'Cuts are said as text, and of HEAD.', {
      remedy: 'Leave --worktree and -o out; GET /api/v1/answer/cuts of a server answers in JSON.',
    });
}
