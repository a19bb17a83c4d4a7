import type { OfferedChange } from '../../../flows/approve/change.ts';
import { nativeName } from '../../../flows/verify/native.ts';
import { MainwardError } from '../../../model/errors.ts';
import { renderApprovalPreview } from '../../../reports/approval.ts';
import { approveHere } from '../approving.ts';
import { EXIT } from '../exit.ts';
import type { Invocation, Options } from '../invocation.ts';

/** `mainward approve`: agrees to a change as the person at this machine, by a signed statement kept in Git. */
export async function run(invocation: Invocation): Promise<number> {
  const { args, options } = invocation;
  const verdict = options.withdraw === true ? 'withdraw' : 'approve';
  await approveHere(invocation, {
    what: whatOf(args[0], options),
    verdict,
    preview: async (change, { repository }) =>
      renderApprovalPreview(previewOf(change, verdict, nativeName(repository))),
  });
  return EXIT.judged;
}

function whatOf(revision: string | undefined, { pull }: Options): string | number {
  if (revision !== undefined && pull !== undefined)
    throw new MainwardError('USAGE', 'A revision and --pull are two answers to one question.', {
      remedy: 'Name one of them.',
    });
  const what = pull ?? revision;
  if (what !== undefined) return what;
  throw new MainwardError('USAGE', 'What is agreed to has to be named.', {
    remedy: 'Name a revision, or a pull request with --pull N.',
  });
}

function previewOf(
  { head, base, ref, commits, paths }: OfferedChange,
  verdict: 'approve' | 'withdraw',
  repository: string,
): Parameters<typeof renderApprovalPreview>[0] {
  const [newest] = commits;
  return {
    verdict,
    repository,
    ref,
    title: newest?.message.split('\n', 1)[0] ?? '',
    authors: [...new Set(commits.map(({ author }) => `${author.name} <${author.email}>`))],
    head,
    base,
    commits: commits.length,
    paths,
  };
}
