import { performance } from 'node:perf_hooks';
import type { Arena } from './arena.ts';
import type { Attack } from './attack.ts';
import { bind, waitForTheAgent } from './cluster-attack.ts';
import { ForgeAttack, freshKey, MAIN, OFFER, short } from './forge.ts';
import type { Job } from './pipeline.ts';
import type { Story } from './story.ts';
import { NAMESPACE, person } from './wanted.ts';

const NAME = 'support-tools';

/**
 * A developer's session was phished and their signing key stolen. Whoever has them wants to administer the developer's
 * namespace, and tries every way that a developer has.
 */
export const compromisedDeveloper: Attack = {
  goal: ({ developer }) => person(developer.email, developer.groups),
  play,
};

async function play(arena: Arena, story: Story): Promise<void> {
  const { developer } = arena.roles;
  const since = performance.now();
  const forge = await ForgeAttack.as(developer, arena, story);
  const head = await forge.commit(NAME);
  const pushes = `pushes ${short(head)} (RoleBinding ${NAMESPACE}/${NAME}: admin for them) straight to main, signed with the stolen key`;
  const landed = (await forge.push(head, MAIN, pushes, 'landed')) ? head : await throughReview(forge, head);
  await throughThePipeline(arena, story, landed, head);
  if (landed !== undefined && !(await story.can()))
    await waitForTheAgent(arena, story, { landed, name: NAME, since });
  if (!(await story.can()))
    await bind(await arena.as(story.goal.who), story, {
      way: 'by-hand',
      name: `${NAME}-2`,
      does: `creates the binding by hand, as ${developer.id}, who may let helpers into ${NAMESPACE}`,
    });
}

/** The commit that landed, if one did. */
async function throughReview(forge: ForgeAttack, head: string): Promise<string | undefined> {
  const offered = await forge.push(
    head,
    OFFER,
    `offers ${short(head)} as pull request 1 through the phished session`,
    'proposed',
  );
  if (!offered) return undefined;
  await forge.approve(
    head,
    freshKey(),
    'approves it through the session, signed with a key that they made up',
  );
  await forge.approve(
    head,
    forge.key,
    'approves it with the stolen key, past the command that would warn them',
  );
  const merge = await forge.merge(head);
  const merged = await forge.push(
    merge,
    MAIN,
    `merges pull request 1 as ${short(merge)} and pushes that to main`,
    'landed',
  );
  return merged ? merge : undefined;
}

/** A job of what landed, or of what is offered; both run what the attacker wrote. */
async function throughThePipeline(
  arena: Arena,
  story: Story,
  landed: string | undefined,
  head: string,
): Promise<void> {
  const { pipeline } = arena;
  const job: Job =
    landed === undefined
      ? { ref: 'refs/pull/1/merge', sha: head, event_name: 'pull_request' }
      : { ref: MAIN, sha: landed, event_name: 'push' };
  const whose = landed === undefined ? 'the job of pull request 1' : `the job of ${short(landed)}`;
  const { credential, said } = pipeline.isStatic
    ? {
        credential: await pipeline.secret(),
        said: ['a token of pipelines/deploy-production, good for a year'],
      }
    : await pipeline.ask(await pipeline.tokenOf(job), 'deploy');
  const asks = pipeline.isStatic
    ? `reads the secrets of ${whose}`
    : `asks the broker for deploy/production in ${whose}`;
  if (credential === undefined) return story.refused('pipeline', asks, 'broker', said);
  story.done('pipeline', asks, 'credential', said);
  await bind(await arena.withToken(credential), story, {
    way: 'pipeline',
    name: NAME,
    does: 'creates the binding with that credential',
  });
}
