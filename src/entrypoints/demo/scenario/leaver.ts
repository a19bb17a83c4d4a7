import { performance } from 'node:perf_hooks';
import { rfc3339 } from '../calendar.ts';
import type { Arena } from './arena.ts';
import type { Attack } from './attack.ts';
import { bind, waitForTheAgent } from './cluster-attack.ts';
import { ForgeAttack, MAIN, short } from './forge.ts';
import type { Story } from './story.ts';
import { NAMESPACE, person } from './wanted.ts';

const NAME = 'shipping-handover';
/** So long before their last day the commit says that it was made. */
const BACK_SECONDS = 5 * 24 * 3_600;

/**
 * Somebody who left kept their key and a forge account that nobody closed, and dates a commit back to when they were
 * there. An account of theirs in the cluster was forgotten, too.
 */
export const leaver: Attack = { goal: ({ leaver: gone }) => person(gone.email, []), play };

async function play(arena: Arena, story: Story): Promise<void> {
  const { leaver: gone } = arena.roles;
  const since = performance.now();
  const forge = await ForgeAttack.as(gone, arena, story);
  const date = rfc3339((gone.until ?? gone.from) - BACK_SECONDS);
  const day = date.slice(0, 10);
  const push = async (head: string, how: string): Promise<string | undefined> => {
    const does = `pushes ${short(head)} (RoleBinding ${NAMESPACE}/${NAME}: admin for them), dated back to ${day}, to main, ${how}`;
    return (await forge.push(head, MAIN, does, 'landed')) ? head : undefined;
  };
  const landed =
    (await push(await forge.commit(NAME, date), 'signed with the old key')) ??
    (await push(await forge.unsigned(date), 'without a signature'));
  if (landed !== undefined) await waitForTheAgent(arena, story, { landed, name: NAME, since });
  if (!(await story.can()))
    await bind(await arena.as(story.goal.who), story, {
      way: 'by-hand',
      name: `${NAME}-2`,
      does: `creates the binding by hand, as ${gone.id}, whom a binding in ${NAMESPACE} still names`,
    });
}
