import type { Arena } from './arena.ts';
import type { Attack } from './attack.ts';
import { bind } from './cluster-attack.ts';
import type { Job } from './pipeline.ts';
import type { Story } from './story.ts';
import { account } from './wanted.ts';

const NAME = 'validate-cache';

/**
 * An action of somebody else's, used by a job that validates pull requests, turns out to be hostile. It has what the job
 * has, and wants every later job to administer the namespace.
 */
export const compromisedAction: Attack = {
  goal: () => account('pipelines', 'validate-production'),
  play,
};

async function play(arena: Arena, story: Story): Promise<void> {
  const { pipeline, since } = arena;
  const job: Job = { ref: 'refs/pull/7/merge', sha: since, event_name: 'pull_request' };
  const held = pipeline.isStatic ? await pipeline.secret() : await atTheBroker(arena, story, job);
  if (pipeline.isStatic)
    story.done('pipeline', 'reads the secrets of the job', 'credential', [
      'a token of pipelines/deploy-production, good for a year',
    ]);
  if (held !== undefined)
    await bind(await arena.withToken(held), story, {
      way: 'pipeline',
      name: NAME,
      does: 'creates the binding with the credential that it found',
    });
}

/** The credential that it ends up with. */
async function atTheBroker({ pipeline }: Arena, story: Story, job: Job): Promise<string | undefined> {
  const token = await pipeline.tokenOf(job);
  const own = await pipeline.ask(token, 'validate');
  story.done('pipeline', 'finds what the job traded its own token for', undefined, own.said);
  const asked = await pipeline.ask(await pipeline.tokenOf(job), 'deploy');
  const asks = 'asks for another token of the job and trades it for deploy/production';
  if (asked.credential !== undefined) {
    story.done('pipeline', asks, 'credential', asked.said);
    return asked.credential;
  }
  story.refused('pipeline', asks, 'broker', asked.said);
  const again = await pipeline.ask(token, 'validate');
  const replays = 'replays the token that the job has traded';
  if (again.credential === undefined) story.refused('pipeline', replays, 'broker', again.said);
  else story.done('pipeline', replays, undefined, again.said);
  return own.credential;
}
