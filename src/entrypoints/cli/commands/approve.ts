import { locate } from '../../../adapters/git-cli/locate.ts';
import { GitCliOpener } from '../../../adapters/git-cli/opener.ts';
import { readOwnIdentity } from '../../../adapters/signer-ssh-keygen/identity.ts';
import { type SigningKeySource, SshKeygenSigner } from '../../../adapters/signer-ssh-keygen/signer.ts';
import { GitStatementKeeper } from '../../../adapters/statements-git/keeper.ts';
import { approve } from '../../../flows/approve/approve.ts';
import type { OfferedChange } from '../../../flows/approve/change.ts';
import { nativeName } from '../../../flows/verify/native.ts';
import { MainwardError } from '../../../model/errors.ts';
import { renderApprovalPreview } from '../../../reports/approval.ts';
import { collectEvidence } from '../evidence.ts';
import { EXIT } from '../exit.ts';
import type { Invocation, Options } from '../invocation.ts';

/** `mainward approve`: agrees to a change as the person at this machine, by a signed statement kept in Git. */
export async function run(invocation: Invocation): Promise<number> {
  const { cwd, env, options, stdout, stderr } = invocation;
  const what = whatOf(invocation.args[0], options);
  refuseIdle(options);
  const located = await locate(cwd);
  const repository = located === undefined ? undefined : await new GitCliOpener().open(cwd);
  if (located === undefined || repository === undefined)
    throw new MainwardError('NOTHING_TO_JUDGE', 'There is no Git repository here, so nothing is offered.', {
      remedy: 'Run it in a clone, or name one with -C DIR.',
    });
  try {
    const { roster } = await collectEvidence(options);
    const own = await readOwnIdentity(cwd, env);
    const verdict = options.withdraw === true ? 'withdraw' : 'approve';
    const name = nativeName(repository);
    const approved = await approve(
      {
        what,
        verdict,
        self: own.email === undefined ? {} : { email: own.email },
        now: new Date().toISOString(),
        ...(options.ref === undefined ? {} : { ref: options.ref }),
        ...(roster === undefined ? {} : { roster }),
        ...(options.push === true ? { remote: options.remote ?? 'origin' } : {}),
      },
      {
        repository,
        signer: new SshKeygenSigner(keyOf(options, own.key), env),
        keeper: new GitStatementKeeper(located, env),
        show: (change) => {
          if (!options.quiet) stderr.write(renderApprovalPreview(previewOf(change, verdict, name)));
        },
      },
    );
    const { head } = approved.approval;
    const where = approved.published
      ? `on ${options.remote ?? 'origin'}`
      : 'in this clone only: --push brings it to the others';
    stdout.write(
      `${verdict === 'approve' ? 'approved' : 'withdrawn'} ${head} with ${approved.key}, ${where}\n`,
    );
    return EXIT.judged;
  } finally {
    await repository.close();
  }
}

function refuseIdle({ push, remote, offline }: Options): void {
  if (push === true && offline)
    throw new MainwardError('USAGE', '--push uses the network, and --offline forbids it.', {
      remedy: 'Leave one of them out.',
    });
  if (remote !== undefined && push !== true)
    throw new MainwardError('USAGE', '--remote has no meaning without --push.', { remedy: 'Add --push.' });
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

function keyOf({ key }: Options, own: SigningKeySource | undefined): SigningKeySource {
  if (key !== undefined) return { file: key };
  if (own !== undefined) return own;
  throw new MainwardError('SIGNING_FAILED', 'Git knows no SSH key of yours, so nothing can be signed.', {
    remedy: 'Name it with --key FILE, or: git config gpg.format ssh && git config user.signingkey FILE',
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
