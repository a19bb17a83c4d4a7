import { locate } from '../../../adapters/git-cli/locate.ts';
import { GitCliOpener } from '../../../adapters/git-cli/opener.ts';
import { readOwnIdentity } from '../../../adapters/signer-ssh-keygen/identity.ts';
import { SshKeygenSigner } from '../../../adapters/signer-ssh-keygen/signer.ts';
import { GitStatementKeeper } from '../../../adapters/statements-git/keeper.ts';
import { endingOf } from '../../../flows/guard/pause/ending.ts';
import { sayOfPause } from '../../../flows/guard/pause/pause.ts';
import { nativeName } from '../../../flows/verify/native.ts';
import { MainwardError } from '../../../model/errors.ts';
import type { PauseBegun, PauseStatement } from '../../../model/pause.ts';
import type { GitRepository } from '../../../ports/git.ts';
import { EXIT } from '../exit.ts';
import type { Invocation } from '../invocation.ts';
import { signingKeyOf } from '../signing-key.ts';
import type { GuardAction } from './action.ts';
import { type WantedPause, wantedPause } from './wanted-pause.ts';

/** `mainward guard pause`: a signed statement, kept in Git, that pauses the guard of a cluster for a while, or ends that. */
export const pause: GuardAction = {
  operand: '',
  options: ['cluster', 'until', 'reason', 'withdraw', 'key', 'remote'],
  run: async (invocation) => {
    const { cwd, env, options, stdout } = invocation;
    const now = Date.now();
    const wanted = wantedPause(options, now);
    const located = await locate(cwd);
    if (located === undefined) throw noRepository();
    const own = await readOwnIdentity(cwd, env);
    const signer = new SshKeygenSigner(signingKeyOf(options, own.key), env);
    const keeper = new GitStatementKeeper(located, env);
    const remote = options.remote ?? 'origin';
    // What somebody else paused is ended, too.
    if (wanted.kind === 'end') await keeper.receive(remote);
    for (const one of await statementsOf(invocation, wanted, now)) {
      const { key } = await sayOfPause(one, { signer, keeper }, remote);
      stdout.write(`${wordsOf(one)} with ${key}, on ${remote}\n`);
    }
    return EXIT.judged;
  },
};

async function statementsOf(
  { cwd }: Invocation,
  wanted: WantedPause,
  now: number,
): Promise<readonly PauseStatement[]> {
  const repository = await new GitCliOpener().open(cwd);
  if (repository === undefined) throw noRepository();
  try {
    const at = new Date(now).toISOString();
    const about = { repository: nativeName(repository), cluster: wanted.cluster, at };
    if (wanted.kind === 'end') return await endingOf(repository, about);
    const { until, reason } = wanted;
    const begun: PauseBegun = {
      ...about,
      verdict: 'pause',
      from: at,
      until,
      reason,
      commit: await commitOf(repository),
    };
    return [begun];
  } finally {
    await repository.close();
  }
}

/** A commit that the repository is known by: where others have it, too. */
async function commitOf(repository: GitRepository): Promise<string> {
  for (const revision of ['refs/remotes/origin/HEAD', 'refs/remotes/origin/main', 'HEAD']) {
    const found = await repository.resolve(revision);
    if (found !== undefined) return found;
  }
  throw new MainwardError('REVISION_UNKNOWN', 'This clone has no commit by which its repository is known.', {
    remedy: 'Fetch it: git fetch origin',
  });
}

function wordsOf(one: PauseStatement): string {
  return one.verdict === 'pause'
    ? `paused the guard of ${one.cluster} until ${one.until}`
    : `ended the pause of ${one.cluster} that would have lasted until ${one.until}`;
}

function noRepository(): MainwardError {
  return new MainwardError('NOTHING_TO_JUDGE', 'There is no Git repository here to keep a pause in.', {
    remedy: 'Run it in a clone of the repository whose policy guards the cluster, or name one with -C DIR.',
  });
}
