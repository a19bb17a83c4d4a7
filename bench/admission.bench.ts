import { asks, binding, role, type World, world } from '../src/flows/admit/fixtures/world.ts';
import { readReview } from '../src/flows/admit/read-review.ts';
import { writeReview } from '../src/flows/admit/write-review.ts';
import type { AdmissionRequest } from '../src/ports/admission.ts';
import type { Measurement } from './measure.ts';

const BINDINGS = 10_000;
const USERS = 5_000;
const ROLES = 400;
const ROUNDS = 400;
/** Milliseconds in which half of all reviews are answered, and 99 of 100. */
const HALF = 2;
const MOST = 10;

/**
 * A review, from its bytes to those of the answer, on a cluster with 10,000 bindings and a policy that asks the controls:
 * what Git has, what nobody explains, a role of 50 rules, and what only takes away, by turns. The network and the API
 * server's own part are not in it.
 */
export async function measure(): Promise<readonly Measurement[]> {
  const one = populated();
  const reviews = requestsOf(one).map(reviewOf);
  const times: number[] = [];
  for (let round = -50; round < ROUNDS; round += 1) {
    for (const review of reviews) {
      const start = performance.now();
      const read = readReview(review);
      if (!read.ok) throw new Error(`The review was not read: ${read.error}.`);
      writeReview(read.value.uid, await one.ask(read.value));
      if (round >= 0) times.push(performance.now() - start);
    }
    await one.recorder.settled();
  }
  return [
    {
      name: 'a review of admission, median',
      ours: at(times, 0.5),
      reference: HALF,
      unit: 'ms',
      against: 'the budget',
      limit: 1,
    },
    {
      name: 'a review of admission, 99th of 100',
      ours: at(times, 0.99),
      reference: MOST,
      unit: 'ms',
      against: 'the budget',
      limit: 1,
    },
  ];
}

const RULES = Array.from({ length: 50 }, (_, index) => ({
  apiGroups: ['', 'apps'],
  resources: [`kinds${index}`, `things${index}`],
  verbs: ['get', 'list', 'watch'],
}));

function populated(): World {
  const one = world();
  one.git.admission = { mode: 'enforce', refuseFrom: 'high' };
  for (let index = 0; index < ROLES; index += 1)
    one.has(role(`role-${index}`, [], {}, { rules: RULES.slice(0, 10) }));
  for (let index = 0; index < BINDINGS; index += 1)
    one.has(
      binding(`binding-${index}`, `role-${index % ROLES}`, [
        `user-${index % USERS}`,
        `user-${(index * 7) % USERS}`,
      ]),
    );
  return one;
}

function requestsOf({ git }: World): readonly AdmissionRequest[] {
  const [wide, bound] = [
    role('role-1', [], {}, { rules: RULES }),
    binding('new', 'role-3', ['user-1', 'sam']),
  ];
  const before = role('role-1', [], {}, { rules: RULES.slice(0, 10) });
  git.objects.push(wide, bound);
  return [
    asks(bound),
    asks(wide, before),
    asks(binding('unexplained', 'cluster-admin', ['user-3'])),
    asks(binding('binding-5', 'role-5', ['user-5']), binding('binding-5', 'role-5', ['user-5', 'user-35'])),
    asks(undefined, before),
  ];
}

/** As the API server sends it. */
function reviewOf({ uid, key, operation, who, object, oldObject }: AdmissionRequest): Uint8Array {
  const { type, name, namespace } = key;
  const { group, version, resource, kind } = type;
  const request = {
    uid,
    kind: { group, version, kind },
    resource: { group, version, resource },
    name,
    namespace,
    operation,
    userInfo: { username: who.user, groups: who.groups },
    object: object ?? null,
    oldObject: oldObject ?? null,
    dryRun: false,
  };
  return new TextEncoder().encode(
    JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', request }),
  );
}

function at(times: readonly number[], share: number): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length * share)] ?? Number.NaN;
}
