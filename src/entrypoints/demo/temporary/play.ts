import { join } from 'node:path';
import type { GrantServices } from '../../server/services.ts';
import type { Person } from '../organisation/people.ts';
import { until } from '../thread/until.ts';
import { Workplace } from '../thread/workplace.ts';
import { demand, type World } from '../thread/world.ts';
import { OPERATE, READ } from './policy.ts';

/** How long it may take until what somebody agreed to has landed. */
const LANDS_WITHIN_MS = 60_000;

export interface AccessScene {
  readonly world: World;
  readonly grants: GrantServices;
}

/**
 * Somebody has access for an hour, somebody for a minute, and somebody asks; `say` gets a line for each. Throws
 * ThreadBroken where it does not come to that.
 */
export async function playAccess(scene: AccessScene, say: (line: string) => void): Promise<void> {
  const { people, developer } = scene.world.cast;
  const lead = people.member('payments', 0);
  const reader = people.member('support', 8);
  const other = people.member('payments', 9);
  const place = await Workplace.at(join(scene.world.root, 'people'), lead, scene.world.origin(lead.id));
  const hour = await given(
    scene,
    { person: other, policy: OPERATE, minutes: 60, reason: 'INC-2041: refunds time out' },
    place,
  );
  say(`active    ${other.id} has ${OPERATE} until ${hour}: ${lead.id} (team-leads) agreed`);
  const minute = await given(
    scene,
    { person: reader, policy: READ, minutes: 1, reason: 'A customer waits for an answer' },
    place,
  );
  say(`ends      ${reader.id} has ${READ} until ${minute}, when it ends by itself`);
  const { expires } = await asked(scene, {
    person: developer,
    policy: OPERATE,
    minutes: 45,
    reason: 'CHG-118: move the queue to its new name',
  });
  say(`waits     ${developer.id} asks for ${OPERATE} until ${expires}: one of team-leads has to agree`);
}

interface Wish {
  readonly person: Person;
  readonly policy: string;
  readonly minutes: number;
  readonly reason: string;
}

async function asked({ grants }: AccessScene, { person, ...wish }: Wish) {
  const result = await grants.request({ ...wish, person: person.id });
  demand(result.ok, 'access', () => `${person.id} may not ask for ${wish.policy}`);
  return result.value;
}

/** It is asked for, agreed to, and there; answers with its end. */
async function given(scene: AccessScene, wish: Wish, place: Workplace): Promise<string> {
  const { world, grants } = scene;
  const { id, offered, expires } = await asked(scene, wish);
  await place.git(['fetch', '--quiet', 'origin']);
  const agreed = await world.mainward(
    ['approve', offered?.head ?? '', '--key', place.keyFile, '--roster', world.roster, '--push'],
    { cwd: place.folder, env: place.env },
  );
  demand(agreed.code === 0, 'access', () => agreed.err);
  const reader = { person: undefined, seesAll: true, mayEndAny: false };
  const active = await until(
    async () => ((await grants.grant(id, reader))?.began === undefined ? undefined : true),
    LANDS_WITHIN_MS,
  );
  demand(active === true, 'access', () => `${id} does not land`);
  return expires;
}
