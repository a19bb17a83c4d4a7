import { performance } from 'node:perf_hooks';
import { DriftBoard } from '../../../flows/guard/board/board.ts';
import type { Actor, DriftRecord } from '../../../model/drift.ts';
import type { AccessQuestion, Cluster } from '../../../ports/cluster.ts';
import { CLUSTER_ROLE_BINDINGS, ROLE_BINDINGS } from '../../../ports/cluster-kinds.ts';
import type { LedgerReader } from '../../../ports/ledger.ts';
import { actorWords, deltaWords, doneWords } from '../../../reports/drift/record-words.ts';
import type { Person } from '../organisation/people.ts';
import { until } from './until.ts';
import { demand } from './world.ts';

const RBAC = 'rbac.authorization.k8s.io';
const PATIENCE_MS = 30_000;
const LOOK_EVERY_MS = 2;

export interface DriftScene {
  /** Whoever goes round Git. */
  readonly person: Person;
  /** The cluster as that person has it. */
  readonly theirs: Cluster;
  readonly administrator: Cluster;
  readonly ledger: LedgerReader;
}

/** A way round Git. */
interface Detour {
  /** As a clause without its subject. */
  readonly does: string;
  /** Of the binding that is written. */
  readonly name: string;
  write(scene: DriftScene): Promise<unknown>;
  /** What it lets them do; nothing else does. */
  readonly gained: Omit<AccessQuestion, 'user' | 'groups'>;
}

const QUICK_FIX: Detour = {
  does: 'makes ClusterRoleBinding quick-fix by hand',
  name: 'quick-fix',
  write: ({ theirs, person }) =>
    theirs.create(CLUSTER_ROLE_BINDINGS, {
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: 'quick-fix' },
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ apiGroup: RBAC, kind: 'User', name: person.email }],
    }),
  gained: { verb: 'get', resource: 'secrets' },
};

const ON_CALL: Detour = {
  does: 'adds themselves to RoleBinding payments/on-call, which Git has',
  name: 'on-call',
  async write({ theirs, person }) {
    const key = { type: ROLE_BINDINGS, namespace: 'payments', name: 'on-call' };
    const subjects = (await theirs.get(key))?.['subjects'];
    const more = { apiGroup: RBAC, kind: 'User', name: person.email };
    const body = { subjects: [...(Array.isArray(subjects) ? (subjects as unknown[]) : []), more] };
    return theirs.patch(key, { kind: 'merge', body });
  },
  gained: { verb: 'delete', resource: 'pods', namespace: 'payments' },
};

/** One that the guard deletes, and one that it has given back by the agent that owns it. */
export const DETOURS: readonly Detour[] = [QUICK_FIX, ON_CALL];

/**
 * Somebody gives themselves access round Git, and it is taken back; `say` gets a line for each of what can be seen of it.
 * Throws ThreadBroken where it stays.
 */
export async function playDrift(
  scene: DriftScene,
  detour: Detour,
  say: (line: string) => void,
): Promise<void> {
  const { person, administrator, ledger } = scene;
  const question = { user: person.email, groups: person.groups, ...detour.gained };
  const from = ledger.size();
  await detour.write(scene);
  const since = performance.now();
  demand(await administrator.allows(question), 'drift', () => `${person.id} gains nothing by it`);
  const gone = await until(
    async () => ((await administrator.allows(question)) ? undefined : performance.now()),
    PATIENCE_MS,
    LOOK_EVERY_MS,
  );
  demand(gone !== undefined, 'drift', () => `what ${person.id} gained is still there`);
  const record = await until(() => recordOf(new DriftBoard(ledger), detour, from), PATIENCE_MS);
  demand(record !== undefined, 'drift', () => 'the ledger does not say what became of it');
  const [gained = ''] = deltaWords(record);
  say(`appears   ${person.id} (${person.groups.join(', ')}) ${detour.does}. ${gained}`);
  say(`goes      ${doneWords(record).join(' ')} It was there for ${Math.ceil(gone - since)} ms.`);
  const entries = [record.id, ...record.actions.map(({ index }) => index), record.ended?.index];
  say(`recorded  in entries ${entries.join(', ')} of the ledger, with who it was: ${whoOf(record.actors)}.`);
}

/** What is recorded of it from this entry on, when it is over and somebody is named. */
async function recordOf(board: DriftBoard, { name }: Detour, from: number): Promise<DriftRecord | undefined> {
  const { drift } = await board.page({ open: false, limit: 10 });
  return drift
    .map(({ record }) => record)
    .find(({ id, object, actors }) => id >= from && object.name === name && actors.length > 0);
}

function whoOf(actors: readonly Actor[]): string {
  const [best] = actors;
  if (best === undefined) return 'nobody knows';
  const { name, rest } = actorWords(best);
  return rest === '' ? name : `${name}, ${rest}`;
}
