import { locate } from '../../adapters/git-cli/locate.ts';
import { GitCliOpener } from '../../adapters/git-cli/opener.ts';
import { readOwnIdentity } from '../../adapters/signer-ssh-keygen/identity.ts';
import { SshKeygenSigner } from '../../adapters/signer-ssh-keygen/signer.ts';
import { GitStatementKeeper } from '../../adapters/statements-git/keeper.ts';
import { approve } from '../../flows/approve/approve.ts';
import type { OfferedChange } from '../../flows/approve/change.ts';
import type { Evidence } from '../../flows/evidence/evidence.ts';
import { MainwardError } from '../../model/errors.ts';
import type { GitRepository } from '../../ports/git.ts';
import { collectEvidence } from './evidence.ts';
import type { Invocation, Options } from './invocation.ts';
import { signingKeyOf } from './signing-key.ts';

export interface Agreeing {
  /** A revision, or the number of a pull request. */
  readonly what: string | number;
  readonly verdict: 'approve' | 'withdraw';
  /** What is shown before anything is signed; rejects where it is not to be signed. */
  readonly preview: (
    change: OfferedChange,
    at: { readonly repository: GitRepository; readonly evidence: Evidence; readonly now: string },
  ) => Promise<string>;
}

/** Agrees to what is offered in the clone of the current folder, as the person at this machine. */
export async function approveHere(
  { cwd, env, options, stdout, stderr }: Invocation,
  { what, verdict, preview }: Agreeing,
): Promise<void> {
  refuseIdle(options);
  const located = await locate(cwd);
  const repository = located === undefined ? undefined : await new GitCliOpener().open(cwd);
  if (located === undefined || repository === undefined)
    throw new MainwardError('NOTHING_TO_JUDGE', 'There is no Git repository here, so nothing is offered.', {
      remedy: 'Run it in a clone, or name one with -C DIR.',
    });
  try {
    const evidence = await collectEvidence(options);
    const { roster } = evidence;
    const own = await readOwnIdentity(cwd, env);
    const now = new Date().toISOString();
    const approved = await approve(
      {
        what,
        verdict,
        self: own.email === undefined ? {} : { email: own.email },
        now,
        ...(options.ref === undefined ? {} : { ref: options.ref }),
        ...(roster === undefined ? {} : { roster }),
        ...(options.push === true ? { remote: options.remote ?? 'origin' } : {}),
      },
      {
        repository,
        signer: new SshKeygenSigner(signingKeyOf(options, own.key), env),
        keeper: new GitStatementKeeper(located, env),
        show: async (change) => {
          const text = await preview(change, { repository, evidence, now });
          if (!options.quiet) stderr.write(text);
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
