import type { ReceiveReport, RefUpdate, Refusal } from '../../model/receive.ts';
import { isNoObject } from '../../model/receive.ts';
import { ATTESTATIONS_REF } from '../../model/statement.ts';
import type { PushRecord, PushRecorder } from '../../ports/push-log.ts';
import { contextOf, type ReceiveContext, type ReceiveRequest, refuse } from './context.ts';
import { landingsPass } from './landings.ts';
import { protectedRefGoesOn } from './line.ts';
import { namesAreHonest, refsStartWhereTheyAre } from './names.ts';
import { pullRequestsAreReadable, pullRequestsStayTheirs } from './pulls.ts';
import { type Brought, statementsOnlyAdd } from './statements.ts';

export interface ReceivePorts extends Pick<ReceiveContext, 'repository' | 'native' | 'aliasOf'> {
  readonly log: PushRecorder;
}

/** Of one push no more refs are looked at. */
const MOST_UPDATES = 200;

/**
 * Says whether a push may be taken, whole or not at all, and records who pushed what where it may. Whatever cannot be
 * evaluated rejects, and then nothing may be taken either.
 */
export async function receive(request: ReceiveRequest, ports: ReceivePorts): Promise<ReceiveReport> {
  const context = contextOf(request, ports);
  const tooMany = fewEnough(context);
  if (tooMany.length > 0) return { repository: request.name, refusals: tooMany };
  const shape = [
    ...(await namesAreHonest(context)),
    ...refsStartWhereTheyAre(context),
    ...(await protectedRefGoesOn(context)),
    ...(await pullRequestsStayTheirs(context)),
    ...(await pullRequestsAreReadable(context)),
  ];
  const statements = await statementsOnlyAdd(context);
  const landings = shape.length > 0 ? [] : await landingsPass(context);
  const refusals = [...shape, ...statements.refusals, ...landings];
  if (refusals.length === 0) await ports.log.append(await recordsOf(context, statements.brought));
  return { repository: request.name, refusals };
}

function fewEnough(context: ReceiveContext): readonly Refusal[] {
  const [first] = context.updates;
  if (first === undefined || context.updates.length <= MOST_UPDATES) return [];
  return [
    refuse(context, first, {
      what: `${context.updates.length} refs at once`,
      why: [`no more than ${MOST_UPDATES} are judged in one push`],
      how: ['push fewer refs at a time'],
    }),
  ];
}

async function recordsOf(context: ReceiveContext, brought: Brought): Promise<readonly PushRecord[]> {
  return Promise.all(
    context.updates.map(async ({ ref, before, after }): Promise<PushRecord> => {
      const signer =
        context.pusher !== undefined || isNoObject(after)
          ? undefined
          : (await context.describe(after))?.author.person;
      return {
        ref,
        before,
        after,
        at: context.now,
        kind: await kindOf(context, { ref, before, after }),
        ...(context.pusher === undefined ? {} : { pusher: context.pusher }),
        ...(signer === undefined ? {} : { signer }),
        ...(ref === ATTESTATIONS_REF && brought.length > 0 ? { statements: brought } : {}),
      };
    }),
  );
}

/** What a protected ref left behind was looked at already. */
async function kindOf(
  { repository, ref: guarded }: ReceiveContext,
  { ref, before, after }: RefUpdate,
): Promise<PushRecord['kind']> {
  if (isNoObject(before)) return 'create';
  if (isNoObject(after)) return 'delete';
  if (ref === guarded || ref === ATTESTATIONS_REF) return 'push';
  const lost = await repository.commits({ from: [before], not: [after], limit: 1 });
  return lost.length === 0 ? 'push' : 'force-push';
}
