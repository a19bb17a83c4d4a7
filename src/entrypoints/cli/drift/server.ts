import { undoOf } from '../../../flows/drift/undo.ts';
import type { DriftRecord, GuardStatus } from '../../../model/drift.ts';
import type { DriftDifference, DriftDocument } from '../../../model/drift-document.ts';
import { MainwardError } from '../../../model/errors.ts';
import type { DriftSource } from '../commands/drift.ts';
import type { Invocation } from '../invocation.ts';
import { eventWriter } from './events.ts';
import { ServerClient } from './server-client.ts';
import { watchServer } from './server-watch.ts';

/** Asks a server which differences are open, as whoever signed in with `mainward login`. */
export async function serverSource(invocation: Invocation): Promise<DriftSource> {
  const { options } = invocation;
  const client = new ServerClient(invocation);
  const { driftRecord, guardStatus } = await import('../../server/routes/drift-schema.ts');
  const now = async (): Promise<DriftDocument> => {
    const records: DriftRecord[] = [];
    const guards: GuardStatus[] = [];
    let after: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const body = await client.get('/api/v1/drift', {
        open: 'true',
        limit: '100',
        ...(options.cluster === undefined ? {} : { cluster: options.cluster }),
        ...(after === undefined ? {} : { after }),
      });
      if (!isPage(body)) throw client.unreadable();
      const read = driftRecord.array().safeParse(body.drift);
      const status = guardStatus.array().safeParse(body.guards);
      if (!read.success || !status.success) throw client.unreadable();
      records.push(...read.data);
      if (page === 0) guards.push(...status.data);
      after = body.next;
      if (after === undefined) break;
    }
    return documentOf(records, guards, options.cluster, after !== undefined);
  };
  return {
    now,
    watch: () => watchServer(now, client, eventWriter(invocation), invocation),
  };
}

/** Differences beyond these pages are counted as not seen. */
const MOST_PAGES = 50;

interface Page {
  readonly drift: unknown;
  readonly guards: unknown;
  readonly next?: string;
}

function isPage(body: unknown): body is Page {
  return body instanceof Object && 'drift' in body && 'guards' in body;
}

function documentOf(
  records: readonly DriftRecord[],
  guards: readonly GuardStatus[],
  cluster: string | undefined,
  isCut: boolean,
): DriftDocument {
  const named = new Set([...guards.map((one) => one.cluster), ...records.map((one) => one.cluster)]);
  if (named.size === 0) {
    throw new MainwardError(
      'NOTHING_TO_JUDGE',
      `The server guards no cluster${cluster === undefined ? '' : ` ${cluster}`}.`,
      { remedy: 'Name a guard in its configuration, or look at a cluster with --kubeconfig FILE.' },
    );
  }
  return {
    schema: 'mainward.dev/drift/v1',
    clusters: [...named].sort().map((name) => {
      const guard = guards.find((one) => one.cluster === name);
      return {
        cluster: name,
        ...(guard?.repository === undefined ? {} : { repository: guard.repository }),
        ...(guard?.commit === undefined ? {} : { commit: guard.commit }),
        verified: guard?.commit !== undefined && guard.ready,
        ...(guard === undefined ? {} : { tier: guard.tier }),
      };
    }),
    differences: records.map(differenceOf),
    quiet: {},
    forbidden: [],
    unknown: [
      ...guards.filter(({ ready }) => !ready).map(notReady),
      ...(isCut ? [{ reason: 'the server has more differences than are asked for' }] : []),
    ],
    notes: guards.flatMap(({ cluster: name, held }) =>
      held.map(
        ({ code, why }) => `the guard of ${name} is held back: ${code}${why === '' ? '' : `, ${why}`}`,
      ),
    ),
  };
}

function notReady({ cluster, commit }: GuardStatus): DriftDocument['unknown'][number] {
  return commit === undefined
    ? { reason: `the guard of ${cluster} has no verified commit`, supply: 'a landing that passes verify' }
    : { reason: `the guard of ${cluster} does not see all of it`, supply: 'what its account may list' };
}

function differenceOf(record: DriftRecord): DriftDifference {
  const { id, cluster, object, change, effect, danger, actors, seenAt, delta } = record;
  const { tier, decision, code, dueAt, actions } = record;
  return {
    cluster,
    object,
    change,
    effect,
    danger,
    ...(delta === undefined ? {} : { delta }),
    actors,
    since: seenAt,
    undo: change === 'added' ? undoOf({ object, change, replaced: false }) : [],
    guard: {
      id,
      tier,
      decision,
      ...(code === undefined ? {} : { code }),
      ...(dueAt === undefined ? {} : { dueAt }),
      actions: actions.map(({ action }) => action),
    },
  };
}
